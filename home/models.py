"""The person who signs in, invitations, and the front page."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class UserManager(BaseUserManager["User"]):
    """Creates users who are known by their e-mail address."""

    use_in_migrations = True

    def _create(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address, and none was given.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person. The e-mail address is the name to sign in with, and nothing is shown to others unasked.

    Capitals in an address make no difference: it is kept in small letters, and has one account.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("This address has an account already.")}
    )

    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("As the institution by which the person signs in tells it. The person sees it in the account."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        super().clean()
        # Before the form asks whether the address is taken.
        self.email = self.email.lower()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # Small letters being compared, the field itself says that an address is taken, and says it at its place.
        super().validate_constraints(exclude={*(exclude or ()), "email"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class Invitation(models.Model):
    """Somebody is asked to work here. What happens to it: ``home.invitations``."""

    LIFETIME = timedelta(days=7)

    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    language = models.CharField(_("language of the mail"), max_length=10)
    groups = models.ManyToManyField("auth.Group", verbose_name=_("groups"), related_name="+")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    # Part of the link: another one makes earlier links useless.
    nonce = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    accepted_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=("email",), name="invitation_by_address")]

    def __str__(self) -> str:
        return self.email

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + self.LIFETIME

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether its link works."""
        return not (self.accepted_at or self.withdrawn_at or self.is_expired)


class HomePage(Page):
    """The front page: what Kenno is, in one look, and the three doors."""

    lead = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences under the title."))
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    about = RichTextField(_("about"), blank=True, features=["h2", "h3", "bold", "italic", "link", "ul", "ol"])

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("about"),
    ]

    class Meta:
        verbose_name = _("home page")
