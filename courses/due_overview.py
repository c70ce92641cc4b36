"""How the work by the clock stands, for who looks after it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django_tasks import default_task_backend

from .due import Work, works
from .models import DueRun, DueWork

SILENT_AFTER = timedelta(minutes=15)
"""Something is due each minute, so after this long it is certain that nobody calls ``manage.py run_due``."""

SHOWN_RUNS = 50
SHOWN_TASKS = 20


@dataclass(frozen=True)
class WorkState:
    """A registered work: ``row`` is None when it was never begun, ``last`` when it never did anything nor failed."""

    work: Work
    row: DueWork | None
    last: DueRun | None
    is_running: bool

    @property
    def state(self) -> str:
        """``running``, ``failed`` (it is tried again), ``new`` (never begun) or ``well``."""
        if self.is_running:
            return "running"
        if self.row is None:
            return "new"
        return "failed" if self.row.failures else "well"


@dataclass(frozen=True)
class QueueState:
    """The queue of tasks in the database: how many wait and run, and the last that failed, without what they say."""

    waiting: int
    running: int
    failed: int
    last_failed: Sequence[Any]
    oldest_waiting_since: datetime | None


def state_of_works(*, now: datetime) -> list[WorkState]:
    """Return every registered work with its row and its last run: two queries, however many there are."""
    last = DueRun.objects.filter(name=OuterRef("name")).order_by("-started_at", "-pk").values("pk")[:1]
    rows = {row.name: row for row in DueWork.objects.annotate(last_run_id=Subquery(last))}
    runs = DueRun.objects.in_bulk([row.last_run_id for row in rows.values() if row.last_run_id])
    states = []
    for work in works():
        row = rows.get(work.name)
        is_running = row is not None and row.leased_until is not None and row.leased_until > now
        states.append(WorkState(work, row, runs.get(row.last_run_id) if row else None, is_running))
    return states


def last_sign_of_life(states: Sequence[WorkState]) -> datetime | None:
    """Return when any work was last begun, or None when none ever was."""
    return max((state.row.started_at for state in states if state.row and state.row.started_at), default=None)


def is_silent(states: Sequence[WorkState], *, now: datetime) -> bool:
    """Whether nobody seems to call ``manage.py run_due``."""
    last = last_sign_of_life(states)
    return last is None or last < now - SILENT_AFTER


def last_runs(*, only_failed: bool) -> list[DueRun]:
    runs = DueRun.objects.filter(outcome=DueRun.Outcome.FAILED) if only_failed else DueRun.objects.all()
    return list(runs[:SHOWN_RUNS])


def queue_state() -> QueueState | None:
    """Return how the queue stands, or None when tasks are not kept in the database."""
    if not apps.is_installed("django_tasks_db"):
        return None
    from django_tasks_db.models import DBTaskResult

    tasks = DBTaskResult.objects.filter(backend_name=default_task_backend.alias)
    ready = tasks.ready().order_by("enqueued_at")
    first = ready.only("enqueued_at").first()
    return QueueState(
        waiting=ready.count(),
        running=tasks.running().count(),
        failed=tasks.failed().count(),
        last_failed=tasks.failed().order_by("-finished_at").defer("args_kwargs", "traceback")[:SHOWN_TASKS],
        oldest_waiting_since=first.enqueued_at if first else None,
    )
