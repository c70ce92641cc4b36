"""Whether what this site has issued still holds: asked after it was put back from a backup, or moved."""

from collections.abc import Iterator

from .keys import KeyUnavailable, current_key
from .models import Credential, Issuer, StatusList
from .openbadges.verifier import VerdictStatus
from .status_lists import sign_status_list
from .verification import verify_credential


def problems_of_badges() -> Iterator[str]:
    """Yield a sentence for each issuer that cannot sign, and each whose badges are not judged as they should be.

    Signs every status list in use again, which proves the keys; a list that is out in the world may say more than a
    database that was put back. Of each issuer the newest badge is judged, and the newest that was taken back.
    """
    for issuer in Issuer.objects.order_by("slug"):
        yield from _problems_of_key(issuer)
        credentials = Credential.objects.filter(achievement__issuer=issuer).order_by("-issued_at")
        for credential in filter(None, (credentials.first(), credentials.exclude(revoked_at=None).first())):
            yield from _problems_of_credential(credential, issuer=issuer)


def _problems_of_key(issuer: Issuer) -> Iterator[str]:
    try:
        if issuer.is_active:
            current_key(issuer)
        for status_list in StatusList.objects.filter(issuer=issuer, used__gt=0).defer("document"):
            sign_status_list(status_list)
    except KeyUnavailable as unavailable:
        yield str(unavailable)


def _problems_of_credential(credential: Credential, *, issuer: Issuer) -> Iterator[str]:
    wanted = VerdictStatus.VALID
    if credential.is_revoked:
        wanted = VerdictStatus.REVOKED
    elif credential.is_expired:
        wanted = VerdictStatus.EXPIRED
    elif credential.signing_key.compromised_at is not None:
        wanted = VerdictStatus.CHANGED
    verdict = verify_credential(credential).verdict
    found = verdict.status if verdict else VerdictStatus.UNREADABLE
    if found is not wanted:
        yield f"The badge {credential.urn} of {issuer.name} is judged “{found}”, and “{wanted}” is expected."
