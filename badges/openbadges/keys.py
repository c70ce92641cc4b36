"""Ed25519 keys: made, kept as PKCS#8 PEM, and shown as Multikey (Controlled Identifiers 1.0, 2.2.2)."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from badges.openbadges.multibase import decode_base58btc, encode_base58btc
from badges.openbadges.reasons import InvalidValue

# The multicodec number of an Ed25519 public key, 0xed, as a varint.
ED25519_PREFIX = b"\xed\x01"


def generate_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def write_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the private key as unencrypted PKCS#8 PEM; whoever stores it sees to the file's mode."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_pem(pem: bytes) -> Ed25519PrivateKey:
    """Return the private key. Raises InvalidValue, which never quotes the file, for anything else."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # from None: messages of the parser may quote what it parsed.
        raise InvalidValue(
            f"The key file is no unencrypted private key in PKCS#8 PEM ({type(error).__name__})"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidValue(f"The key file holds a key of type {type(key).__name__}; Ed25519 is expected")
    return key


def encode_multikey(public_key: Ed25519PublicKey) -> str:
    """Return publicKeyMultibase, which begins with z6Mk."""
    return encode_base58btc(ED25519_PREFIX + public_key.public_bytes_raw())


def decode_multikey(public_key_multibase: str) -> Ed25519PublicKey:
    """Return the public key. Raises InvalidValue unless it is an Ed25519 Multikey."""
    try:
        octets = decode_base58btc(public_key_multibase)
    except ValueError as error:
        raise InvalidValue(f"publicKeyMultibase cannot be read: {error}") from error
    if not octets.startswith(ED25519_PREFIX) or len(octets) != 34:
        raise InvalidValue(
            f"publicKeyMultibase holds {len(octets)} octets that begin with {octets[:2].hex()}; "
            "an Ed25519 key has 34 and begins with ed01"
        )
    return Ed25519PublicKey.from_public_bytes(octets[2:])
