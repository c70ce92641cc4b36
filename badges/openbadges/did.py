"""did:web: the name of an issuer, the address of its key document, and the document itself.

The did:web Method Specification, sections 2.1 to 2.5, and Decentralized Identifiers 1.1.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, unquote

from badges.openbadges.keys import decode_multikey
from badges.openbadges.reasons import InvalidValue

DID_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A host name whose last label is not all digits: that would be an IPv4 address in one of its spellings.
_HOST = re.compile(rf"(?!.*(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)$)(?:{_LABEL}\.)*{_LABEL}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_FRAGMENT = re.compile(r"[A-Za-z0-9._~-]+")


class KeyState(Enum):
    """What may be believed of a key."""

    ACTIVE = "active"
    RETIRED = "retired"
    """Signs no more. Stays in the document, else every credential that it signed would be void."""
    COMPROMISED = "compromised"
    """May be in other hands. Leaves the document, and so voids everything that it signed."""


@dataclass(frozen=True, kw_only=True)
class IssuerKey:
    """A key of an issuer: the fragment that names it, its Multikey, its state."""

    fragment: str
    public_key_multibase: str
    state: KeyState = KeyState.ACTIVE


def did_web(host: str, *, port: int | None = None, path: str = "") -> str:
    """Return the did:web of an organisation whose document lies at that host and path.

    ``path`` has no ``did.json``; empty means ``/.well-known``. Raises InvalidValue for an IP address, which
    section 2.1 forbids, and for a host, port or path that a did:web cannot carry.
    """
    name = host.lower()
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise InvalidValue(f"{host!r} is not a host name; did:web needs one, and forbids IP addresses")
    if port is not None and not 0 < port < 65536:
        raise InvalidValue(f"{port} is not a port; 1 to 65535 are")
    segments = [segment for segment in path.split("/") if segment]
    for segment in segments:
        if segment in {".", ".."} or not _SEGMENT.fullmatch(segment):
            raise InvalidValue(f"{segment!r} in the path {path!r} is not a plain path segment")
    authority = name if port is None else quote(f"{name}:{port}", safe="")
    return ":".join(["did:web", authority, *segments])


def document_url(did: str) -> str:
    """Return the https address of a did:web's document. Raises InvalidValue if it is no did:web."""
    if not did.startswith("did:web:"):
        raise InvalidValue(f"{did!r} is not a did:web")
    rest = did.split(":")[2:]
    host, colon, port = unquote(rest[0]).partition(":")
    if colon and not (port.isascii() and port.isdigit()):
        raise InvalidValue(f"{did!r} names the port {port!r}, which is not a number")
    rebuilt = did_web(host, port=int(port) if port else None, path="/".join(rest[1:]))
    if rebuilt != did:
        raise InvalidValue(f"{did!r} is not written as did:web demands; {rebuilt!r} would be")
    path = "/".join(rest[1:]) or ".well-known"
    return f"https://{host}{colon}{port}/{path}/did.json"


def verification_method_id(did: str, *, fragment: str) -> str:
    """Return the absolute name of a key of that issuer. Raises InvalidValue for an unusable fragment."""
    if not _FRAGMENT.fullmatch(fragment):
        raise InvalidValue(f"{fragment!r} cannot name a key; letters, digits, '.', '_', '~' and '-' can")
    return f"{did}#{fragment}"


def build_did_document(did: str, *, keys: Iterable[IssuerKey]) -> dict[str, object]:
    """Return the DID document of an issuer: active and retired keys, never a compromised one.

    Raises InvalidValue for a key that is no Ed25519 Multikey and for two keys of one name.
    """
    methods: list[dict[str, str]] = []
    for key in keys:
        if key.state is KeyState.COMPROMISED:
            continue
        decode_multikey(key.public_key_multibase)
        method_id = verification_method_id(did, fragment=key.fragment)
        if any(method["id"] == method_id for method in methods):
            raise InvalidValue(f"Two keys of {did} are called {key.fragment!r}")
        methods.append(
            {
                "id": method_id,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.public_key_multibase,
            }
        )
    return {
        "@context": list(DID_CONTEXT),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
