"""Our credentials before verifier-core and Digital Bazaar's vc, over HTTPS with did:web."""

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from badges.openbadges.contexts import PINNED_CONTEXTS, PINS

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def node():
    """Node, with the verifiers installed. In CI their absence is a failure."""
    missing = None
    if shutil.which("node") is None:
        missing = "Node 20 or later is not installed."
    elif not (HERE / "node_modules").is_dir():
        missing = "The verifiers are not installed: run npm ci --prefix tests/interop/openbadges."
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def ask(site, served):
    def ask(credential):
        pages = {url: json.loads(PINNED_CONTEXTS.text_of(url)) for url in PINS}
        finished = subprocess.run(
            ["node", "verify.mjs"],
            cwd=HERE,
            input=json.dumps({"credential": credential, "pages": pages}).encode(),
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(site.ca_file)},
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr.decode()
        return json.loads(finished.stdout)

    return ask


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
