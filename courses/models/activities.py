from typing import ClassVar

from django.db import models


class LessonActivity(models.Model):
    """One activity of one lesson as it is published: the index from an activity to where it stands.

    Written by ``courses.activities.index_activities`` whenever a lesson is saved; never edited. It answers, in one
    query, which course an activity belongs to, what a lesson asks, and whether a module is guarded by a quiz.
    """

    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=30)
    activity_key = models.UUIDField(db_index=True)
    is_required = models.BooleanField()
    is_assessed = models.BooleanField(help_text="The server or a person judges the result, not the learner's browser.")
    sort_order = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("sort_order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("lesson", "activity_key"), name="activity_once_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.activity_key}"
