"""Questions and responses in the words of xAPI: interaction activities, 1.0.3 Data, 2.4.4.1."""

from decimal import Context
from typing import Any

from courses.quizzes.numbers import plain
from courses.quizzes.questions import Numeric, Ordering, Question, SeveralAnswers, SingleChoice
from courses.quizzes.responses import normalise, option_ids, read_response_quantity

# Enough digits for any answer and tolerance, so that nothing is rounded.
_EXACT = Context(prec=1000)


def interaction(question: Question, *, language: str) -> dict[str, Any]:
    """Return the activity definition of an interaction (2.4.4.1), right answers included: server only.

    ``language`` is the RFC 5646 tag of the author's texts.
    """
    definition: dict[str, Any] = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "description": {language: question.prompt},
    }
    match question:
        case Numeric():
            definition |= {
                "interactionType": "numeric",
                "correctResponsesPattern": [_number_pattern(question)],
            }
            return definition
        case Ordering():
            # By id, which says nothing: in the right order this list would give the answer away too.
            options = tuple(sorted(question.items, key=lambda item: item.id))
            definition |= {
                "interactionType": "sequencing",
                "correctResponsesPattern": [_joined(option_ids(question.items))],
            }
        case SingleChoice():
            options = question.options
            definition |= {"interactionType": "choice", "correctResponsesPattern": [question.correct]}
        case SeveralAnswers():
            options = question.options
            right = tuple(option for option in option_ids(options) if option in question.correct)
            definition |= {"interactionType": "choice", "correctResponsesPattern": [_joined(right)]}
    definition["choices"] = [{"id": option.id, "description": {language: option.text}} for option in options]
    return definition


def xapi_response(question: Question, response: object) -> str:
    """Return ``response`` in the format that ``interaction`` uses (2.4.4.1), "" for no answer.

    xAPI has no place for units: a number stands alone. Raises InvalidResponse as ``normalise`` does.
    """
    normalised = normalise(question, response)
    if normalised is None:
        return ""
    if isinstance(question, Numeric):
        return plain(read_response_quantity(normalised).number)
    return normalised if isinstance(normalised, str) else _joined(normalised)


def _joined(ids: tuple[str, ...]) -> str:
    return "[,]".join(ids)


def _number_pattern(question: Numeric) -> str:
    if not question.tolerance:
        return plain(question.answer)
    low = _EXACT.subtract(question.answer, question.tolerance)
    high = _EXACT.add(question.answer, question.tolerance)
    return f"{plain(low)}[:]{plain(high)}"
