"""What a learner sends, as it is checked and stored."""

from courses.quizzes.numbers import Quantity, read_quantity
from courses.quizzes.questions import Numeric, Option, Ordering, Question, SeveralAnswers, SingleChoice

Response = str | tuple[str, ...]


def gettext_noop(message: str) -> str:
    """Mark ``message`` for translation; whoever shows it translates it."""
    return message


CHOOSE_ONE = gettext_noop("Choose one of the answers.")
CHOOSE_SOME = gettext_noop("Choose at least one of the answers.")
PUT_ALL_IN_ORDER = gettext_noop("Put all the items in order, each of them once.")
WRITE_A_NUMBER = gettext_noop("Write a number, for example 12.5.")


class InvalidResponse(ValueError):
    """A response that cannot be marked. ``message`` tells the learner what to do, not yet translated."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def normalise(question: Question, response: object) -> Response | None:
    """Return ``response`` as it is stored and compared, or None for no answer. Idempotent.

    Raises InvalidResponse for what cannot be marked: options that are not the question's, an order that
    leaves out or repeats an item, a number that is none.
    """
    match question:
        case SingleChoice():
            # Some browsers' forms send a list of one.
            if isinstance(response, list | tuple) and len(response) == 1:
                response = response[0]
            if _is_empty(response):
                return None
            if not isinstance(response, str) or response not in option_ids(question.options):
                raise InvalidResponse(CHOOSE_ONE)
            return response
        case SeveralAnswers():
            chosen = set(_read_ids(response, question.options, problem=CHOOSE_SOME))
            return tuple(option for option in option_ids(question.options) if option in chosen) or None
        case Ordering():
            order = _read_ids(response, question.items, problem=PUT_ALL_IN_ORDER)
            if order and sorted(order) != sorted(option_ids(question.items)):
                raise InvalidResponse(PUT_ALL_IN_ORDER)
            return order or None
        case Numeric():
            if _is_empty(response):
                return None
            return str(read_response_quantity(response))


def _read_ids(response: object, options: tuple[Option, ...], *, problem: str) -> tuple[str, ...]:
    """Return the ids in ``response``, all of them the question's."""
    if _is_empty(response):
        return ()
    chosen = (response,) if isinstance(response, str) else response
    if not isinstance(chosen, list | tuple):
        raise InvalidResponse(problem)
    known = set(option_ids(options))
    if any(not isinstance(one, str) or one not in known for one in chosen):
        raise InvalidResponse(problem)
    return tuple(chosen)


def read_response_quantity(response: object) -> Quantity:
    quantity = read_quantity(response) if isinstance(response, str) else None
    if quantity is None:
        raise InvalidResponse(WRITE_A_NUMBER)
    return quantity


def _is_empty(response: object) -> bool:
    return response is None or response in ([], ()) or (isinstance(response, str) and not response.strip())


def option_ids(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(option.id for option in options)
