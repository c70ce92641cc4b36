import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from badges.openbadges.keys import decode_multikey, encode_multikey, generate_key, read_pem, write_pem
from badges.openbadges.multibase import encode_base58btc
from badges.openbadges.reasons import InvalidValue


def test_a_key_comes_back_from_its_pem():
    key = generate_key()

    assert read_pem(write_pem(key)).private_bytes_raw() == key.private_bytes_raw()


def test_a_public_key_comes_back_from_its_multikey():
    public_key = generate_key().public_key()

    multikey = encode_multikey(public_key)

    assert multikey.startswith("z6Mk")
    assert decode_multikey(multikey).public_bytes_raw() == public_key.public_bytes_raw()


def test_another_kind_of_key_is_refused_by_name():
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(InvalidValue, match="holds a key of type ECPrivateKey; Ed25519 is expected"):
        read_pem(pem)


def test_an_encrypted_key_is_refused():
    pem = generate_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )

    with pytest.raises(InvalidValue, match="no unencrypted private key"):
        read_pem(pem)


def test_the_refusal_of_a_key_file_does_not_quote_it():
    with pytest.raises(InvalidValue) as refusal:
        read_pem(b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n")

    assert "c2VjcmV0" not in str(refusal.value)
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize(
    "multikey",
    ["", "z", "z6Mk", encode_base58btc(b"\x80\x24" + b"\1" * 32), encode_base58btc(b"\xed\1" * 20)],
)
def test_what_is_no_ed25519_multikey_is_refused(multikey):
    with pytest.raises(InvalidValue, match="publicKeyMultibase"):
        decode_multikey(multikey)
