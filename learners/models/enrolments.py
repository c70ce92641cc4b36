from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        """Enrolments that somebody has not left."""
        return self.filter(ended_at=None)

    def of(self, learner) -> "EnrolmentQuerySet":
        return self.filter(learner=learner)


class Enrolment(models.Model):
    """A person takes a course. The course is known by its ``translation_key``: one enrolment in every language."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField(_("course"))
    enrolled_at = models.DateTimeField(_("enrolled"), default=timezone.now)
    ended_at = models.DateTimeField(_("left"), null=True, blank=True)
    last_lesson_key = models.UUIDField(
        null=True, blank=True, help_text=_("The lesson that was open last: where the learner goes on.")
    )
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("learner", "course_key"), name="one_enrolment_per_course")
        ]
        indexes: ClassVar = [models.Index(fields=("course_key", "ended_at"), name="enrolment_by_course")]

    def __str__(self) -> str:
        return f"{self.learner} – {self.course_key}"
