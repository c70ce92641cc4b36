"""Staff are invited by mail: a link that is signed, works once and for seven days, and gives only what may be given."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from .models import Invitation
from .staff import groups_that_may_be_given

KEPT = timedelta(days=90)
"""How long an invitation that is done with can still be looked at."""

_SALT = "home.invitations"
NAMELESS = "…"
"""What an invitation is called in the log of the admin, which is kept when the address has been forgotten."""


class InvitationRefused(Exception):
    """The invitation cannot be sent or taken up. The message is a sentence for whoever tries."""


@transaction.atomic
def invite(
    email: str, *, first_name: str, last_name: str, groups: Collection[Group], language: str, by: Any
) -> Invitation:
    """Invite somebody to work here, and return the invitation; the mail goes out after the commit.

    Raises InvitationRefused when ``by`` may not give one of the groups, when none is given, or when an invitation to
    this address is open already.
    """
    email = email.strip().lower()
    _refuse_what_may_not_be_given(groups, by=by)
    if not groups:
        raise InvitationRefused(_("Choose at least one group, or the person could do nothing here."))
    if any(one.is_open for one in Invitation.objects.filter(email=email)):
        raise InvitationRefused(_("This address is invited already. Send that invitation again, or withdraw it first."))
    invitation = Invitation.objects.create(
        email=email, first_name=first_name, last_name=last_name, language=language, invited_by=by, nonce=_nonce()
    )
    invitation.groups.set(groups)
    log(invitation, "wagtail.create", user=by, title=NAMELESS)
    transaction.on_commit(lambda: _tell(invitation), robust=True)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: Any) -> Invitation:
    """Send a new link, which works for seven days from now; the old one works no more. Raises InvitationRefused."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationRefused(_("This invitation is not open any more, so it was not sent again."))
    _refuse_what_may_not_be_given(invitation.groups.all(), by=by)
    invitation.nonce = _nonce()
    invitation.sent_at = timezone.now()
    invitation.invited_by = by
    invitation.save(update_fields=["nonce", "sent_at", "invited_by"])
    transaction.on_commit(lambda: _tell(invitation), robust=True)
    return invitation


def withdraw(invitation: Invitation, *, by: Any) -> Invitation:
    """Let the link work no more. One that was taken up stays as it is."""
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if changed:
        log(invitation, "wagtail.delete", user=by, title=NAMELESS)
    invitation.refresh_from_db()
    return invitation


def token_of(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.nonce], salt=_SALT, compress=True)


def invitation_of(token: str) -> Invitation:
    """Return the open invitation that the link stands for. Raises InvitationRefused, saying why and what to do."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvitationRefused(_("This link is not complete. Open it again from the mail.")) from None
    invitation = Invitation.objects.select_related("invited_by").filter(pk=pk).first()
    if invitation is None or invitation.withdrawn_at:
        raise InvitationRefused(_("This invitation was withdrawn. Ask whoever invited you."))
    if invitation.accepted_at:
        raise InvitationRefused(_("This invitation was taken up already. Sign in with your account."))
    if invitation.nonce != nonce:
        raise InvitationRefused(_("A newer invitation was sent to you. Open the link in the latest mail."))
    if invitation.is_expired:
        raise InvitationRefused(_("This invitation is older than seven days. Ask whoever invited you for a new one."))
    may_give = groups_that_may_be_given(invitation.invited_by) if invitation.invited_by else Group.objects.none()
    if invitation.groups.exclude(pk__in=may_give.values("pk")).exists():
        raise InvitationRefused(_("Whoever invited you may not do so any more. Ask for a new invitation."))
    return invitation


@transaction.atomic
def accept_as_somebody_new(token: str, *, first_name: str, last_name: str, password: str) -> Any:
    """Create the account and return the person. Their address is confirmed: the link was sent there.

    Raises InvitationRefused, creating nothing, when the link does not work (any more) or the address has an account.
    """
    invitation = _locked(token)
    if account_of(invitation):
        raise InvitationRefused(_("You have an account already. Sign in with it, and open the link again."))
    person = get_user_model()._default_manager.create_user(
        invitation.email, password, first_name=first_name, last_name=last_name
    )
    return _accept(invitation, person)


@transaction.atomic
def accept_as(token: str, *, person: Any) -> Any:
    """Give the groups to an account that is there already, and return the person.

    Raises InvitationRefused when the link does not work (any more) or was sent to somebody else.
    """
    invitation = _locked(token)
    if account_of(invitation) != person:
        raise InvitationRefused(_("This invitation was sent to another address than that of your account."))
    return _accept(invitation, person)


def account_of(invitation: Invitation) -> Any:
    """Return the account that has the invited address, or None."""
    return get_user_model()._default_manager.filter(email__iexact=invitation.email).first()


def forget_old_invitations(*, now: datetime) -> str:
    """Delete invitations that nobody took up, 90 days after their links stopped working. Idempotent.

    Return one sentence of what was done, or "" when nothing was due.
    """
    old, _each = Invitation.objects.filter(sent_at__lt=now - Invitation.LIFETIME - KEPT).delete()
    count = _each.get(Invitation._meta.label, 0) if old else 0
    if not count:
        return ""
    return ngettext("Forgot one old invitation.", "Forgot %(count)d old invitations.", count) % {"count": count}


def _locked(token: str) -> Invitation:
    """Return the invitation, held: of two who open one link at the same moment the second finds it taken up."""
    found = invitation_of(token)
    Invitation.objects.select_for_update().get(pk=found.pk)
    return invitation_of(token)


def _accept(invitation: Invitation, person: Any) -> Any:
    person.groups.add(*invitation.groups.all())
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    log(person, "wagtail.edit", user=invitation.invited_by)
    return person


def _refuse_what_may_not_be_given(groups: Any, *, by: Any) -> None:
    may_give = set(groups_that_may_be_given(by).values_list("pk", flat=True))
    for group in groups:
        if group.pk not in may_give:
            raise InvitationRefused(
                _("You may not give the group “{name}”: you are not in it yourself.").format(name=group.name)
            )


def _nonce() -> str:
    return secrets.token_urlsafe(24)


def _tell(invitation: Invitation) -> None:
    with translation.override(invitation.language):
        address = reverse("account_invitation", args=[token_of(invitation)])
        context = {
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "url": f"{settings.SITE_URL}{address}",
        }
        subject = " ".join(render_to_string("account/email/invitation_subject.txt", context).split())
        body = render_to_string("account/email/invitation_message.txt", context)
    send_mail(subject, body, None, [invitation.email])
