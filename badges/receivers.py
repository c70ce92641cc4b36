"""What learners do reaches badges here, and only here."""

import threading
from typing import Any

from django.db import connection

from .tasks import award_learner


class _LastLook(threading.local):
    """The learner whom this thread has looked at last, and the connection's queue of callbacks right after it."""

    learner_id: Any = None
    queue: list[Any] | None = None


_last_look = _LastLook()


def award_after_progress(sender: Any, *, learner: Any, **kwargs: Any) -> None:
    """Look, in the background, at what the learner is due now: once, however many facts one commit tells.

    A finished module tells of itself, of each competence and perhaps of a course, one after another, when all of
    them are stored, so the first look sees them all. Django begins a new queue of callbacks with every commit: while
    the queue is the same, nothing was committed since that look. When in doubt the learner is looked at once more.
    """
    if connection.run_on_commit is _last_look.queue and _last_look.learner_id == learner.pk:
        return
    award_learner.enqueue(learner.pk)
    # Inside a transaction, as callbacks run in tests, more may be written before a new queue begins.
    _last_look.queue = None if connection.in_atomic_block else connection.run_on_commit
    _last_look.learner_id = learner.pk
