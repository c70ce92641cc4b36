from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from ..quizzes.blocks import QuestionsBlock
from ..translation import synchronised
from .organisations import Organisation


class Quiz(PreviewableMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """Questions that the server marks. Its ``translation_key`` is its identity in every language."""

    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quizzes",
        verbose_name=_("provider"),
    )
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.80"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text=_("Share of the points, from 0.01 to 1. For example 0.80 is 80 %."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts before a pause"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as the learner likes."),
    )
    pause_hours = models.PositiveSmallIntegerField(
        _("length of the pause in hours"),
        default=24,
        help_text=_("After the pause the attempts start anew, so that nobody is locked out for good."),
    )
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"))

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("max_attempts"), FieldPanel("pause_hours")]),
        FieldPanel("questions"),
    ]
    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        # By which a chooser narrows what it has found.
        index.FilterField("locale"),
        # Lists and choosers search among those of one provider.
        index.FilterField("organisation"),
    ]

    override_translatable_fields: ClassVar = synchronised("organisation", "pass_mark", "max_attempts", "pause_hours")

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> object:
        """What is equal in two languages while the one only repeats the other."""
        return list(self.questions.raw_data)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/admin/quiz_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from ..quizzes.presentation import present
        from ..seams import ActivityRecord

        return {
            **super().get_preview_context(request, mode_name),
            "learner_view": True,
            "quiz": present(self, record=ActivityRecord(), is_recorded=False),
        }
