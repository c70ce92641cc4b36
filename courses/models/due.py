"""Work by the clock: for each kind one row that says when it is due and who is at it, and what came of its runs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DueWork(models.Model):
    """When a kind of work is due next, and the lock that one process at a time holds while it does it.

    ``token`` is drawn anew for every run, and it counts until ``leased_until`` only: a process that was killed does
    not hold the work for ever. Written by ``courses.due`` alone.
    """

    name = models.CharField(max_length=100, primary_key=True)
    next_at = models.DateTimeField(_("next run"))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(pgettext_lazy("work by the clock", "started"), null=True, blank=True)
    looked_at = models.DateTimeField(
        _("last looked"),
        null=True,
        blank=True,
        help_text=_("When it last ended well."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("work by the clock")
        verbose_name_plural = _("work by the clock")
        permissions: ClassVar = [("run_duework", _("Can see the background work and run it now"))]

    def __str__(self) -> str:
        return self.name


class DueRun(models.Model):
    """One run that did something or failed. A run that found nothing due leaves a time in ``DueWork`` and no row."""

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded", _("done")
        FAILED = "failed", pgettext_lazy("work by the clock", "failed")

    name = models.CharField(max_length=100)
    started_at = models.DateTimeField(pgettext_lazy("work by the clock", "started"))
    finished_at = models.DateTimeField(
        pgettext_lazy("work by the clock", "finished"),
        null=True,
        blank=True,
        help_text=_("Unknown of a run whose process was killed."),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    message = models.TextField(_("what was done"), blank=True)
    error = models.TextField(_("what went wrong"), blank=True, help_text=_("Without anybody's name or address."))
    attempt = models.PositiveIntegerField(_("attempt"), default=1)
    next_try_at = models.DateTimeField(_("tried again"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-started_at", "-pk")
        verbose_name = _("run of work by the clock")
        verbose_name_plural = _("runs of work by the clock")
        indexes: ClassVar = [
            models.Index(fields=("name", "-started_at"), name="runs_of_work"),
            models.Index(fields=("-started_at",), name="runs_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"
