"""W3C Data Integrity EdDSA Cryptosuites 1.0, with the test vector of its appendix B.1."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.openbadges.canonical import canonicalise
from badges.openbadges.contexts import CREDENTIALS_V2, PINS, PinnedContexts, read_installed
from badges.openbadges.keys import decode_multikey, encode_multikey
from badges.openbadges.multibase import decode_base58btc
from badges.openbadges.proof import add_proof, hash_to_sign, proof_of, verify_proof
from badges.openbadges.reasons import InvalidProof
from badges.openbadges.times import read_time

PUBLIC_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET_KEY = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PROOF_VALUE = "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
DOCUMENT_HASH = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
OPTIONS_HASH = "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EXAMPLES_TEXT = json.dumps({"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}).encode()

SIGNED = {
    "@context": [CREDENTIALS_V2, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"https://vc.example/issuers/5678#{PUBLIC_KEY}",
        "proofPurpose": "assertionMethod",
        "proofValue": PROOF_VALUE,
    },
}
UNSIGNED = {name: value for name, value in SIGNED.items() if name != "proof"}


@pytest.fixture(scope="module")
def contexts():
    """The pinned contexts and the one of the specification's examples."""
    pins = {**PINS, EXAMPLES: ("examples", hashlib.sha256(EXAMPLES_TEXT).hexdigest())}
    return PinnedContexts(pins, read=lambda name: EXAMPLES_TEXT if name == "examples" else read_installed(name))


@pytest.fixture(scope="module")
def key():
    octets = decode_base58btc(SECRET_KEY)
    # The multicodec number of an Ed25519 secret key, 0x1300, as a varint.
    assert octets[:2] == b"\x80\x26"
    return Ed25519PrivateKey.from_private_bytes(octets[2:])


def test_2_2_1_a_public_key_is_written_as_multikey_with_ed01(key):
    assert encode_multikey(key.public_key()) == PUBLIC_KEY


def test_3_2_3_the_transformed_document_has_the_hash_of_the_vector(contexts):
    assert hashlib.sha256(canonicalise(UNSIGNED, contexts=contexts).encode()).hexdigest() == DOCUMENT_HASH


def test_3_2_4_what_is_signed_is_the_hash_of_the_options_then_of_the_document(contexts):
    options = {name: value for name, value in SIGNED["proof"].items() if name != "proofValue"}

    assert hash_to_sign(UNSIGNED, options=options, contexts=contexts).hex() == OPTIONS_HASH + DOCUMENT_HASH


def test_3_2_1_the_proof_created_is_that_of_the_vector(contexts, key):
    signed = add_proof(
        UNSIGNED,
        sign=key.sign,
        verification_method=SIGNED["proof"]["verificationMethod"],
        created=read_time(SIGNED["proof"]["created"]),
        contexts=contexts,
    )

    assert signed == SIGNED


def test_3_2_2_the_proof_of_the_vector_verifies(contexts):
    verify_proof(SIGNED, public_key=decode_multikey(PUBLIC_KEY), contexts=contexts)


def test_3_2_2_a_changed_document_does_not_verify(contexts):
    changed = {**SIGNED, "name": "Alumni credential"}

    with pytest.raises(InvalidProof):
        verify_proof(changed, public_key=decode_multikey(PUBLIC_KEY), contexts=contexts)


def test_3_2_7_a_signature_has_64_octets(contexts):
    shorter = {**SIGNED, "proof": {**SIGNED["proof"], "proofValue": SIGNED["proof"]["proofValue"][:-2]}}

    with pytest.raises(InvalidProof):
        verify_proof(shorter, public_key=decode_multikey(PUBLIC_KEY), contexts=contexts)


def test_3_1_the_type_and_cryptosuite_of_a_proof_are_fixed():
    for change in ({"type": "DataIntegrityProof2"}, {"cryptosuite": "eddsa-jcs-2022"}):
        with pytest.raises(InvalidProof):
            proof_of({"proof": {**SIGNED["proof"], **change}})
