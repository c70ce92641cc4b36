from typing import ClassVar

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class Region(models.TextChoices):
    """Where a run is held and a need arises. Southeast Finland is two regions."""

    KYMENLAAKSO = "kymenlaakso", _("Kymenlaakso")
    SOUTH_KARELIA = "south-karelia", _("South Karelia")
    ELSEWHERE = "elsewhere", _("Elsewhere")


class Organisation(models.Model):
    """A member of the network: a provider of education, an employer, a research environment, the coordinator."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("provider of education")
        EMPLOYER = "employer", _("employer")
        RESEARCH_ENVIRONMENT = "research-environment", _("research environment")
        COORDINATOR = "coordinator", _("coordinator")

    class SizeClass(models.TextChoices):
        MICRO = "micro", _("under 10 people")
        SMALL = "small", _("10 to 49 people")
        MEDIUM = "medium", _("50 to 249 people")
        LARGE = "large", _("250 people or more")

    slug = models.SlugField(_("short name"), unique=True, help_text=_("Part of addresses. It never changes."))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=30, choices=Region, blank=True)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass, blank=True)
    is_fictional = models.BooleanField(
        _("fictional"), default=False, help_text=_("Every page that names a fictional organisation says so.")
    )
    staff_group = models.OneToOneField(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="organisation",
        verbose_name=_("group of its teachers"),
    )
    requires_review = models.BooleanField(
        _("pages are reviewed before they are published"),
        default=False,
        help_text=_("Teachers then submit their pages, and the provider's reviewers publish them."),
    )
    reviewer_group = models.OneToOneField(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews_for",
        verbose_name=_("group of its reviewers"),
    )
    check_months = models.PositiveSmallIntegerField(
        _("months until a page is to be checked again"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: as the site has it."),
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("sector")]),
        FieldRowPanel([FieldPanel("region"), FieldPanel("size_class")]),
        MultiFieldPanel([FieldPanel("is_fictional"), FieldPanel("staff_group")], heading=_("On this site")),
        MultiFieldPanel(
            [FieldPanel("requires_review"), FieldPanel("reviewer_group"), FieldPanel("check_months")],
            heading=_("Review of its pages"),
        ),
    ]

    class Meta:
        ordering = ("name",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name
