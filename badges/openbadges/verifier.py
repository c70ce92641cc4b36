"""Is this credential genuine, unchanged, not taken back and in date? Judged without any input or output.

W3C Verifiable Credentials 2.0, section 7.1; 1EdTech Open Badges 3.0, section 8.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from badges.openbadges import status_list
from badges.openbadges.contexts import PINNED_CONTEXTS, PinnedContexts
from badges.openbadges.form import check_form, types_of
from badges.openbadges.keys import decode_multikey
from badges.openbadges.proof import proof_of, verify_proof
from badges.openbadges.reading import MAX_BYTES, check_spelling, is_absolute_iri, read_document
from badges.openbadges.reasons import (
    InvalidCredential,
    InvalidProof,
    InvalidStatusList,
    InvalidValue,
    Reason,
    reason,
)
from badges.openbadges.summary import CredentialSummary, summarise
from badges.openbadges.times import read_time, write_time

MAX_STATUS_LIST_BYTES = 4 * 1024 * 1024

Document = Mapping[str, object]


class Resolver(Protocol):
    """Where the verifier gets what a credential refers to. Must not raise for hostile addresses."""

    def did_document(self, issuer_id: str) -> Document | None:
        """Return the DID document of an issuer, or None when the issuer is not known."""

    def status_list(self, list_url: str) -> Document | bytes | str | None:
        """Return the status list credential at that address, or None when it cannot be had."""


class VerdictStatus(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    CHANGED = "changed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNKNOWN_STATUS = "unknown_status"
    """Genuine, but whether it was taken back cannot be told now."""
    UNREADABLE = "unreadable"


class CheckCode(StrEnum):
    FORM = "form"
    ISSUER = "issuer"
    SIGNATURE = "signature"
    STATUS = "status"
    DATES = "dates"


class CheckResult(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question put to a credential, and its answer. ``duration_ms`` in milliseconds."""

    code: CheckCode
    result: CheckResult
    reason: Reason
    checked_at: datetime
    duration_ms: float


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answers to all five questions, in their order, and what follows from them.

    ``summary`` is None only when the credential is unreadable. Of a credential that is not genuine it repeats
    what the text claims.
    """

    status: VerdictStatus
    checks: tuple[Check, ...]
    summary: CredentialSummary | None

    @property
    def is_valid(self) -> bool:
        return self.status is VerdictStatus.VALID

    def check(self, code: CheckCode) -> Check:
        return next(check for check in self.checks if check.code is code)


class _Failed(Exception):
    """A check failed: the reason, and the verdict that it leads to."""

    def __init__(self, why: Reason, status: VerdictStatus) -> None:
        self.reason = why
        self.status = status


class _Skipped(Exception):
    """A check does not apply to this credential."""

    def __init__(self, why: Reason) -> None:
        self.reason = why


def verify(
    credential: Mapping[str, object] | bytes | str,
    *,
    resolver: Resolver,
    now: datetime,
    contexts: PinnedContexts = PINNED_CONTEXTS,
) -> Verdict:
    """Judge a credential at the time ``now`` (aware). Never raises for anything the credential holds.

    The checks run in the order form, issuer, signature, status, dates. After a failure of one of the first
    three the others are skipped; status and dates are both answered, since either may be news.
    """
    return _Verification(credential, resolver=resolver, now=now, contexts=contexts).judge()


class _Verification:
    def __init__(
        self,
        credential: Mapping[str, object] | bytes | str,
        *,
        resolver: Resolver,
        now: datetime,
        contexts: PinnedContexts,
    ) -> None:
        self.given = credential
        self.resolver = resolver
        self.now = now
        self.contexts = contexts
        self.credential: Document = {}
        self.issuer: Document = {}
        self.summary: CredentialSummary | None = None

    def judge(self) -> Verdict:
        status = VerdictStatus.VALID
        is_settled = False
        checks: list[Check] = []
        steps: dict[CheckCode, Callable[[], Reason]] = {
            CheckCode.FORM: self.check_form,
            CheckCode.ISSUER: self.check_issuer,
            CheckCode.SIGNATURE: self.check_signature,
            CheckCode.STATUS: self.check_status,
            CheckCode.DATES: self.check_dates,
        }
        for code, step in steps.items():
            if is_settled:
                checks.append(self._check(code, CheckResult.SKIPPED, reason("skipped"), 0.0))
                continue
            started = time.perf_counter()
            try:
                result, why = CheckResult.PASSED, step()
            except _Skipped as skipped:
                result, why = CheckResult.SKIPPED, skipped.reason
            except _Failed as failure:
                result, why = CheckResult.FAILED, failure.reason
                is_settled = code not in {CheckCode.STATUS, CheckCode.DATES}
                # That a credential is out of date is certain; that its status is unknown may pass.
                if status in {VerdictStatus.VALID, VerdictStatus.UNKNOWN_STATUS}:
                    status = failure.status
            checks.append(self._check(code, result, why, (time.perf_counter() - started) * 1000))
        return Verdict(status=status, checks=tuple(checks), summary=self.summary)

    def _check(self, code: CheckCode, result: CheckResult, why: Reason, duration_ms: float) -> Check:
        return Check(code=code, result=result, reason=why, checked_at=self.now, duration_ms=round(duration_ms, 2))

    def check_form(self) -> Reason:
        try:
            document = _read(self.given, max_bytes=MAX_BYTES)
            check_form(document, contexts=self.contexts)
        except InvalidCredential as error:
            raise _Failed(error.reason, VerdictStatus.UNREADABLE) from error
        self.credential = document
        self.summary = summarise(document)
        return reason("form.passed")

    def check_issuer(self) -> Reason:
        issuer_id = self._issuer_id
        document = self.resolver.did_document(issuer_id)
        if document is None:
            raise _Failed(reason("issuer.unknown", id=issuer_id), VerdictStatus.UNKNOWN_ISSUER)
        if document.get("id") != issuer_id:
            raise _Failed(
                reason("issuer.document", id=issuer_id, problem=f"it belongs to {document.get('id')}."),
                VerdictStatus.UNKNOWN_ISSUER,
            )
        self.issuer = document
        return reason("issuer.passed", name=self.summary.issuer_name if self.summary else issuer_id)

    def check_signature(self) -> Reason:
        try:
            self._verify_signature_of(self.credential)
        except InvalidProof as error:
            raise _Failed(error.reason, VerdictStatus.CHANGED) from error
        except InvalidCredential as error:
            raise _Failed(error.reason, VerdictStatus.UNREADABLE) from error
        return reason("signature.passed")

    def check_status(self) -> Reason:
        entry = self.credential.get("credentialStatus")
        if not isinstance(entry, dict):
            raise _Skipped(reason("status.none"))
        try:
            is_revoked = self._is_revoked(entry)
        except InvalidStatusList as error:
            raise _Failed(error.reason, VerdictStatus.UNKNOWN_STATUS) from error
        except (InvalidProof, InvalidCredential) as error:
            why = reason("status.unreadable", problem=error)
            raise _Failed(why, VerdictStatus.UNKNOWN_STATUS) from error
        if is_revoked:
            raise _Failed(reason("status.revoked"), VerdictStatus.REVOKED)
        return reason("status.passed")

    def check_dates(self) -> Reason:
        valid_from = read_time(self.credential["validFrom"])
        if self.now < valid_from:
            raise _Failed(reason("dates.early", valid_from=write_time(valid_from)), VerdictStatus.NOT_YET_VALID)
        if "validUntil" not in self.credential:
            return reason("dates.passed", valid_from=write_time(valid_from))
        valid_until = read_time(self.credential["validUntil"])
        if self.now > valid_until:
            raise _Failed(reason("dates.late", valid_until=write_time(valid_until)), VerdictStatus.EXPIRED)
        return reason("dates.passed_until", valid_from=write_time(valid_from), valid_until=write_time(valid_until))

    @property
    def _issuer_id(self) -> str:
        return self.summary.issuer_id if self.summary else ""

    def _verify_signature_of(self, document: Document) -> None:
        """Raise InvalidProof unless the document is signed with a key that the issuer names for assertions.

        A key that merely verifies proves nothing: anyone has one.
        """
        proof = proof_of(document)
        method_id = proof.get("verificationMethod")
        public_key = self._issuer_key(method_id, created=proof.get("created"))
        if "expires" in proof:
            expires = _proof_time(proof["expires"])
            if self.now > expires:
                raise InvalidProof("signature.expired", expires=write_time(expires))
        verify_proof(document, public_key=public_key, contexts=self.contexts)

    def _issuer_key(self, method_id: object, *, created: object) -> Ed25519PublicKey:
        methods = _list(self.issuer.get("verificationMethod"))
        if not isinstance(method_id, str) or method_id not in _list(self.issuer.get("assertionMethod")):
            raise InvalidProof("signature.foreign_key", found=method_id)
        found = [method for method in methods if isinstance(method, dict) and method.get("id") == method_id]
        if len(found) != 1 or found[0].get("controller") != self._issuer_id or found[0].get("type") != "Multikey":
            raise InvalidProof("signature.foreign_key", found=method_id)
        method = found[0]
        # Controlled Identifiers 1.0, section 2.2: a key may say from when on it is void.
        for name in ("revoked", "expires"):
            if name in method and _proof_time(created) >= _proof_time(method[name]):
                raise InvalidProof("signature.withdrawn_key", found=method_id)
        try:
            return decode_multikey(str(method.get("publicKeyMultibase")))
        except InvalidValue:
            raise InvalidProof("signature.foreign_key", found=method_id) from None

    def _is_revoked(self, entry: Document) -> bool:
        """Whether the entry's bit is set (Bitstring Status List 1.0, section 3.2).

        Raises InvalidStatusList, InvalidProof or InvalidCredential unless the list is the issuer's own,
        signed, for this purpose and in date.
        """
        if types_of(entry) != ["BitstringStatusListEntry"]:
            raise InvalidStatusList("status.kind", found=", ".join(types_of(entry)))
        if entry.get("statusPurpose") != status_list.PURPOSE or entry.get("statusSize", 1) != 1:
            raise InvalidStatusList("status.kind", found=entry.get("statusPurpose"))
        list_url = entry.get("statusListCredential")
        if not isinstance(list_url, str) or not is_absolute_iri(list_url):
            raise InvalidStatusList("status.kind", found=list_url)
        index = status_list.index_of(entry)
        given = self.resolver.status_list(list_url)
        if given is None:
            raise InvalidStatusList("status.unavailable")
        listing = _read(given, max_bytes=MAX_STATUS_LIST_BYTES)
        encoded_list = self._check_listing(listing, list_url=list_url)
        self._verify_signature_of(listing)
        return status_list.decode(encoded_list).is_set(index)

    def _check_listing(self, listing: Document, *, list_url: str) -> object:
        """Return encodedList of a list that is the issuer's, for this purpose and in date."""
        if listing.get("id") != list_url:
            raise InvalidStatusList("status.id", found=listing.get("id"), expected=list_url)
        issuer = listing.get("issuer")
        issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
        if issuer_id != self._issuer_id:
            raise InvalidStatusList("status.issuer", found=issuer_id)
        subject = listing.get("credentialSubject")
        if (
            "BitstringStatusListCredential" not in types_of(listing)
            or not isinstance(subject, dict)
            or "BitstringStatusList" not in types_of(subject)
        ):
            raise InvalidStatusList("status.kind", found=", ".join(types_of(listing)))
        if subject.get("statusPurpose") != status_list.PURPOSE:
            raise InvalidStatusList("status.purpose", found=subject.get("statusPurpose"))
        if "validFrom" in listing and self.now < (begin := _listing_time(listing["validFrom"])):
            raise InvalidStatusList("status.early", valid_from=write_time(begin))
        if "validUntil" in listing and self.now > (end := _listing_time(listing["validUntil"])):
            raise InvalidStatusList("status.late", valid_until=write_time(end))
        return subject.get("encodedList")


def _read(given: Document | bytes | str, *, max_bytes: int) -> dict[str, object]:
    if isinstance(given, Mapping):
        # What is parsed already goes the same way again, so that 5.0 is 5 here as well.
        check_spelling(given)
        given = json.dumps(given, ensure_ascii=False, default=dict)
    return read_document(given, max_bytes=max_bytes)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _proof_time(value: object) -> datetime:
    try:
        return read_time(value)
    except ValueError:
        raise InvalidProof("signature.created") from None


def _listing_time(value: object) -> datetime:
    try:
        return read_time(value)
    except ValueError as error:
        raise InvalidStatusList("status.unreadable", problem=error) from None
