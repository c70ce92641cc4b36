from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, learner) -> "AttemptQuerySet":
        return self.filter(learner=learner)

    def finished(self) -> "AttemptQuerySet":
        return self.exclude(finished_at=None)


class Attempt(models.Model):
    """One try of one person at one activity. The last one may still be open."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    activity_kind = models.CharField(max_length=30)
    activity_key = models.UUIDField()
    number = models.PositiveIntegerField(_("attempt"))
    is_assessed = models.BooleanField(
        _("assessed"), help_text=_("The server or a person judged it. Otherwise it is self-checked.")
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    score_scaled = models.DecimalField(
        _("score"), max_digits=7, decimal_places=6, null=True, blank=True, help_text=_("From -1 to 1.")
    )
    is_passed = models.BooleanField(_("passed"), null=True, blank=True)
    responses = models.JSONField(_("responses"), default=dict, blank=True)
    results = models.JSONField(_("results"), default=dict, blank=True)

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("number",)
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("learner", "activity_key", "number"), name="attempts_are_numbered_per_activity"
            ),
            models.UniqueConstraint(
                fields=("learner", "activity_key"),
                condition=models.Q(finished_at=None),
                name="one_open_attempt_per_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_kind} {self.activity_key} #{self.number}"


class ActivityState(models.Model):
    """What a player asked to keep, so that the person can go on where it stopped."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity_states")
    activity_key = models.UUIDField()
    state = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("learner", "activity_key"), name="one_state_per_activity")
        ]

    def __str__(self) -> str:
        return str(self.activity_key)
