"""Data Integrity proofs of the suite eddsa-rdfc-2022: made and checked.

W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2, and Verifiable Credential Data Integrity 1.0.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from badges.openbadges.canonical import canonicalise
from badges.openbadges.contexts import PINNED_CONTEXTS, PinnedContexts
from badges.openbadges.multibase import decode_base58btc, encode_base58btc
from badges.openbadges.reading import check_spelling, is_absolute_iri
from badges.openbadges.reasons import InvalidProof, InvalidValue
from badges.openbadges.times import read_time, write_time

CRYPTOSUITE = "eddsa-rdfc-2022"
SIGNATURE_OCTETS = 64
# Members beyond these could change what the options mean, and nothing here reads them.
PROOF_MEMBERS = frozenset(
    {"type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "proofValue"}
)


def add_proof(
    document: Mapping[str, object],
    *,
    sign: Callable[[bytes], bytes],
    verification_method: str,
    created: datetime,
    contexts: PinnedContexts = PINNED_CONTEXTS,
) -> dict[str, object]:
    """Return the document with its proof.

    ``sign`` returns the 64 octets of the Ed25519 signature of what it is given: `Ed25519PrivateKey.sign`, or
    a key service that never shows the key. ``verification_method`` is the absolute name of that key. Raises
    InvalidCredential when the document holds anything that would stay unsigned, InvalidValue for a document
    that has a proof already, a relative key name or a ``sign`` that returns something else.
    """
    if "proof" in document:
        raise InvalidValue("The document has a proof already; sign the document without it")
    if not is_absolute_iri(verification_method):
        raise InvalidValue(f"The key name {verification_method!r} is not absolute")
    options: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": write_time(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    check_spelling({**document, "proof": options})
    signature = sign(hash_to_sign(document, options=options, contexts=contexts))
    if len(signature) != SIGNATURE_OCTETS:
        raise InvalidValue(f"sign() returned {len(signature)} octets; an Ed25519 signature has {SIGNATURE_OCTETS}")
    return {**document, "proof": {**options, "proofValue": encode_base58btc(signature)}}


def proof_of(document: Mapping[str, object]) -> dict[str, object]:
    """Return the one proof of a document. Raises InvalidProof if it is of another kind or purpose."""
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict):
        raise InvalidProof("signature.kind", found="several proofs, or none")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != CRYPTOSUITE:
        raise InvalidProof("signature.kind", found=proof.get("cryptosuite") or proof.get("type"))
    unknown = sorted(proof.keys() - PROOF_MEMBERS)
    if unknown:
        raise InvalidProof("signature.kind", found=f"{CRYPTOSUITE} with {', '.join(unknown)}")
    if proof.get("proofPurpose") != "assertionMethod":
        raise InvalidProof("signature.purpose", found=proof.get("proofPurpose"))
    return proof


def verify_proof(
    document: Mapping[str, object],
    *,
    public_key: Ed25519PublicKey,
    contexts: PinnedContexts = PINNED_CONTEXTS,
) -> None:
    """Raise InvalidProof unless the document's proof was made with that key over exactly this document.

    The document must have passed `reading.check_spelling`. Raises InvalidCredential as `canonicalise` does.
    Whether the key is the issuer's, and when the proof expires, is for the caller to see to.
    """
    proof = proof_of(document)
    if "created" in proof:
        _check_time(proof["created"])
    try:
        signature = decode_base58btc(str(proof.get("proofValue", "")))
    except ValueError:
        raise InvalidProof("signature.value") from None
    if len(signature) != SIGNATURE_OCTETS or not isinstance(proof.get("proofValue"), str):
        raise InvalidProof("signature.value")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        public_key.verify(signature, hash_to_sign(unsecured, options=options, contexts=contexts))
    except InvalidSignature:
        raise InvalidProof("signature.changed") from None


def hash_to_sign(
    document: Mapping[str, object],
    *,
    options: Mapping[str, object],
    contexts: PinnedContexts = PINNED_CONTEXTS,
) -> bytes:
    """Return the 64 octets that are signed: the hash of the options, then that of the document (3.2.4)."""
    # The options are read under the document's own context (3.2.5).
    configuration = {"@context": document.get("@context"), **options}
    return b"".join(
        hashlib.sha256(canonicalise(part, contexts=contexts).encode("utf-8")).digest()
        for part in (configuration, document)
    )


def _check_time(value: object) -> None:
    try:
        read_time(value)
    except ValueError:
        raise InvalidProof("signature.created") from None
