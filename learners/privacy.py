"""What becomes of somebody's records when their account goes. A registry: each app erases what it keeps itself.

An eraser is called with the person, in the transaction in which the account is deleted, and before the account is
gone. It may be called again, and then finds nothing. What must stay for others, such as the status of a credential,
it keeps without anything that leads back to the person.

``goes`` and ``stays`` are sentences that the person reads before deciding.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import (
    ActivityState,
    Attempt,
    CompetenceRecord,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
    StoredStatement,
)

Eraser = Callable[[Any], None]
Sentence = str | Promise


@dataclass(frozen=True)
class Erasure:
    """Those with a smaller ``order`` come first: what was made from records before the records (which have 100)."""

    name: str
    erase: Eraser
    order: int
    goes: tuple[Sentence, ...]
    stays: tuple[Sentence, ...]


_erasures: dict[str, Erasure] = {}


def register(
    name: str, *, order: int, goes: tuple[Sentence, ...] = (), stays: tuple[Sentence, ...] = ()
) -> Callable[[Eraser], Eraser]:
    """Register an eraser under a name such as ``badges.credentials``. Raises ValueError for a name that is taken."""

    def take(erase: Eraser) -> Eraser:
        known = _erasures.get(name)
        if known is not None and known.erase is not erase:
            raise ValueError(f"Two apps erase “{name}”; give one of them another name.")
        _erasures[name] = Erasure(name, erase, order, goes, stays)
        return erase

    return take


def erasures() -> list[Erasure]:
    """Return what is erased, in the order in which it is."""
    return sorted(_erasures.values(), key=lambda one: (one.order, one.name))


@transaction.atomic
def erase_person(person: Any) -> None:
    """Erase what all apps keep of the person, or nothing when one of them fails. The account itself stays.

    Called by itself when an account is deleted, whichever way; see ``learners.receivers``.
    """
    # Whoever is giving this person something waits, and then finds nobody to give it to.
    get_user_model()._default_manager.select_for_update().filter(pk=person.pk).first()
    for erasure in erasures():
        erasure.erase(person)


@register(
    "learners.records",
    order=100,
    goes=(_("Your enrolments, your answers and results, and what you have completed."),),
)
def erase_records(person: Any) -> None:
    for model in (
        CompetenceRecord,
        CourseCompletion,
        ModuleCompletion,
        LessonCompletion,
        Attempt,
        ActivityState,
        StoredStatement,
        Enrolment,
    ):
        model._default_manager.filter(learner=person.pk).delete()
