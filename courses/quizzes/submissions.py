"""What a browser sends when somebody answers a quiz, read into responses. Nothing is marked here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from .grading import InvalidResponse, Ordering, Question, QuizResult, SeveralAnswers, normalise

MAX_RESPONSE = 500


@dataclass(frozen=True)
class Submission:
    """Responses by question id; ``problems`` are sentences for those that cannot be marked as they are.

    ``result`` is there once the quiz was marked in this very request, which happens where nobody keeps records.
    """

    quiz_key: UUID
    responses: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    result: QuizResult | None = None


def field_name(question_id: str) -> str:
    return f"q-{question_id}"


def place_name(question_id: str, option_id: str) -> str:
    """The field that holds the place, from 1, of one item to be ordered."""
    return f"q-{question_id}-{option_id}"


def read_submission(questions: Sequence[Question], posted: QueryDict, *, quiz_key: UUID) -> Submission:
    """Read the responses to all questions. One without a usable answer has a problem; nobody is marked down for it."""
    responses: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for question in questions:
        sent = _sent(question, posted)
        responses[question.id] = sent
        try:
            normalised = normalise(question, sent)
        except InvalidResponse as error:
            problems[question.id] = _(error.message)
            continue
        if normalised is None:
            problems[question.id] = _("This question has no answer yet.")
        else:
            responses[question.id] = normalised
    return Submission(quiz_key, responses, problems)


def _sent(question: Question, posted: QueryDict) -> Any:
    name = field_name(question.id)
    match question:
        case SeveralAnswers():
            return [value[:MAX_RESPONSE] for value in posted.getlist(name)[:100]]
        case Ordering():
            places: list[tuple[int, str]] = []
            for item in question.items:
                place = posted.get(place_name(question.id, item.id), "").strip()
                if place.isdecimal() and len(place) < 4:
                    places.append((int(place), item.id))
            if not places:
                return []
            # Two items on one place, or one left out: kept as it is, so that the marker can say what to do.
            distinct = {place for place, _id in places}
            return [option_id for _place, option_id in sorted(places)] if len(distinct) == len(places) else ["?"]
    return posted.get(name, "")[:MAX_RESPONSE]
