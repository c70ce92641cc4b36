"""Our credentials before openbadgeslib, an independent reader in Python."""

import copy
import json

import pytest
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from badges.openbadges.keys import decode_multikey

pytestmark = pytest.mark.interop


@pytest.fixture
def verifier(issued):
    """A verifier that trusts the issuer's key, as its DID document publishes it."""
    document = next(document for path, document in issued.documents.items() if path.endswith("/did.json"))
    public_key = decode_multikey(document["verificationMethod"][0]["publicKeyMultibase"])
    pem = public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return OB3LdpVerifier(pubkey_pem=pem)


def test_a_good_credential_is_read(issued, verifier):
    badge = verifier.verify(json.dumps(issued.credential))

    assert badge.achievement.name == issued.credential["credentialSubject"]["achievement"]["name"]


def test_a_tampered_credential_is_refused(issued, verifier):
    credential = copy.deepcopy(issued.credential)
    credential["credentialSubject"]["achievement"]["name"] = "Battery Master"

    with pytest.raises(OB3VerificationError, match="signature"):
        verifier.verify(json.dumps(credential))


def test_an_expired_credential_is_refused(issued, verifier):
    with pytest.raises(OB3VerificationError, match="expired"):
        verifier.verify(json.dumps(issued.expired))
