"""From statements to attempts: when one begins, when it is finished, and with which result."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from courses.models import Quiz
from courses.seams import ActivityRecord

from .models import Attempt
from .verbs import FAILED, FINISHING, MASTERED, PASSED, STARTING
from .xapi.statement import Result, Statement, scaled_score

# What a graded quiz carries in result.extensions, so that attempts can be made again from the log.
RESPONSES = "https://w3id.org/kenno/xapi/responses"
RESULTS = "https://w3id.org/kenno/xapi/results"


def update_attempt(statement: Statement, *, learner, kind: str, key: UUID, is_assessed: bool, at: datetime) -> bool:
    """Open or finish the learner's attempt at an activity as the statement says; return whether one was finished."""
    if statement.verb_id in STARTING:
        if not Attempt.objects.filter(learner=learner, activity_key=key, finished_at=None).exists():
            _open(learner=learner, kind=kind, key=key, is_assessed=is_assessed, at=at)
        return False
    if not is_finished(statement):
        return False

    attempt = Attempt.objects.filter(learner=learner, activity_key=key, finished_at=None).first() or _open(
        learner=learner, kind=kind, key=key, is_assessed=is_assessed, at=at
    )
    result = statement.result
    attempt.finished_at = at
    attempt.is_assessed = is_assessed
    attempt.score_scaled = scaled_score(result) if result else None
    attempt.is_passed = _is_passed(statement, result)
    # Only this server says what was answered and how it was marked; a browser may write anything there.
    extensions: Any = result.extensions if result and is_assessed else {}
    attempt.responses = extensions.get(RESPONSES, {})
    attempt.results = extensions.get(RESULTS, {})
    attempt.save()
    return True


def is_finished(statement: Statement) -> bool:
    """Whether a statement says that the activity as a whole came to an end.

    A single question has no ``completed`` of its own: its ``answered`` is the end, unless it says it is not complete.
    """
    if statement.verb_id not in FINISHING:
        return False
    return statement.result is None or statement.result.completion is not False


def _is_passed(statement: Statement, result: Result | None) -> bool | None:
    if statement.verb_id in {PASSED, MASTERED}:
        return True
    if statement.verb_id == FAILED:
        return False
    return result.success if result else None


def _open(*, learner, kind: str, key: UUID, is_assessed: bool, at: datetime) -> Attempt:
    highest = Attempt.objects.filter(learner=learner, activity_key=key).aggregate(Max("number"))["number__max"]
    return Attempt.objects.create(
        learner=learner,
        activity_kind=kind,
        activity_key=key,
        number=(highest or 0) + 1,
        is_assessed=is_assessed,
        started_at=at,
    )


def activity_record(attempts: list[Attempt], *, quiz: Quiz | None = None) -> ActivityRecord:
    """Sum up the attempts of one learner at one activity, given in order of their numbers."""
    finished = [attempt for attempt in attempts if attempt.finished_at is not None]
    if not finished:
        return ActivityRecord()
    last = finished[-1]
    scores = [attempt.score_scaled for attempt in finished if attempt.score_scaled is not None]
    is_passed = any(attempt.is_passed for attempt in finished)
    since_pause, blocked_until = (
        tries_and_pause(finished, max_attempts=quiz.max_attempts, pause=timedelta(hours=quiz.pause_hours))
        if quiz and not is_passed
        else (len(finished), None)
    )
    return ActivityRecord(
        attempts=len(finished),
        attempts_since_pause=since_pause,
        is_finished=True,
        is_passed=is_passed,
        best_scaled=max(scores, default=None),
        last_scaled=last.score_scaled,
        blocked_until=blocked_until,
        responses=last.responses,
        results=last.results,
    )


def tries_and_pause(
    finished: list[Attempt], *, max_attempts: int | None, pause: timedelta, now: datetime | None = None
) -> tuple[int, datetime | None]:
    """Return how many attempts count since the last pause, and until when the next must wait, if it must.

    Attempts come in rounds of ``max_attempts``; after a round without success the next one opens when the pause,
    counted from the last attempt, is over. Without a maximum nobody waits.
    """
    if not max_attempts or not finished:
        return len(finished), None
    in_round = len(finished) % max_attempts
    if in_round:
        return in_round, None
    ends_at = finished[-1].finished_at + pause  # type: ignore[operator]
    return (max_attempts, ends_at) if (now or timezone.now()) < ends_at else (0, None)
