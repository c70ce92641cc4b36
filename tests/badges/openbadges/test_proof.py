import pytest

from badges.openbadges.credential import build_credential
from badges.openbadges.keys import generate_key
from badges.openbadges.proof import add_proof, verify_proof
from badges.openbadges.reasons import InvalidCredential, InvalidProof, InvalidValue
from tests.badges.openbadges.samples import NOW, DemoIssuer


@pytest.fixture
def issuer():
    return DemoIssuer()


def test_a_proof_verifies_with_the_key_that_made_it(issuer):
    verify_proof(issuer.issue(), public_key=issuer.key.public_key())


def test_signing_leaves_the_document_as_it_was(issuer):
    credential = build_credential(issuer.award())

    signed = issuer.sign(credential)

    assert "proof" not in credential
    assert {name: value for name, value in signed.items() if name != "proof"} == credential


def test_a_signer_sees_64_octets_and_never_gives_its_key_away(issuer):
    seen = []

    def sign(octets):
        seen.append(octets)
        return issuer.key.sign(octets)

    signed = add_proof(
        build_credential(issuer.award()), sign=sign, verification_method=f"{issuer.did}#key-1", created=NOW
    )

    assert [len(octets) for octets in seen] == [64]
    verify_proof(signed, public_key=issuer.key.public_key())


def test_another_key_does_not_verify(issuer):
    with pytest.raises(InvalidProof, match="changed after signing, or another key"):
        verify_proof(issuer.issue(), public_key=generate_key().public_key())


@pytest.mark.parametrize(
    ("member", "value"),
    [("created", "2026-11-23T12:00:01Z"), ("verificationMethod", "did:web:other.example#key-1")],
)
def test_the_options_of_a_proof_are_signed_too(issuer, member, value):
    credential = issuer.issue()
    credential["proof"][member] = value

    with pytest.raises(InvalidProof, match="changed after signing"):
        verify_proof(credential, public_key=issuer.key.public_key())


@pytest.mark.parametrize(
    ("member", "value", "problem"),
    [
        ("type", "Ed25519Signature2020", "kind that cannot be checked here"),
        ("cryptosuite", "ecdsa-sd-2023", "ecdsa-sd-2023"),
        ("proofPurpose", "authentication", "was not made to issue credentials: authentication"),
        ("proofValue", "mAAAA", "not written as its kind demands"),
        ("proofValue", "z", "not written as its kind demands"),
        ("proofValue", 5, "not written as its kind demands"),
        ("created", "yesterday", "in a readable way when it was made"),
        ("challenge", "x", "eddsa-rdfc-2022 with challenge"),
        ("@context", [], "eddsa-rdfc-2022 with @context"),
    ],
)
def test_a_proof_that_cannot_be_relied_on_is_refused(issuer, member, value, problem):
    credential = issuer.issue()
    credential["proof"][member] = value

    with pytest.raises(InvalidProof, match=problem):
        verify_proof(credential, public_key=issuer.key.public_key())


def test_several_proofs_are_refused(issuer):
    credential = issuer.issue()
    credential["proof"] = [credential["proof"], credential["proof"]]

    with pytest.raises(InvalidProof, match="several proofs, or none"):
        verify_proof(credential, public_key=issuer.key.public_key())


def test_nothing_is_signed_that_no_context_defines(issuer):
    with pytest.raises(InvalidCredential, match="The member invented"):
        issuer.sign({**build_credential(issuer.award()), "invented": 1})


def test_a_signed_document_is_not_signed_again(issuer):
    with pytest.raises(InvalidValue, match="has a proof already"):
        issuer.sign(issuer.issue())


def test_a_signer_that_returns_something_else_is_refused(issuer):
    with pytest.raises(InvalidValue, match=r"sign\(\) returned 3 octets; an Ed25519 signature has 64"):
        add_proof(
            build_credential(issuer.award()),
            sign=lambda octets: b"abc",
            verification_method=f"{issuer.did}#key-1",
            created=NOW,
        )
