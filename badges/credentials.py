"""The one door for each thing that happens to a credential: it is issued, taken back, shared."""

import secrets
import uuid
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from . import conf
from .addresses import address_problem
from .content import award_of, months_after
from .keys import current_key
from .models import Achievement, Credential
from .notices import tell_holder_of_award, tell_holder_of_revocation
from .openbadges.credential import build_credential
from .signals import credential_issued, credential_revoked
from .signing import digest_of, sign_document
from .status_lists import allot_index, sign_status_list


class IssuingRefused(Exception):
    """This site must not issue as it is set up. The message says what to change."""


def issue_credential(achievement: Achievement, *, recipient: Any, period: str = "") -> Credential:
    """Give the achievement to the person and return the credential; the one that exists when there is one already.

    A credential that was taken back counts as existing: what somebody decided is not undone by repeating a course.
    The holder is told by mail, and ``credential_issued`` is sent, after the commit. Raises IssuingRefused in
    production on an address that nobody can reach, KeyUnavailable when the signer cannot sign; then nothing is stored.
    """
    if conf.is_production() and (problem := address_problem()):
        raise IssuingRefused(problem)
    try:
        with transaction.atomic():
            # Whoever else gives this person something waits here, so that the second finds what the first gave.
            get_user_model()._default_manager.select_for_update().get(pk=recipient.pk)
            existing = _existing(achievement, recipient=recipient, period=period)
            if existing is not None:
                return existing
            credential = _sign_and_store(achievement, recipient=recipient, period=period)
            transaction.on_commit(partial(credential_issued.send_robust, sender=Credential, credential=credential))
            # Not functools.partial: Django logs a failed robust callback by its __qualname__, which that lacks.
            transaction.on_commit(lambda: tell_holder_of_award(credential), robust=True)
            return credential
    except IntegrityError:
        # The constraint has the last word where rows cannot be locked.
        existing = _existing(achievement, recipient=recipient, period=period)
        if existing is None:
            raise
        return existing


@transaction.atomic
def revoke_credential(
    credential: Credential, *, reason: Credential.Reason | str, note: str = "", by: Any = None
) -> Credential:
    """Take the credential back and return it. The status list is signed anew in the same transaction.

    So a verifier either finds the old state with the old list, or the new with the new. Done twice, the first reason
    stands. Raises ValueError for an unknown reason, KeyUnavailable when the list cannot be signed; then it is not
    revoked either, and the caller has to say so.
    """
    reason = Credential.Reason(reason)
    credential = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("achievement__issuer", "recipient", "status_list")
        .get(pk=credential.pk)
    )
    if credential.is_revoked:
        return credential
    credential.revoked_at = timezone.now()
    credential.revocation_reason = reason
    credential.revocation_note = note
    credential.revoked_by = by
    credential.save(update_fields=["revoked_at", "revocation_reason", "revocation_note", "revoked_by"])
    sign_status_list(credential.status_list)
    log(credential, "badges.revoke", user=by, data={"reason": reason.value})
    transaction.on_commit(partial(credential_revoked.send_robust, sender=Credential, credential=credential))
    transaction.on_commit(lambda: tell_holder_of_revocation(credential), robust=True)
    return credential


def share_credential(credential: Credential) -> Credential:
    """Give the credential a link that nobody can guess; the same one while it is shared already."""
    if not credential.is_shared:
        Credential.objects.filter(pk=credential.pk, share_token=None).update(share_token=secrets.token_urlsafe(24))
        credential.refresh_from_db(fields=["share_token"])
    return credential


def stop_sharing_credential(credential: Credential) -> Credential:
    """Withdraw the link. It never works again: sharing once more makes another. The name is hidden again too."""
    credential.share_token = None
    credential.shows_name = False
    credential.save(update_fields=["share_token", "shows_name"])
    return credential


def show_name_of_holder(credential: Credential, *, shows_name: bool) -> Credential:
    """Let the shared page show the holder's name, or hide it."""
    credential.shows_name = shows_name
    credential.save(update_fields=["shows_name"])
    return credential


def _existing(achievement: Achievement, *, recipient: Any, period: str) -> Credential | None:
    return Credential.objects.filter(achievement=achievement, recipient=recipient, period=period).first()


def _sign_and_store(achievement: Achievement, *, recipient: Any, period: str) -> Credential:
    # Whole seconds, as the standard writes times, so that the row and the document say the same.
    now = timezone.now().replace(microsecond=0)
    issuer = achievement.issuer
    status_list, status_index = allot_index(issuer)
    key = current_key(issuer)
    credential = Credential(
        achievement=achievement,
        recipient=recipient,
        subject_id=_subject_id(achievement, recipient=recipient),
        period=period,
        signing_key=key,
        issued_at=now,
        valid_until=months_after(now, achievement.valid_months) if achievement.valid_months else None,
        status_list=status_list,
        status_index=status_index,
    )
    credential.document = sign_document(build_credential(award_of(credential)), key=key, created=now)
    credential.digest = digest_of(credential.document)
    credential.save(force_insert=True)
    return credential


def _subject_id(achievement: Achievement, *, recipient: Any) -> str:
    """Return what this issuer calls this person: always the same, and unlike what any other issuer calls them."""
    known = Credential.objects.filter(recipient=recipient, achievement__issuer=achievement.issuer_id)
    return known.values_list("subject_id", flat=True).first() or f"urn:uuid:{uuid.uuid4()}"
