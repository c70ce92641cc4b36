"""Our credentials before verifier-core and Digital Bazaar's vc, over HTTPS with did:web."""

import copy
from functools import partial

import pytest

from tests.interop.openbadges.verifiers import ask_verifiers, require_verifiers

pytestmark = pytest.mark.interop


@pytest.fixture
def ask(site, served):
    require_verifiers()
    return partial(ask_verifiers, ca_file=site.ca_file)


def test_a_good_credential_is_valid(ask, issued):
    answer = ask(issued.credential)

    assert answer["verifierCore"]["errors"] == []
    assert answer["verifierCore"]["log"] == {
        "valid_signature": True,
        "expiration": True,
        "revocation_status": True,
        "registered_issuer": False,
    }
    assert answer["digitalBazaar"] == {"verified": True, "isRevoked": False, "errors": []}


@pytest.mark.parametrize(
    "tamper",
    [
        lambda c: c["credentialSubject"]["achievement"].update(name="Battery Master"),
        lambda c: c["credentialSubject"]["result"][0].update(value="30"),
        lambda c: c["credentialSubject"].update(creditsEarned=30),
        lambda c: c.update(validUntil="2099-01-01T00:00:00Z"),
        lambda c: c["credentialStatus"].update(statusListIndex="1"),
        lambda c: c["credentialSubject"].update(id="urn:uuid:00000000-0000-4000-8000-000000000000"),
    ],
    ids=["name", "credits in a result", "credits earned", "end", "place in the list", "recipient"],
)
def test_a_tampered_credential_is_refused(ask, issued, tamper):
    credential = copy.deepcopy(issued.credential)
    tamper(credential)

    answer = ask(credential)

    assert answer["verifierCore"]["errors"] == ["invalid_signature"]
    assert answer["digitalBazaar"]["verified"] is False


def test_a_revoked_credential_is_revoked(ask, issued):
    answer = ask(issued.revoked)

    assert answer["verifierCore"]["log"]["valid_signature"] is True
    assert answer["verifierCore"]["log"]["revocation_status"] is False
    assert answer["digitalBazaar"] == {"verified": True, "isRevoked": True, "errors": []}


def test_an_expired_credential_has_expired(ask, issued):
    answer = ask(issued.expired)

    assert answer["verifierCore"]["log"]["expiration"] is False
    assert answer["digitalBazaar"]["verified"] is False


def test_a_credential_whose_key_left_the_did_document_is_refused(ask, issued, site):
    path = next(path for path in issued.documents if path.endswith("/did.json"))
    site.documents[path] = {**issued.documents[path], "verificationMethod": [], "assertionMethod": []}
    try:
        answer = ask(issued.credential)
    finally:
        site.documents[path] = issued.documents[path]

    assert answer["verifierCore"]["log"].get("valid_signature") is not True
    assert answer["digitalBazaar"]["verified"] is False
