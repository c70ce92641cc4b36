from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

LOWEST_LEVEL, HIGHEST_LEVEL = 4, 7

level_validators = [MinValueValidator(LOWEST_LEVEL), MaxValueValidator(HIGHEST_LEVEL)]


class LevelField(models.PositiveSmallIntegerField):
    """A level of the European Qualifications Framework, 4 to 7, used as a placement by analogy."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("level (EQF)"))
        kwargs.setdefault("validators", level_validators)
        super().__init__(*args, **kwargs)


class TitledInThreeLanguages(models.Model):
    """A title in English, and in Finnish and Swedish where somebody has written it."""

    title = models.CharField(_("title in English"), max_length=200)
    title_fi = models.CharField(_("title in Finnish"), max_length=200, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def title_in(self, language: str) -> tuple[str, str]:
        """Return the title and the language that it is really in: English where there is no translation."""
        translated = getattr(self, f"title_{language}", "") if language != "en" else ""
        return (translated, language) if translated else (self.title, "en")

    @property
    def local_title(self) -> str:
        return self.title_in((get_language() or "en")[:2])[0]


class CompetencyFramework(ClusterableModel):
    """A published set of competences, in areas along the value chain of batteries."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    version = models.CharField(_("version"), max_length=50)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=255, blank=True)
    level_note = models.TextField(_("note on levels"), blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("version"), FieldPanel("licence"), FieldPanel("status")]),
        FieldPanel("level_note"),
        InlinePanel("levels", label=_("level"), heading=_("What the levels mean")),
        InlinePanel("areas", label=_("area"), heading=_("Areas")),
    ]

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class FrameworkLevel(models.Model):
    """What a level means in one framework."""

    framework = ParentalKey(CompetencyFramework, on_delete=models.CASCADE, related_name="levels")
    level = LevelField()
    label = models.CharField(_("label"), max_length=100)
    meaning = models.TextField(_("meaning"))
    finnish_examples = models.CharField(_("examples in Finland"), max_length=255, blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("level"), FieldPanel("label")]),
        FieldPanel("meaning"),
        FieldPanel("finnish_examples"),
    ]

    class Meta:
        ordering = ("level",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("framework", "level"), name="one_meaning_per_level")]

    def __str__(self) -> str:
        return f"{self.level} {self.label}"


class CompetenceArea(TitledInThreeLanguages):
    """An area of the value chain, for example SAF, safety."""

    class Stage(models.TextChoices):
        CROSS = "cross", _("all stages")
        UPSTREAM = "upstream", _("raw materials")
        MATERIALS = "materials", _("battery materials")
        MANUFACTURING = "manufacturing", _("cells and packs")
        APPLICATION = "application", _("use")
        END_OF_LIFE = "end-of-life", _("second life and recycling")

    framework = ParentalKey(CompetencyFramework, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(_("code"), max_length=10)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    description = models.TextField(_("description"), blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    sort_order_field = "sort_order"

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("stage")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("title_fi"), FieldPanel("title_sv")]),
        FieldPanel("description"),
    ]

    class Meta:
        ordering = ("sort_order", "code")
        verbose_name = _("competence area")
        verbose_name_plural = _("competence areas")
        constraints: ClassVar = [models.UniqueConstraint(fields=("framework", "code"), name="one_area_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Competence(TitledInThreeLanguages, ClusterableModel):
    """Something that a person can do at work, described at one or more levels."""

    area = models.ForeignKey(CompetenceArea, on_delete=models.CASCADE, related_name="competences")
    code = models.CharField(_("code"), max_length=20, unique=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("area")]),
        FieldPanel("title"),
        FieldPanel("title_fi"),
        FieldPanel("title_sv"),
        InlinePanel("levels", label=_("level"), heading=_("What it looks like at each level")),
    ]

    class Meta:
        ordering = ("area__sort_order", "sort_order", "code")
        verbose_name = _("competence")
        verbose_name_plural = _("competences")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CompetenceLevel(models.Model):
    """What a competence looks like at one level. Not every competence exists at every level."""

    competence = ParentalKey(Competence, on_delete=models.CASCADE, related_name="levels")
    level = LevelField()
    descriptor = models.TextField(_("descriptor"))

    class Meta:
        ordering = ("level",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("competence", "level"), name="one_descriptor_per_level")
        ]

    def __str__(self) -> str:
        return f"{self.competence.code} @ {self.level}"
