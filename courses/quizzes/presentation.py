"""A quiz as a learner may see it now: questions, own answers, feedback, and the right answers only when due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from courses.seams import ActivityRecord

from .grading import Numeric, Ordering, Question, SeveralAnswers, SingleChoice, grade, public
from .reading import questions_of
from .submissions import Submission, field_name, place_name

if TYPE_CHECKING:
    from courses.models import Quiz


@dataclass(frozen=True)
class OptionView:
    id: str
    text: str
    is_chosen: bool = False
    place: int | None = None
    """For items to be ordered: the place from 1 that is filled in."""
    field: str = ""


@dataclass(frozen=True)
class QuestionView:
    number: int
    id: str
    kind: str
    """``single``, ``several``, ``numeric`` or ``order``."""
    prompt: str
    field: str
    options: tuple[OptionView, ...]
    text: str
    unit: str
    unit_label: str
    outcome: str
    """``right``, ``wrong`` or empty while it is not marked."""
    feedback: tuple[str, ...]
    problem: str
    right_answer: str
    """In words, and empty until the learner may see it."""


@dataclass(frozen=True)
class QuizView:
    quiz: "Quiz"
    questions: tuple[QuestionView, ...]
    is_recorded: bool
    is_passed: bool
    is_marked: bool
    may_answer: bool
    attempts: int
    attempts_left: int | None
    blocked_until: datetime | None
    last_scaled: Decimal | None
    problems: int
    language: str
    """The code of the language that the quiz is written in."""

    @property
    def right(self) -> int:
        return sum(question.outcome == "right" for question in self.questions)


def present(
    quiz: "Quiz",
    *,
    record: ActivityRecord,
    is_recorded: bool,
    submission: Submission | None = None,
    language: str | None = None,
) -> QuizView:
    """Return what to show: a submission that needs mending first, else the last attempt, else empty questions.

    The feedback is that of the quiz that is shown, whatever the language of the one that was answered. ``language``
    spares asking for the quiz's own.
    """
    questions = questions_of(quiz)
    results: Mapping[str, Any] = record.results
    responses: Mapping[str, Any] = record.responses
    problems: Mapping[str, str] = {}
    is_passed = record.is_passed
    last_scaled = record.last_scaled
    if submission is not None:
        responses, problems = submission.responses, submission.problems
        results = {}
        if submission.result is not None:
            results = {
                found.question_id: {"is_correct": found.is_correct, "feedback": list(found.feedback)}
                for found in submission.result.results
            }
            is_passed, last_scaled = submission.result.is_passed, submission.result.score_scaled
    seed = f"{quiz.translation_key}:{record.attempts}"
    views = tuple(
        _question_view(
            question,
            number=number,
            seed=seed,
            response=responses.get(question.id),
            result=results.get(question.id),
            problem=problems.get(question.id, ""),
            shows_right_answer=is_passed,
        )
        for number, question in enumerate(questions, start=1)
    )
    left = None if quiz.max_attempts is None else max(quiz.max_attempts - record.attempts_since_pause, 0)
    return QuizView(
        quiz=quiz,
        questions=views,
        is_recorded=is_recorded,
        is_passed=is_passed,
        is_marked=bool(results),
        may_answer=not is_passed and record.blocked_until is None,
        attempts=record.attempts,
        attempts_left=left,
        blocked_until=record.blocked_until,
        last_scaled=last_scaled,
        problems=len(problems),
        language=quiz.locale.language_code if language is None else language,
    )


def _question_view(
    question: Question,
    *,
    number: int,
    seed: str,
    response: Any,
    result: Mapping[str, Any] | None,
    problem: str,
    shows_right_answer: bool,
) -> QuestionView:
    shown = public(question, shuffle_seed=seed)
    return QuestionView(
        number=number,
        id=question.id,
        kind=shown["kind"],
        prompt=question.prompt,
        field=field_name(question.id),
        options=_options(question, shown.get("options", []), response),
        text=response if isinstance(question, Numeric) and isinstance(response, str) else "",
        unit=question.unit if isinstance(question, Numeric) else "",
        unit_label=question.unit_labels[0] if isinstance(question, Numeric) and question.unit_labels else "",
        outcome="" if result is None else ("right" if result["is_correct"] else "wrong"),
        feedback=_feedback(question, response, result) if result else (),
        problem=problem,
        right_answer=_right_answer(question) if shows_right_answer else "",
    )


def _feedback(question: Question, response: Any, result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the feedback in the words of the question as it is now, or as it was given where that would not fit."""
    now = grade(question, response, translate=gettext)
    return now.feedback if now.is_correct == result["is_correct"] and response else tuple(result["feedback"])


def _options(question: Question, options: list[dict[str, str]], response: Any) -> tuple[OptionView, ...]:
    chosen = [response] if isinstance(response, str) else list(response or ())
    if isinstance(question, Ordering):
        places = {option_id: place for place, option_id in enumerate(chosen, start=1)}
        if places.keys() == {option["id"] for option in options}:
            options = sorted(options, key=lambda option: places[option["id"]])
        return tuple(
            OptionView(option["id"], option["text"], place=number, field=place_name(question.id, option["id"]))
            for number, option in enumerate(options, start=1)
        )
    return tuple(OptionView(option["id"], option["text"], option["id"] in chosen) for option in options)


def _right_answer(question: Question) -> str:
    match question:
        case SingleChoice():
            return next(option.text for option in question.options if option.id == question.correct)
        case SeveralAnswers():
            return "; ".join(option.text for option in question.options if option.id in question.correct)
        case Numeric():
            return f"{question.answer.normalize():f} {question.unit}".strip()
        case Ordering():
            return " → ".join(item.text for item in question.items)
