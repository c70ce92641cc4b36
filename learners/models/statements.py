import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredStatement(models.Model):
    """An xAPI statement as it was stored. The log: attempts, completions and competences are read off it."""

    class Source(models.TextChoices):
        BROWSER = "browser", _("the learner's browser (self-checked)")
        SERVER = "server", _("this server")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="statements")
    verb = models.CharField(_("verb"), max_length=2000, help_text=_("As long as the parser lets an address be."))
    activity_kind = models.CharField(max_length=30)
    activity_key = models.UUIDField()
    course_key = models.UUIDField()
    source = models.CharField(_("source"), max_length=10, choices=Source)
    happened_at = models.DateTimeField(_("happened"))
    stored_at = models.DateTimeField(_("stored"), auto_now_add=True)
    statement = models.JSONField(_("statement"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        indexes: ClassVar = [
            models.Index(fields=("learner", "activity_key", "stored_at"), name="statement_by_activity"),
            models.Index(fields=("course_key", "stored_at"), name="statement_by_course"),
        ]

    def __str__(self) -> str:
        return str(self.id)
