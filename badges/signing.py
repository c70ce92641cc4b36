"""Signing behind one setting: ``BADGES_SIGNER`` names a class with ``sign``, so a key vault can replace the files."""

import hashlib
import json
import logging
from datetime import datetime
from typing import Protocol

from django.utils.module_loading import import_string

from . import conf
from .keys import KeyUnavailable, read_private_key
from .models import SigningKey
from .openbadges.keys import decode_multikey, read_pem
from .openbadges.proof import add_proof
from .openbadges.reasons import InvalidValue

logger = logging.getLogger(__name__)


class Signer(Protocol):
    """What signs. Created anew for each signature, without arguments."""

    def sign(self, message: bytes, *, key: SigningKey) -> bytes:
        """Return the 64 octets of the Ed25519 signature. Raises KeyUnavailable, naming neither key nor message."""


class FileSigner:
    """Signs with the private key in the file of BADGES_KEY_DIRECTORY that the key names."""

    def sign(self, message: bytes, *, key: SigningKey) -> bytes:
        try:
            private_key = read_pem(read_private_key(key))
        except InvalidValue as error:
            raise KeyUnavailable(f"The key file {key.file_name} cannot be used: {error}.") from error
        public = private_key.public_key().public_bytes_raw()
        if public != decode_multikey(key.public_key_multibase).public_bytes_raw():
            raise KeyUnavailable(
                f"The key file {key.file_name} holds another key than the one that {key.verification_method} names."
            )
        return private_key.sign(message)


def sign_document(document: dict[str, object], *, key: SigningKey, created: datetime) -> dict[str, object]:
    """Return the document with a proof by the key. The log gets what was signed by which key, never a secret.

    Raises KeyUnavailable when the signer cannot sign.
    """
    signer: Signer = import_string(conf.signer_path())()
    signed = add_proof(
        document,
        sign=lambda message: signer.sign(message, key=key),
        verification_method=key.verification_method,
        created=created,
    )
    logger.info("Signed %s, SHA-256 %s, with %s", document.get("id"), digest_of(signed), key.verification_method)
    return signed


def digest_of(document: dict[str, object]) -> str:
    """Return the SHA-256 of the document as `written` gives it, in 64 hexadecimal digits."""
    return hashlib.sha256(written(document)).hexdigest()


def written(document: dict[str, object]) -> bytes:
    """Return the one way in which a document leaves this site, whatever order the database keeps its members in."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
