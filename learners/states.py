"""What a player keeps between two visits."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonActivity, LessonPage

from .models import ActivityState, Enrolment


class StateRefused(Exception):
    """This person may not keep anything about the activity. The message is for a person."""


def read_state(*, learner, activity_key: UUID) -> Any:
    """Return what was kept. Raises ActivityState.DoesNotExist, and StateRefused for who is not enrolled."""
    _refuse_stranger(learner, activity_key)
    return ActivityState.objects.get(learner=learner, activity_key=activity_key).state


def write_state(state: Any, *, learner, activity_key: UUID) -> None:
    """Keep ``state``, any JSON value. An empty one never takes the place of one that is kept.

    A player that starts afresh saves an empty state within seconds; if that won, closing a page at the wrong moment
    would lose an hour's work. Raises StateRefused for who is not enrolled.
    """
    _refuse_stranger(learner, activity_key)
    if _is_empty(state):
        return
    ActivityState.objects.update_or_create(learner=learner, activity_key=activity_key, defaults={"state": state})


def delete_state(*, learner, activity_key: UUID) -> None:
    """Forget what was kept, because the player begins anew."""
    _refuse_stranger(learner, activity_key)
    ActivityState.objects.filter(learner=learner, activity_key=activity_key).delete()


def _is_empty(state: Any) -> bool:
    return state in (None, "", {}, [], False, "{}", "[]", "null")


def _refuse_stranger(learner, activity_key: UUID) -> None:
    paths = [
        path[: -2 * LessonPage.steplen]
        for path in LessonActivity.objects.filter(
            activity_key=activity_key, is_assessed=False, lesson__live=True
        ).values_list("lesson__path", flat=True)
    ]
    if (
        not Enrolment.objects.active()
        .of(learner)
        .filter(course_key__in=CoursePage.objects.live().filter(path__in=paths).values("translation_key"))
        .exists()
    ):
        raise StateRefused(_("You are not enrolled in a course with this activity."))
