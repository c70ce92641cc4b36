import uuid
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from courses.models import CompetenceArea, Workload
from courses.models.competences import LevelField

from .issuers import Issuer


class AchievementQuerySet(models.QuerySet["Achievement"]):
    def awardable(self) -> "AchievementQuerySet":
        """Achievements that are given out now: active, of an active issuer, and tied to something by a rule."""
        return self.filter(is_active=True, issuer__is_active=True, rules__isnull=False).distinct()

    def about(self, target_keys) -> "AchievementQuerySet":
        """Active achievements that a rule ties to one of these modules or courses."""
        return self.filter(is_active=True, rules__target_key__in=list(target_keys)).distinct()


class Achievement(Workload, ClusterableModel):
    """What a badge is for, in the words that an employer reads.

    A credential holds its own copy, so a change here touches only what is issued afterwards. The elements of the EU
    recommendation on micro-credentials (2022/C 243/02, Annex I) are fields of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="achievements", verbose_name=_("issuer"))
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(
        _("description"), help_text=_("One or two sentences: what a person with this badge has shown.")
    )
    criteria = models.TextField(_("what the person has to do"), help_text=_("In words that an employer understands."))
    level = LevelField(null=True, blank=True)
    code = models.CharField(
        _("code on the picture"),
        max_length=12,
        help_text=_("Six characters or fewer read best, for example BAT101."),
    )
    stage = models.CharField(
        _("stage of the value chain"),
        max_length=20,
        choices=CompetenceArea.Stage,
        default=CompetenceArea.Stage.CROSS,
        help_text=_("Gives the ring of the picture its colour."),
    )
    assessment = models.CharField(
        _("how it is tested"),
        max_length=200,
        blank=True,
        help_text=_("For example: quiz, marked by the server."),
    )
    participation_form = models.CharField(
        _("how it is studied"),
        max_length=200,
        blank=True,
        help_text=_("For example: online, at one’s own pace."),
    )
    quality_assurance = models.CharField(_("who assures the quality"), max_length=300, blank=True)
    is_assessed = models.BooleanField(
        _("assessed"),
        default=True,
        help_text=_("Somebody other than the learner, or the server, judged the result."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: without an end date."),
    )
    language = models.CharField(_("language of this text"), max_length=10, default="en")
    is_active = models.BooleanField(_("is given out"), default=True)

    objects = AchievementQuerySet.as_manager()

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("issuer"), FieldPanel("is_active")]),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("criteria"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("level"), FieldPanel("stage")]),
        InlinePanel(
            "rules",
            label=_("rule"),
            heading=_("Given when all of this is true"),
            help_text=_("Without a rule nobody is given the badge by the site."),
        ),
        *Workload.workload_panels,
        MultiFieldPanel(
            [
                FieldPanel("is_assessed"),
                FieldPanel("assessment"),
                FieldPanel("participation_form"),
                FieldPanel("quality_assurance"),
            ],
            heading=_("Assessment and quality"),
        ),
        FieldRowPanel([FieldPanel("valid_months"), FieldPanel("language")]),
    ]

    class Meta:
        ordering = ("name",)
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")

    def __str__(self) -> str:
        return self.name
