from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisations import Region


class CourseRun(models.Model):
    """One time that a course is held: dates, seats, region."""

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        BLENDED = "blended", _("online and on site")
        WORKPLACE = "workplace", _("at a workplace")

    code = models.CharField(_("code"), max_length=40, unique=True)
    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="runs")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    seats = models.PositiveIntegerField(_("seats"))
    region = models.CharField(_("region"), max_length=30, choices=Region, blank=True)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ("starts_on", "code")
        verbose_name = _("course run")
        verbose_name_plural = _("course runs")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="run_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("A run cannot end before it starts.")})
