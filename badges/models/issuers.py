from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from courses.models import Organisation

from ..addresses import issuer_did


class Issuer(models.Model):
    """An organisation that signs badges, known to the world by its ``did:web``.

    The slug and the DID are in every credential that was ever issued, so neither changes after the first save.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="issuers", verbose_name=_("organisation")
    )
    slug = models.SlugField(
        _("short name"),
        unique=True,
        help_text=_("Part of the address in every badge. It cannot be changed afterwards."),
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("As it stands in the badges."))
    did = models.CharField(_("identifier (DID)"), max_length=500, unique=True, editable=False)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("web address"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        default="FI",
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Write the country as two capital letters, for example FI."))],
        help_text=_("Two letters, for example FI."),
    )
    other_identifier = models.CharField(
        _("business ID"),
        max_length=50,
        blank=True,
        help_text=_("In Finland the Y-tunnus, for example 1234567-8."),
    )
    is_fictional = models.BooleanField(
        _("fictional"), default=False, help_text=_("Its name then ends in “(demo)”, because a badge travels.")
    )
    is_active = models.BooleanField(_("issues badges"), default=True)

    panels: ClassVar = [
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("description"),
        FieldPanel("url"),
        FieldRowPanel([FieldPanel("country"), FieldPanel("other_identifier")]),
        MultiFieldPanel([FieldPanel("is_fictional"), FieldPanel("is_active")], heading=_("On this site")),
    ]

    class Meta:
        ordering = ("name",)
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.did:
            self.did = issuer_did(self.slug)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        problems: dict[str, object] = {}
        before = Issuer.objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.slug != self.slug:
            problems["slug"] = _("Badges name this address, so it stays “{slug}”.").format(slug=before.slug)
        if self.is_fictional and "(demo)" not in self.name.lower():
            problems["name"] = _("The name of a fictional issuer has to contain “(demo)”, because a badge travels.")
        if problems:
            raise ValidationError(problems)


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def usable(self) -> "SigningKeyQuerySet":
        """Keys that may sign, newest first."""
        return self.filter(retired_at=None, compromised_at=None).order_by("-created_at", "-pk")

    def trusted(self) -> "SigningKeyQuerySet":
        """Keys that verify: retired ones too, or every badge that they signed would fall; stolen ones never."""
        return self.filter(compromised_at=None).order_by("created_at", "pk")


class SigningKey(models.Model):
    """The public half of a key pair of an issuer. The private half is a file, outside the database and its dumps."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys", verbose_name=_("issuer"))
    fragment = models.CharField(_("name in the DID document"), max_length=50)
    public_key_multibase = models.CharField(_("public key"), max_length=100)
    file_name = models.CharField(_("file of the private key"), max_length=150, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    retired_at = models.DateTimeField(
        _("retired"), null=True, blank=True, help_text=_("It signs no more. What it signed stays valid.")
    )
    compromised_at = models.DateTimeField(
        _("compromised"),
        null=True,
        blank=True,
        help_text=_("It was stolen: nothing that it signed is trusted."),
    )

    objects = SigningKeyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints: ClassVar = [models.UniqueConstraint(fields=("issuer", "fragment"), name="one_key_per_fragment")]

    def __str__(self) -> str:
        return self.verification_method

    @property
    def verification_method(self) -> str:
        """The key's full identifier, as it stands in proofs."""
        return f"{self.issuer.did}#{self.fragment}"
