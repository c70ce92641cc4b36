"""Status lists: a place for every credential, and the signed list that says which were taken back."""

import logging
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import conf
from .addresses import status_list_url
from .keys import KeyUnavailable, current_key
from .models import STATUS_LIST_LENGTH, Credential, Issuer, StatusList
from .openbadges.did import verification_method_id
from .openbadges.proof import proof_of
from .openbadges.reasons import InvalidProof
from .openbadges.status_list import build_status_list_credential
from .signing import sign_document

logger = logging.getLogger(__name__)

FULLEST_SHARE = 0.5
"""Share of a list that is used before the next list begins: random places stay quick to find and tell nothing."""


def allot_index(issuer: Issuer) -> tuple[StatusList, int]:
    """Return a list of the issuer and a random place in it that no credential has or ever had.

    Call it in the transaction that stores the credential: the list counts the place as used. Credentials are never
    deleted, so no place is used twice; of two that draw the same place at the same moment the constraint of the table
    refuses one.
    """
    # The issuer is locked rather than the list, or two at once could each begin a new list.
    Issuer.objects.select_for_update().get(pk=issuer.pk)
    with_room = StatusList.objects.filter(issuer=issuer, used__lt=F("length") * FULLEST_SHARE)
    status_list = with_room.first() or StatusList.objects.create(issuer=issuer, length=STATUS_LIST_LENGTH)
    StatusList.objects.filter(pk=status_list.pk).update(used=F("used") + 1)
    while True:
        index = secrets.randbelow(status_list.length)
        if not Credential.objects.filter(status_list=status_list, status_index=index).exists():
            return status_list, index


@transaction.atomic
def sign_status_list(status_list: StatusList, *, now: datetime | None = None) -> StatusList:
    """Sign the list anew from what the database says now, and return it. Raises KeyUnavailable, changing nothing."""
    now = now or timezone.now()
    # Whoever signs holds the row, so that a list with an older state never overwrites a newer one.
    status_list = StatusList.objects.select_for_update().select_related("issuer").get(pk=status_list.pk)
    valid_until = now + conf.STATUS_LIST_VALIDITY
    document = build_status_list_credential(
        status_list_url(status_list.pk),
        issuer=status_list.issuer.did,
        revoked=Credential.objects.filter(status_list=status_list)
        .exclude(revoked_at=None)
        .values_list("status_index", flat=True),
        valid_from=now - conf.STATUS_LIST_HEAD_START,
        valid_until=valid_until,
        ttl_ms=int(conf.STATUS_LIST_TTL.total_seconds() * 1000),
        length=status_list.length,
    )
    status_list.document = sign_document(document, key=current_key(status_list.issuer), created=now)
    status_list.valid_until = valid_until
    status_list.save(update_fields=["document", "valid_until"])
    return status_list


def current_document(status_list: StatusList) -> dict[str, object]:
    """Return the signed list, signed again when less than half of its validity is left.

    And at once when the key that signed it is no longer trusted: verifiers refuse that list, however young it is.
    When the signer is down, a list that still holds is good enough. Raises KeyUnavailable when none does.
    """
    now = timezone.now()
    left = None
    if status_list.document and status_list.valid_until and _is_signed_by_trusted_key(status_list):
        left = status_list.valid_until - now
    if left is not None and left >= conf.STATUS_LIST_VALIDITY / 2:
        return status_list.document
    try:
        return sign_status_list(status_list, now=now).document
    except KeyUnavailable:
        if left is None or left.total_seconds() <= 0:
            raise
        logger.exception("The status list %s could not be signed again; the one signed before is served.", status_list)
        return status_list.document


def sign_lists_that_run_out(*, now: datetime) -> tuple[int, list[StatusList]]:
    """Sign again every list in use that has less than half of its validity left.

    So that the signer may be away for hours, and no verifier waits for a signature. Returns how many were signed, and
    the lists whose key could not be used; the reasons are logged. A list that nobody has asked for yet is signed too.
    """
    lists = StatusList.objects.filter(used__gt=0).select_related("issuer")
    running_out = lists.exclude(valid_until__gte=now + conf.STATUS_LIST_VALIDITY / 2, document__isnull=False)
    signed, failed = 0, []
    for status_list in running_out.defer("document"):
        try:
            sign_status_list(status_list, now=now)
            signed += 1
        except KeyUnavailable:
            logger.exception("The status list %s could not be signed again.", status_list)
            failed.append(status_list)
    return signed, failed


def _is_signed_by_trusted_key(status_list: StatusList) -> bool:
    try:
        signed_by = proof_of(status_list.document)["verificationMethod"]
    except (InvalidProof, KeyError):
        return False
    issuer = status_list.issuer
    fragments = issuer.keys.trusted().values_list("fragment", flat=True)
    return signed_by in {verification_method_id(issuer.did, fragment=fragment) for fragment in fragments}
