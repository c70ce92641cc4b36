from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class _Completion(models.Model):
    """Something is done, once and for good; known by ``translation_key``, so in every language at once.

    ``is_assessed`` says that a server-graded or human-assessed activity guarded it. What rests on the learner's own
    word or browser alone is complete too, but no evidence.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_key = models.UUIDField()
    is_assessed = models.BooleanField(_("assessed"))
    completed_at = models.DateTimeField(_("completed"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class LessonCompletion(_Completion):
    lesson_key = models.UUIDField()
    module_key = models.UUIDField()

    class Meta:
        default_related_name = "lesson_completions"
        verbose_name = _("lesson completion")
        verbose_name_plural = _("lesson completions")
        constraints: ClassVar = [models.UniqueConstraint(fields=("learner", "lesson_key"), name="lesson_done_once")]

    def __str__(self) -> str:
        return str(self.lesson_key)


class ModuleCompletion(_Completion):
    module_key = models.UUIDField()

    class Meta:
        default_related_name = "module_completions"
        verbose_name = _("module completion")
        verbose_name_plural = _("module completions")
        constraints: ClassVar = [models.UniqueConstraint(fields=("learner", "module_key"), name="module_done_once")]
        indexes: ClassVar = [models.Index(fields=("module_key",), name="module_done_by")]

    def __str__(self) -> str:
        return str(self.module_key)


class CourseCompletion(_Completion):
    class Meta:
        default_related_name = "course_completions"
        verbose_name = _("course completion")
        verbose_name_plural = _("course completions")
        constraints: ClassVar = [models.UniqueConstraint(fields=("learner", "course_key"), name="course_done_once")]
        indexes: ClassVar = [models.Index(fields=("course_key",), name="course_done_by")]

    def __str__(self) -> str:
        return str(self.course_key)
