"""The person who signs in, invitations, what people write to the site, the front page, and pages of plain text."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.translation import synchronised

from .blocks import TextPageBlock


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


class TextPage(Page):
    """A page of plain text, such as those that the law asks for. The footer leads to every page with a topic.

    What stands in double square brackets has yet to be filled in: such a page is not published (``text_pages``).
    """

    class Topic(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        PRIVACY = "privacy", _("Privacy notice")
        TERMS = "terms", _("Terms of use")

    topic = models.CharField(
        _("topic"),
        max_length=20,
        choices=Topic,
        blank=True,
        help_text=_("The footer leads to the page of each topic, of which there is one in each language."),
    )
    reviewed_on = models.DateField(
        _("last reviewed"), null=True, blank=True, help_text=_("When somebody last found that it says what is so.")
    )
    body = StreamField(TextPageBlock(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("topic"),
        FieldPanel("reviewed_on"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    override_translatable_fields: ClassVar = synchronised("topic", "reviewed_on")

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")

    @property
    def missing(self) -> list[str]:
        """What stands in double square brackets, in the order of the text: words that nobody has put in yet."""
        written = " ".join(str(block.value) for block in self.body if block.block_type == "text")
        return list(dict.fromkeys(re.findall(r"\[\[(.+?)\]\]", written, flags=re.DOTALL)))

    def clean(self) -> None:
        super().clean()
        if not self.topic:
            return
        others = TextPage.objects.filter(topic=self.topic, locale=self.locale_id).exclude(pk=self.pk)
        if taken := others.first():
            raise ValidationError(
                {"topic": _("“%(title)s” is the page of this topic in this language.") % {"title": taken.draft_title}}
            )


class Feedback(models.Model):
    """What somebody wrote to the site, with or without an account. What happens to it: ``home.feedback``."""

    ANSWERED_WITHIN = timedelta(days=14)
    """The Act on the Provision of Digital Services (306/2019) gives two weeks for an answer about accessibility."""

    class Subject(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("Accessibility")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    subject = models.CharField(_("subject"), max_length=20, choices=Subject, default=Subject.ACCESSIBILITY)
    message = models.TextField(_("message"), max_length=5000)
    page = models.CharField(_("address of the page"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    sent_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(
        _("note"), blank=True, help_text=_("What was answered or done, for those who look after the site.")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    # How many of the reminders have been sent.
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        default_permissions = ("change", "delete", "view")
        indexes: ClassVar = [models.Index(fields=("state", "sent_at"), name="feedback_by_state")]

    def __str__(self) -> str:
        # Stands in the log of the admin for good, so it says nothing of what was written.
        return gettext("Feedback of %(day)s") % {
            "day": date_format(timezone.localtime(self.sent_at), "SHORT_DATE_FORMAT")
        }

    @property
    def excerpt(self) -> str:
        return Truncator(" ".join(self.message.split())).chars(80)

    @property
    def answer_due_at(self) -> datetime:
        return self.sent_at + self.ANSWERED_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.OPEN and self.answer_due_at <= timezone.now()
