"""Taking a course, leaving it, and remembering where one was."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.languages import leading
from courses.models import CoursePage, LessonPage

from .models import Enrolment

# How fresh "last seen" needs to be: a write on every page view would buy nothing.
FRESH = timedelta(minutes=10)


class EnrolmentRefused(Exception):
    """Nobody can take this course now. The message is for a person."""


@transaction.atomic
def enrol(learner, *, course: CoursePage) -> Enrolment:
    """Enrol the learner, or take up again a course that was left. What was done before still counts.

    Raises EnrolmentRefused for a course that is not published, or that is an outline without lessons.
    """
    leader = leading(CoursePage.objects.filter(translation_key=course.translation_key)).live().first()
    if not course.live or leader is None or not LessonPage.objects.live().descendant_of(leader).exists():
        raise EnrolmentRefused(
            _("%(course)s has no lessons yet, so nobody can enrol in it.") % {"course": course.title}
        )
    enrolment, is_new = Enrolment.objects.get_or_create(learner=learner, course_key=course.translation_key)
    if not is_new and enrolment.ended_at is not None:
        enrolment.ended_at = None
        enrolment.save(update_fields=["ended_at"])
    return enrolment


def leave(enrolment: Enrolment) -> None:
    """End an enrolment. Nothing that was done is lost."""
    if enrolment.ended_at is None:
        enrolment.ended_at = timezone.now()
        enrolment.save(update_fields=["ended_at"])


def enrolment_in(learner, course_key: UUID) -> Enrolment | None:
    """Return the learner's enrolment in the course, unless it has ended."""
    if not learner.is_authenticated:
        return None
    return Enrolment.objects.active().filter(learner=learner, course_key=course_key).first()


def remember_lesson(enrolment: Enrolment, lesson_key: UUID) -> None:
    """Remember the lesson that is open, so that the learner can go on there."""
    now = timezone.now()
    if enrolment.last_lesson_key == lesson_key and enrolment.last_seen_at and now - enrolment.last_seen_at < FRESH:
        return
    enrolment.last_lesson_key = lesson_key
    enrolment.last_seen_at = now
    enrolment.save(update_fields=["last_lesson_key", "last_seen_at"])
