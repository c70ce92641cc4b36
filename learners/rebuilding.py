"""Makes attempts, completions and competence records again from the log of statements, whose projections they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from .models import (
    Attempt,
    CompetenceRecord,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
    StoredStatement,
)
from .recording import replay_statement

PROJECTIONS = (Attempt, LessonCompletion, ModuleCompletion, CourseCompletion, CompetenceRecord)


@dataclass(frozen=True)
class Rebuilt:
    """How many statements of one learner were read, and how many rows stood before and stand now."""

    learner_id: int
    statements: int
    before: int
    after: int


def rebuild_completions(learner_ids: list[int] | None = None) -> Iterator[Rebuilt]:
    """Rebuild the records of these learners, or of everybody who has statements, one transaction per learner.

    Attempts are made anew. What is complete stays complete, since it may rest on pages that are no longer there; what
    is missing is added, and told to other apps as when it happens.
    """
    learners = get_user_model()._default_manager.filter(statements__isnull=False).distinct().order_by("pk")
    if learner_ids is not None:
        learners = learners.filter(pk__in=learner_ids)
    for learner in learners.iterator(chunk_size=500):
        yield _rebuild(learner)


@transaction.atomic
def _rebuild(learner) -> Rebuilt:
    # What is answered meanwhile waits, as it does for another answer.
    list(Enrolment.objects.select_for_update().filter(learner=learner).values_list("pk"))
    before = _count(learner)
    Attempt.objects.filter(learner=learner).delete()
    read = 0
    for stored in StoredStatement.objects.filter(learner=learner).order_by("stored_at", "pk").iterator(chunk_size=500):
        replay_statement(stored, learner=learner)
        read += 1
    return Rebuilt(learner.pk, read, before, _count(learner))


def _count(learner) -> int:
    return sum(model._default_manager.filter(learner=learner).count() for model in PROJECTIONS)
