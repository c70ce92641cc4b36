"""Marking, on the server: what the browser sends is a response, never a score.

``public`` is all that the browser may see before it has answered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from typing import Any

from courses.quizzes.interactions import interaction, xapi_response
from courses.quizzes.numbers import is_same_unit
from courses.quizzes.questions import (
    InvalidQuestion,
    Numeric,
    Option,
    Ordering,
    Question,
    SeveralAnswers,
    SingleChoice,
)
from courses.quizzes.responses import (
    InvalidResponse,
    Response,
    gettext_noop,
    normalise,
    option_ids,
    read_response_quantity,
)

__all__ = [
    "InvalidQuestion",
    "InvalidResponse",
    "Numeric",
    "Option",
    "Ordering",
    "Question",
    "QuestionResult",
    "QuizResult",
    "SeveralAnswers",
    "SingleChoice",
    "grade",
    "grade_quiz",
    "interaction",
    "normalise",
    "public",
    "xapi_response",
]

WRITE_IN_UNIT = gettext_noop("Check the unit: write your answer in %(unit)s.")
WRITE_WITHOUT_UNIT = gettext_noop("Check the unit: write the number only.")

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """``score_scaled`` is from 0 to 1 in four decimals, rounded down: 1 means right.

    ``response`` is what to store, None if there was none that could be marked; ``problem`` then says what to
    do, if something was sent. ``feedback`` are the texts to show, ``problem`` among them.
    """

    question_id: str
    is_correct: bool
    score_scaled: Decimal
    response: Response | None
    feedback: tuple[str, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizResult:
    """``score_scaled`` is the mean over the questions, from 0 to 1 in four decimals, rounded down."""

    score_scaled: Decimal
    is_passed: bool
    results: tuple[QuestionResult, ...]


def grade(question: Question, response: object, *, translate: Translate = str) -> QuestionResult:
    """Mark ``response``, which may be anything that a browser sends, and never raise for it.

    An option is a text, several and an order are lists of texts, a number is a text. None, "" and an empty
    list are no answer. What cannot be marked is worth nothing, like no answer, and has a ``problem``; a view
    that would rather ask again than use up an attempt calls ``normalise`` first.
    """
    return _grade(question, response, translate=translate)[0]


def grade_quiz(
    questions: Sequence[Question],
    responses: Mapping[str, object],
    *,
    pass_mark: Decimal,
    translate: Translate = str,
) -> QuizResult:
    """Mark the ``responses``, by question id; those to unknown questions are left out.

    Every question counts the same. ``pass_mark`` is from 0 to 1 and inclusive, and compared before anything
    is rounded. A quiz without questions is never passed. Raises ValueError for a pass mark out of bounds,
    InvalidQuestion for two questions with one id.
    """
    if not 0 <= pass_mark <= 1:
        raise ValueError(f"Found the pass mark {pass_mark}, expected one from 0 to 1.")
    ids = [question.id for question in questions]
    if repeated := {question_id for question_id in ids if ids.count(question_id) > 1}:
        raise InvalidQuestion(f"Found the question id {min(repeated)!r} twice in one quiz, expected it once.")
    graded = [_grade(question, responses.get(question.id), translate=translate) for question in questions]
    mean = sum((share for _result, share in graded), Fraction(0)) / max(len(graded), 1)
    return QuizResult(
        score_scaled=_scaled(mean),
        is_passed=bool(graded) and mean >= Fraction(pass_mark),
        results=tuple(result for result, _share in graded),
    )


def public(question: Question, *, shuffle_seed: str) -> dict[str, Any]:
    """Return what the browser may see before it has answered: never what is right, never feedback.

    Choices keep the author's order. Items to be ordered are shuffled, the same for the same seed, and if they
    are more than two never into the right order. Use a seed per attempt.
    """
    shown: dict[str, Any] = {"id": question.id, "kind": _KINDS[type(question)], "prompt": question.prompt}
    match question:
        case Numeric():
            shown["unit"] = question.unit
        case Ordering():
            shown["options"] = [_public_option(item) for item in _shuffled(question, seed=shuffle_seed)]
        case _:
            shown["options"] = [_public_option(option) for option in question.options]
    return shown


def _grade(question: Question, response: object, *, translate: Translate) -> tuple[QuestionResult, Fraction]:
    """Return the result and the exact share of the question's point."""
    try:
        normalised = normalise(question, response)
    except InvalidResponse as error:
        problem = translate(error.message)
        return _result(question, None, Fraction(0), feedback=(problem,), problem=problem), Fraction(0)
    if normalised is None:
        return _result(question, None, Fraction(0), feedback=()), Fraction(0)
    share, feedback = _mark(question, normalised, translate=translate)
    feedback.append(question.feedback_correct if share == 1 else question.feedback_incorrect)
    texts = tuple(text for text in feedback if text)
    return _result(question, normalised, share, feedback=texts), share


