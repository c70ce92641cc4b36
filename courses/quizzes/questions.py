"""The four kinds of questions, as the server knows them: with their right answers.

Ids of questions and options are opaque: they say nothing about what is right. Texts are as the author wrote
them. A question that cannot be answered raises InvalidQuestion as soon as it is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from courses.quizzes.numbers import MAX_NUMBER


class InvalidQuestion(ValueError):
    """The author's mistake. The message is a sentence for the author, in English."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose or one item to order. ``feedback`` is shown to the learner who chose it."""

    id: str
    text: str
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice:
    """One of the options is right. ``correct`` is its id."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    correct: str
    feedback_correct: str = ""
    feedback_incorrect: str = ""

    def __post_init__(self) -> None:
        _check_options(self.id, self.options)
        _check_known(self.id, {self.correct}, self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralAnswers:
    """At least one of the options is right. ``correct`` holds the ids of all that are."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    correct: frozenset[str]
    feedback_correct: str = ""
    feedback_incorrect: str = ""

    def __post_init__(self) -> None:
        _check_options(self.id, self.options)
        if not self.correct:
            raise InvalidQuestion(f"Question {self.id}: found no right answer, expected at least one.")
        _check_known(self.id, self.correct, self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """A number, right if it is at most ``tolerance`` away from ``answer``.

    ``unit`` is the symbol ("A"), ``unit_labels`` are its names ("amperes"); a learner may write any, or none.
    """

    id: str
    prompt: str
    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    unit_labels: tuple[str, ...] = ()
    feedback_correct: str = ""
    feedback_incorrect: str = ""

    def __post_init__(self) -> None:
        if not self.answer.is_finite() or abs(self.answer.adjusted()) >= MAX_NUMBER:
            raise InvalidQuestion(f"Question {self.id}: found the answer {self.answer}, expected one to write out.")
        if not self.tolerance.is_finite() or self.tolerance < 0:
            raise InvalidQuestion(f"Question {self.id}: found the tolerance {self.tolerance}, expected 0 or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """``items`` stand in the right order here, and only here: ``public`` shuffles them."""

    id: str
    prompt: str
    items: tuple[Option, ...]
    feedback_correct: str = ""
    feedback_incorrect: str = ""

    def __post_init__(self) -> None:
        _check_options(self.id, self.items)


Question = SingleChoice | SeveralAnswers | Numeric | Ordering


def _check_options(question_id: str, options: tuple[Option, ...]) -> None:
    if len(options) < 2:
        raise InvalidQuestion(f"Question {question_id}: found {len(options)} options, expected at least two.")
    seen: set[str] = set()
    for option in options:
        # xAPI delimits ids by "[,]" and asks for ids without whitespace (Data, 2.4.4.1).
        if not option.id or "[" in option.id or "]" in option.id or any(sign.isspace() for sign in option.id):
            raise InvalidQuestion(
                f"Question {question_id}: found the option id {option.id!r}, expected one without spaces and brackets."
            )
        if option.id in seen:
            raise InvalidQuestion(f"Question {question_id}: option id {option.id!r} occurs twice, expected once.")
        seen.add(option.id)


def _check_known(question_id: str, correct: Iterable[str], options: tuple[Option, ...]) -> None:
    if unknown := set(correct) - {option.id for option in options}:
        raise InvalidQuestion(
            f"Question {question_id}: found the right answer {min(unknown)!r}, expected one of its options."
        )
