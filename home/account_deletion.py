"""Somebody deletes their account. What each app keeps of them it erases itself: see ``learners.privacy``."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from learners import privacy

from .models import Invitation
from .sessions import end_sessions_of


class LastAdministrator(Exception):
    """The only administrator cannot leave: nobody could let another in."""


@privacy.register(
    "home.account",
    order=200,
    goes=(
        _("Your account: name, e-mail address, password, passkeys and app, and where you are signed in."),
        _("Your name in the log of the admin, and your picture there."),
    ),
    stays=(
        _("Pages, pictures and quizzes that you wrote for a provider. They no longer name you."),
        _("Copies of the database that we keep against accidents. They are overwritten in turn."),
    ),
)
def erase_account(person: Any) -> None:
    """Sign the person out everywhere, and erase what the database does not delete together with the account."""
    end_sessions_of(person)
    Invitation.objects.filter(email__iexact=person.email).delete()
    kind = ContentType.objects.get_for_model(get_user_model())
    # What was done to the account was written down under its name.
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).update(label="", data={})
    profile = getattr(person, "wagtail_userprofile", None)
    if profile is not None and profile.avatar:
        picture = profile.avatar
        transaction.on_commit(lambda: picture.storage.delete(picture.name))


@transaction.atomic
def delete_account(person: Any) -> None:
    """Delete the account and all that is kept of the person; a mail says so after the commit.

    Raises LastAdministrator, changing nothing, when nobody else could let people into the admin.
    """
    if person.is_superuser and not _other_administrators(person).exists():
        raise LastAdministrator("This is the only administrator, and without one nobody could invite another.")
    email, name = person.email, person.get_short_name()
    person.delete()
    transaction.on_commit(lambda: _tell(email, name=name), robust=True)


def _other_administrators(person: Any) -> Any:
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)


def _tell(email: str, *, name: str) -> None:
    subject = " ".join(render_to_string("account/email/deleted_subject.txt").split())
    send_mail(subject, render_to_string("account/email/deleted_message.txt", {"name": name}), None, [email])