def _result(
    question: Question,
    response: Response | None,
    share: Fraction,
    *,
    feedback: tuple[str, ...],
    problem: str | None = None,
) -> QuestionResult:
    return QuestionResult(
        question_id=question.id,
        is_correct=share == 1,
        score_scaled=_scaled(share),
        response=response,
        feedback=feedback,
        problem=problem,
    )


def _mark(question: Question, response: Response, *, translate: Translate) -> tuple[Fraction, list[str]]:
    match question:
        case SingleChoice():
            chosen = {str(response)}
            return Fraction(chosen == {question.correct}), _feedback_on(question.options, chosen=chosen)
        case SeveralAnswers():
            chosen = set(response)
            return _several_share(question, chosen), _feedback_on(question.options, chosen=chosen)
        case Ordering():
            return _order_share(tuple(response), right=option_ids(question.items)), []
        case Numeric():
            quantity = read_response_quantity(response)
            if quantity.unit and not is_same_unit(quantity.unit, symbol=question.unit, labels=question.unit_labels):
                unit = question.unit or next(iter(question.unit_labels), "")
                message = translate(WRITE_IN_UNIT) % {"unit": unit} if unit else translate(WRITE_WITHOUT_UNIT)
                return Fraction(0), [message]
            # Fractions are exact at any size; Decimal would round to the precision of the thread's context.
            distance = abs(Fraction(quantity.number) - Fraction(question.answer))
            return Fraction(distance <= Fraction(question.tolerance)), []


def _several_share(question: SeveralAnswers, chosen: set[str]) -> Fraction:
    """Right picks less wrong picks, over the number of right answers, never negative: 1 only when exact.

    A wrong pick takes back what a right one gave, so that ticking everything pays only where most is right.
    """
    right, wrong = len(chosen & question.correct), len(chosen - question.correct)
    return Fraction(max(right - wrong, 0), len(question.correct))


def _order_share(order: tuple[str, ...], *, right: tuple[str, ...]) -> Fraction:
    """Kendall's tau, never negative: pairs in the right order less pairs in the wrong one, over all pairs.

    The share of right pairs would give one half for the average guess. Tau gives 0 for that, and one slip
    among many items still costs little (M. G. Kendall, Biometrika 30, 1938, pages 81 to 93).
    """
    position = {item: index for index, item in enumerate(order)}
    agreements = [position[first] < position[second] for first, second in combinations(right, 2)]
    return Fraction(max(2 * sum(agreements) - len(agreements), 0), len(agreements))


def _shuffled(question: Ordering, *, seed: str) -> tuple[Option, ...]:
    """Return the items by a hash of their ids: the same in every version of Python."""

    def key(item: Option) -> bytes:
        return sha256(f"{seed}\0{question.id}\0{item.id}".encode("utf-8", "surrogatepass")).digest()

    shuffled = tuple(sorted(question.items, key=key))
    if shuffled == question.items and len(shuffled) > 2:
        return (*shuffled[1:], shuffled[0])
    return shuffled


def _feedback_on(options: tuple[Option, ...], *, chosen: set[str]) -> list[str]:
    return [option.feedback for option in options if option.id in chosen]


def _public_option(option: Option) -> dict[str, str]:
    return {"id": option.id, "text": option.text}


def _scaled(share: Fraction) -> Decimal:
    # Down, so that 0.99996 does not become a 1 that means "right".
    return Decimal(share.numerator * 10_000 // share.denominator).scaleb(-4)


_KINDS: Mapping[type, str] = {
    SingleChoice: "single_choice",
    SeveralAnswers: "several_answers",
    Numeric: "numeric",
    Ordering: "ordering",
}
