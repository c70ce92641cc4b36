import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .achievements import Achievement
from .issuers import Issuer, SigningKey

STATUS_LIST_LENGTH = 131_072
"""Entries of a status list: the least that Bitstring Status List 1.0, 6.1 allows, so that no bearer stands out."""


class StatusList(models.Model):
    """A signed list with one bit per credential: taken back or not. It never says which credential a bit is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    length = models.PositiveIntegerField(default=STATUS_LIST_LENGTH)
    # Places given to credentials, kept here because counting them takes longer with every credential.
    used = models.PositiveIntegerField(default=0)
    document = models.JSONField(null=True, blank=True, help_text=_("As it was last signed."))
    valid_until = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")

    def __str__(self) -> str:
        return str(self.id)


class CredentialQuerySet(models.QuerySet["Credential"]):
    def of(self, learner) -> "CredentialQuerySet":
        return self.filter(recipient=learner)

    def in_force_first(self) -> "CredentialQuerySet":
        """The newest first, but those that were taken back after all others."""
        return self.order_by(models.F("revoked_at").asc(nulls_first=True), "-issued_at")

    def for_display(self) -> "CredentialQuerySet":
        return self.select_related("achievement", "achievement__issuer").order_by("-issued_at", "-pk")


class Credential(models.Model):
    """An achievement given to a person, as it was signed. It is never edited and never deleted.

    When the person's account goes, the status bit and the digest stay: what was issued can still be taken back.
    """

    class Reason(models.TextChoices):
        ISSUED_IN_ERROR = "issued-in-error", _("It was issued in error.")
        WRONG_CONTENT = "wrong-content", _("Something that it says was wrong.")
        DISHONESTY = "dishonesty", _("The result was not the holder’s own work.")
        REPLACED = "replaced", _("A new badge has replaced it.")
        HOLDER_ASKED = "holder-asked", _("The holder asked for it.")
        KEY_COMPROMISED = "key-compromised", _("The key that signed it was stolen.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="credentials", verbose_name=_("achievement")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="credentials",
        verbose_name=_("holder"),
    )
    subject_id = models.CharField(
        max_length=50,
        help_text=_("One for each issuer and holder, so that issuers cannot compare their holders."),
    )
    period = models.CharField(
        _("period"),
        max_length=20,
        blank=True,
        default="",
        help_text=_("What is earned anew, such as 2027; else empty."),
    )
    document = models.JSONField(_("document"), help_text=_("As it was signed."))
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="credentials")
    issued_at = models.DateTimeField(_("given"), default=timezone.now)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revocation_reason = models.CharField(_("reason"), max_length=30, choices=Reason, blank=True)
    revocation_note = models.TextField(
        _("note to the holder"),
        blank=True,
        help_text=_("The holder reads it in the mail. Employers do not see it."),
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    share_token = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    shows_name = models.BooleanField(_("the shared page shows my name"), default=False)

    objects = CredentialQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-issued_at",)
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        permissions: ClassVar = [("revoke_credential", _("Can take a badge back"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("achievement", "recipient", "period"),
                name="one_credential_per_achievement_and_period",
            ),
            models.UniqueConstraint(fields=("status_list", "status_index"), name="status_index_used_once"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | ~models.Q(revocation_reason=""),
                name="revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement} {self.issued_at:%Y-%m-%d}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until <= timezone.now()

    @property
    def is_shared(self) -> bool:
        return self.share_token is not None

    @property
    def urn(self) -> str:
        """The identifier in the document. It is no address, so it survives a change of host."""
        return f"urn:uuid:{self.id}"
