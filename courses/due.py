"""Everything that is done by the clock: a registry of works, each run under a lock, failures tried again.

An app writes its works into a module ``due_work``, which is found by itself::

    @due.register("courses.review_reminders", label=_("Reminders of pages to check"), every=timedelta(days=1))
    def remind_of_reviews(*, now: datetime) -> str:
        ...

``manage.py run_due`` runs what is due; cron may call it each minute, on as many machines as there are.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from .models import DueRun, DueWork

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""For so long a lock holds that nobody renews: what a killed process had begun is begun again after it."""

RENEWED_EVERY = timedelta(minutes=1)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""After the first failure in a row, the second, the third. Then the work waits for its regular time."""

KEPT_FOR = timedelta(days=90)

INTERRUPTED = "The process that ran it ended before the work was finished."


class WorkFailed(Exception):
    """The work could not be done. The message is shown in the admin: a sentence, with nobody's name or address in it.

    Of every other exception only its kind and place are shown, because its message may hold anything.
    """


class UnknownWork(LookupError):
    """No work of this name is registered."""


class Does(Protocol):
    """Does what is due. Idempotent: it may be run at any time, twice, and again after it was killed half-way.

    Returns one plain sentence of what was done, or an empty string when nothing was due. Raises on failure.
    """

    def __call__(self, *, now: datetime) -> str: ...


@dataclass(frozen=True)
class Work:
    """``every``: how long after a run that ended well the next is due; whole minutes."""

    name: str
    label: str | Promise
    every: timedelta
    does: Does


class Ending(StrEnum):
    """How the run of a work ended."""

    SUCCEEDED = "succeeded"
    NOTHING_DUE = "nothing due"
    FAILED = "failed"
    RUNNING_ELSEWHERE = "running elsewhere"
    NOT_DUE = "not due"


@dataclass(frozen=True)
class Ran:
    """What came of one work. ``said`` is the sentence of what was done or went wrong; ``again_at`` when it is next."""

    work: Work
    ending: Ending
    said: str = ""
    again_at: datetime | None = None


_works: dict[str, Work] = {}


def register(name: str, *, label: str | Promise, every: timedelta) -> Callable[[Does], Does]:
    """Register the decorated function as timed work.

    ``name`` stands in the database, so it never changes: ``<app>.<what it does>``, at most 100 characters. Raises
    ValueError for a name that is taken, or less than a minute between two runs.
    """
    if every < timedelta(minutes=1):
        raise ValueError(f"{name}: every is {every}, but cron calls once a minute, so expected a minute or more.")

    def add(does: Does) -> Does:
        known = _works.get(name)
        if known and (known.does.__module__, known.does.__qualname__) != (does.__module__, does.__qualname__):
            raise ValueError(f"{name} is registered already, by {known.does.__module__}; give this work another name.")
        _works[name] = Work(name, label, every, does)
        return does

    return add


def works() -> list[Work]:
    """Return every registered work, in the order of their names. Finds the modules ``due_work`` of the apps first."""
    autodiscover_modules("due_work")
    return [_works[name] for name in sorted(_works)]


def work_named(name: str) -> Work:
    """Return the work. Raises UnknownWork, naming those that there are."""
    known = {work.name: work for work in works()}
    if name not in known:
        raise UnknownWork(f"There is no work {name}; there are: {', '.join(known) or 'none'}.")
    return known[name]


def run_due(*, only: Iterable[str] = (), force: bool = False, now: datetime | None = None) -> Iterator[Ran]:
    """Run what is due, one work after another, yielding what came of each. One that fails does not stop the others.

    ``only``: of these names; raises UnknownWork before anything is run. ``force``: also what is not due yet.
    """
    chosen = [work_named(name) for name in only] or works()
    for work in chosen:
        yield run_work(work, force=force, now=now)


def run_work(work: Work, *, force: bool = False, now: datetime | None = None) -> Ran:
    """Run one work if it is due, or whenever ``force`` says so, unless a process anywhere is at it at this moment."""
    started_at = now or timezone.now()
    token = uuid4()
    DueWork.objects.get_or_create(name=work.name, defaults={"next_at": started_at})
    if refused := _take(work, token, at=started_at, force=force):
        return Ran(work, refused, again_at=DueWork.objects.values_list("next_at", flat=True).get(name=work.name))
    try:
        # In the language of the site: what is written down is read by many, and mail has languages of its own.
        with translation.override(settings.LANGUAGE_CODE), _kept_alive(work, token):
            said = work.does(now=started_at)
    except Exception as error:
        # Logged with everything; kept without what may be somebody's name.
        logger.exception("%s failed.", work.name)
        # One that the database has closed is opened anew. Not in a transaction of the caller's, which would be lost.
        if not connection.in_atomic_block:
            close_old_connections()
        return _fail(work, token, started_at=started_at, now=now, error=_sentence_of(error))
    except BaseException:
        # Stopped by hand: nobody has to wait until the lease is over.
        _fail(work, token, started_at=started_at, now=now, error=INTERRUPTED)
        raise
    return _succeed(work, token, started_at=started_at, now=now, said=said)


def _take(work: Work, token: UUID, *, at: datetime, force: bool) -> Ending | None:
    """Take the lock; return None when it was taken, else why not.

    One UPDATE decides, and it changes only what was read before it: of two that ask at the same moment exactly one
    gets the lock, on every database.
    """
    held = DueWork.objects.get(name=work.name)
    if held.token is not None and held.leased_until is not None and held.leased_until > at:
        return Ending.RUNNING_ELSEWHERE
    if held.next_at > at and not force:
        return Ending.NOT_DUE
    # What a killed process had begun counts as a failure: nobody else would give the lock back.
    is_abandoned = held.token is not None
    failures = held.failures + is_abandoned
    unchanged = DueWork.objects.filter(name=work.name, token=held.token, next_at=held.next_at)
    if not unchanged.update(token=token, leased_until=at + LEASE, started_at=at, failures=failures):
        return Ending.RUNNING_ELSEWHERE
    if is_abandoned:
        DueRun.objects.create(
            name=work.name,
            started_at=held.started_at or at,
            outcome=DueRun.Outcome.FAILED,
            error=INTERRUPTED,
            attempt=failures,
            next_try_at=at,
        )
    return None


def _succeed(work: Work, token: UUID, *, started_at: datetime, now: datetime | None, said: str) -> Ran:
    finished_at = now or timezone.now()
    again_at = _regular_time(work, after=started_at)
    with transaction.atomic():
        attempt = _failures(work) + 1
        _give_back(work, token, next_at=again_at, failures=0, looked_at=finished_at)
        if said:
            DueRun.objects.create(
                name=work.name,
                started_at=started_at,
                finished_at=finished_at,
                outcome=DueRun.Outcome.SUCCEEDED,
                message=said,
                attempt=attempt,
            )
            _forget_old(work, now=finished_at)
    return Ran(work, Ending.SUCCEEDED if said else Ending.NOTHING_DUE, said, again_at)


def _fail(work: Work, token: UUID, *, started_at: datetime, now: datetime | None, error: str) -> Ran:
    finished_at = now or timezone.now()
    with transaction.atomic():
        failures = _failures(work) + 1
        again_at = next_try(work, failures=failures, at=finished_at)
        _give_back(work, token, next_at=again_at, failures=failures)
        DueRun.objects.create(
            name=work.name,
            started_at=started_at,
            finished_at=finished_at,
            outcome=DueRun.Outcome.FAILED,
            error=error,
            attempt=failures,
            next_try_at=again_at,
        )
        _forget_old(work, now=finished_at)
    return Ran(work, Ending.FAILED, error, again_at)


def next_try(work: Work, *, failures: int, at: datetime) -> datetime:
    """Return when a work that has failed so many times in a row is tried again.

    The pauses grow. After the last it waits for its regular time, and never less than the longest pause.
    """
    if failures <= len(PAUSES):
        return at + PAUSES[failures - 1]
    return at + max(work.every, PAUSES[-1])


def _regular_time(work: Work, *, after: datetime) -> datetime:
    # From the beginning of the minute: cron is some seconds late, or not, and no run shall be left out for it.
    return after.replace(second=0, microsecond=0) + work.every


def _failures(work: Work) -> int:
    return DueWork.objects.values_list("failures", flat=True).get(name=work.name)


def _give_back(work: Work, token: UUID, **state: object) -> None:
    """Give the lock back, unless somebody else has it by now."""
    DueWork.objects.filter(name=work.name, token=token).update(token=None, leased_until=None, **state)


def _forget_old(work: Work, *, now: datetime) -> None:
    DueRun.objects.filter(name=work.name, started_at__lt=now - KEPT_FOR).delete()


@contextmanager
def _kept_alive(work: Work, token: UUID) -> Iterator[None]:
    """Renew the lock from another thread as long as the block lasts, however long the work takes."""
    is_over = threading.Event()

    def renew() -> None:
        while not is_over.wait(RENEWED_EVERY.total_seconds()):
            try:
                DueWork.objects.filter(name=work.name, token=token).update(leased_until=timezone.now() + LEASE)
            except DatabaseError:
                # Busy or away: there are more tries before the lease is over.
                logger.warning("The lock of %s could not be renewed just now.", work.name)
            finally:
                connection.close()

    thread = threading.Thread(target=renew, name=f"lock of {work.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        # Not before it has seen the end: it would use a connection that nobody closes.
        thread.join()


def _sentence_of(error: Exception) -> str:
    if isinstance(error, WorkFailed):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{kind} in {Path(last.filename).name}, line {last.lineno}. The log says more."
