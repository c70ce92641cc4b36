from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from courses.models import Competence
from courses.models.competences import LevelField

from ..rules import UnknownRuleKind, kind_choices, kind_named
from ..widgets import TargetSelect
from .achievements import Achievement


class AwardRule(Orderable):
    """One condition of an achievement. All conditions of an achievement must hold.

    ``target_key`` is the ``translation_key`` of a module or a course: the rule holds in every language.
    """

    achievement = ParentalKey(Achievement, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("when"), max_length=40, choices=kind_choices)
    target_key = models.UUIDField(_("module or course"), null=True, blank=True)
    competence = models.ForeignKey(
        Competence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_rules",
        verbose_name=_("competence"),
    )
    level = LevelField(null=True, blank=True)

    panels: ClassVar = [
        FieldPanel("kind"),
        FieldPanel("target_key", widget=TargetSelect),
        FieldRowPanel([FieldPanel("competence"), FieldPanel("level")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("award rule")
        verbose_name_plural = _("award rules")
        indexes: ClassVar = [models.Index(fields=("target_key",), name="rule_by_target")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        try:
            needed = kind_named(self.kind).needs
        except UnknownRuleKind as unknown:
            raise ValidationError({"kind": str(unknown)}) from unknown
        for field in needed:
            if getattr(self, field) in (None, ""):
                raise ValidationError({field: _("This kind of rule needs it.")})
