"""Bitstring status lists: one bit per credential, 1 means taken back.

W3C Bitstring Status List 1.0: section 2.2 (the list), 3.1 to 3.4 (its algorithms).
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from badges.openbadges.contexts import STATUS_LIST_CONTEXT
from badges.openbadges.multibase import decode_base64url, encode_base64url
from badges.openbadges.reading import is_absolute_iri
from badges.openbadges.reasons import InvalidStatusList, InvalidValue
from badges.openbadges.times import write_time

# Herd privacy (section 6.1): who asks for a list must not thereby say whose credential they hold.
MIN_LENGTH = 131_072
MAX_LENGTH = 2**24
PURPOSE = "revocation"


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """The place of a credential in a list: the address of the list, the index from 0."""

    list_url: str
    index: int

    def to_json(self) -> dict[str, object]:
        """Return the BitstringStatusListEntry. Raises InvalidValue for a bad address or index."""
        if not is_absolute_iri(self.list_url):
            raise InvalidValue(f"The address of the status list, {self.list_url!r}, is not absolute")
        if self.index < 0:
            raise InvalidValue(f"The status list index {self.index} is negative")
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(frozen=True)
class Bitstring:
    """The bits of a list, the first in the highest bit of the first octet."""

    octets: bytes

    def __len__(self) -> int:
        return len(self.octets) * 8

    def is_set(self, index: int) -> bool:
        """Raises InvalidStatusList when the list has no such place."""
        if not 0 <= index < len(self):
            raise InvalidStatusList("status.index", length=len(self), index=index)
        return bool(self.octets[index // 8] & (0x80 >> index % 8))


def encode(revoked: Iterable[int], *, length: int = MIN_LENGTH) -> str:
    """Return the encodedList of a list of that many places, with the bits of ``revoked`` set.

    Raises InvalidValue for an index outside the list and for a length that is no multiple of 8 from
    MIN_LENGTH to MAX_LENGTH. The same bits give the same text.
    """
    if length % 8 or not MIN_LENGTH <= length <= MAX_LENGTH:
        raise InvalidValue(f"A status list of {length} places: a multiple of 8 from {MIN_LENGTH} is expected")
    octets = bytearray(length // 8)
    for index in revoked:
        if not 0 <= index < length:
            raise InvalidValue(f"The index {index} lies outside a status list of {length} places")
        octets[index // 8] |= 0x80 >> index % 8
    return encode_base64url(gzip.compress(bytes(octets), mtime=0))


def decode(encoded_list: object) -> Bitstring:
    """Return the bits. Raises InvalidStatusList unless they are gzip in base64url of an allowed length."""
    if not isinstance(encoded_list, str):
        raise InvalidStatusList("status.bits")
    try:
        packed = decode_base64url(encoded_list)
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        octets = unpacking.decompress(packed, MAX_LENGTH // 8 + 1)
    except (ValueError, zlib.error):
        raise InvalidStatusList("status.bits") from None
    if not unpacking.eof or unpacking.unused_data or len(octets) > MAX_LENGTH // 8:
        raise InvalidStatusList("status.bits")
    if len(octets) * 8 < MIN_LENGTH:
        raise InvalidStatusList("status.short", length=len(octets) * 8, expected=MIN_LENGTH)
    return Bitstring(octets)


def build_status_list_credential(
    list_url: str,
    *,
    issuer: str,
    revoked: Iterable[int],
    valid_from: datetime,
    valid_until: datetime,
    ttl_ms: int | None = None,
    length: int = MIN_LENGTH,
) -> dict[str, object]:
    """Return the unsigned BitstringStatusListCredential that lies at ``list_url``.

    ``issuer`` is the id of the issuer of the credentials in it. ``ttl_ms``: for how many milliseconds a copy
    may be kept. Raises InvalidValue for bad addresses and times.
    """
    for name, address in {"list_url": list_url, "issuer": issuer}.items():
        if not is_absolute_iri(address):
            raise InvalidValue(f"{name} is {address!r}, which is not absolute")
    if valid_until <= valid_from:
        raise InvalidValue(f"The status list would end at {valid_until}, before it begins at {valid_from}")
    if ttl_ms is not None and ttl_ms <= 0:
        raise InvalidValue(f"ttl_ms is {ttl_ms}; a positive number of milliseconds is expected")
    subject: dict[str, object] = {
        "id": f"{list_url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": PURPOSE,
        "encodedList": encode(revoked, length=length),
    }
    if ttl_ms is not None:
        subject["ttl"] = ttl_ms
    return {
        "@context": list(STATUS_LIST_CONTEXT),
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialSubject": subject,
    }


def index_of(entry: Mapping[str, object]) -> int:
    """Return statusListIndex, a number written as text. Raises InvalidStatusList for anything else."""
    index = entry.get("statusListIndex")
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 10:
        raise InvalidStatusList("status.kind", found=f"index {index}")
    return int(index)
