"""Is this badge genuine? Judged from what this site knows of its own issuers. Nothing is ever fetched."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from . import conf
from .addresses import status_list_url
from .keys import KeyUnavailable, did_document
from .models import Credential, Issuer, StatusList
from .openbadges.baking import read_image
from .openbadges.reasons import InvalidImage, Reason
from .openbadges.verifier import Verdict, VerdictStatus, verify
from .status_lists import current_document

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OwnIssuers:
    """Resolves the issuers and status lists of this site from its database, and knows no others."""

    def did_document(self, issuer_id: str) -> Mapping[str, object] | None:
        issuer = Issuer.objects.filter(did=issuer_id).first()
        return did_document(issuer) if issuer else None

    def status_list(self, list_url: str) -> Mapping[str, object] | None:
        found = _UUID.findall(list_url)
        if not found or list_url != status_list_url(UUID(found[-1])):
            return None
        status_list = StatusList.objects.select_related("issuer").filter(pk=found[-1]).first()
        if status_list is None:
            return None
        try:
            return current_document(status_list)
        except KeyUnavailable:
            return None


@dataclass(frozen=True)
class Verification:
    """What came out: the verdict, and the credential of this site that the file is a true copy of, if it is one.

    ``refusal`` is set instead of a verdict when no credential could be taken out of the file at all. ``text`` is the
    credential as it was judged.
    """

    verdict: Verdict | None
    credential: Credential | None = None
    refusal: Reason | None = None
    text: str = ""

    @property
    def is_genuine(self) -> bool:
        """The issuer signed exactly this: what it says may be shown as the issuer's words, whatever became of it."""
        return self.verdict is not None and self.verdict.status in GENUINE


GENUINE = frozenset(
    {
        VerdictStatus.VALID,
        VerdictStatus.REVOKED,
        VerdictStatus.EXPIRED,
        VerdictStatus.NOT_YET_VALID,
        VerdictStatus.UNKNOWN_STATUS,
    }
)


def verify_file(content: bytes) -> Verification:
    """Judge an uploaded file: a PNG or SVG picture with a credential in it, or the credential as JSON."""
    text: bytes | str = content
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            text = read_image(content)
        except InvalidImage as refused:
            return Verification(verdict=None, refusal=refused.reason)
    return verify_text(text)


def verify_text(text: bytes | str) -> Verification:
    """Judge a credential in JSON. Never raises, whatever the text holds."""
    verdict = verify(text, resolver=OwnIssuers(), now=timezone.now())
    credential = None
    if verdict.summary and verdict.status in GENUINE:
        credential = _stored(verdict.summary.credential_id)
    return Verification(verdict=verdict, credential=credential, text=_as_text(text))


def verify_credential(credential: Credential) -> Verification:
    """Judge a credential as it is stored, by the same checks as a file from outside."""
    verdict = verify(credential.document, resolver=OwnIssuers(), now=timezone.now())
    return Verification(verdict=verdict, credential=credential)


def shared_token_in(address: str) -> str | None:
    """Return the token when the address is one of this site's shared badges, in any language; else None."""
    path = address.strip()
    if path.startswith(conf.base_url() + "/"):
        path = path[len(conf.base_url()) :]
    if not path.startswith("/"):
        return None
    path = path.partition("#")[0].partition("?")[0]
    match: Any = None
    # A prefix is known only while its language is active.
    with translation.override(translation.get_language_from_path(path) or translation.get_language()):
        for candidate in (path, f"{path}/"):
            try:
                match = resolve(candidate)
                break
            except Resolver404:
                continue
    if match is None or match.view_name != "badges:shared":
        return None
    return match.kwargs["token"]


def _stored(credential_id: str) -> Credential | None:
    found = _UUID.search(credential_id)
    if found is None or credential_id != f"urn:uuid:{found[0]}":
        return None
    return Credential.objects.for_display().select_related("recipient").filter(pk=found[0]).first()


def _as_text(text: bytes | str) -> str:
    return text.decode("utf-8-sig", errors="replace") if isinstance(text, bytes) else text
