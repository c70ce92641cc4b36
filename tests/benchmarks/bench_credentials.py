"""Signing and verifying a credential: ours beside openbadgeslib, on the same document with the same key.

``python -m tests.benchmarks.bench_credentials``. No database and no network; both use pyld.
"""

import copy
import json
import sys
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof

from badges.openbadges.credential import build_credential
from badges.openbadges.did import verification_method_id
from badges.openbadges.status_list import build_status_list_credential
from badges.openbadges.verifier import verify
from tests.badges.openbadges.samples import DemoIssuer

from .stopwatch import cpu_ms, table

TIMES = 50


class SignedOnce:
    """Answers as a resolver does, with a status list that was signed beforehand, as a site serves it."""

    def __init__(self, issuer: DemoIssuer) -> None:
        self.document = issuer.document
        self.listing = json.dumps(issuer.sign(issuer.unsigned_list()))

    def did_document(self, issuer_id: str) -> dict[str, Any]:
        return self.document

    def status_list(self, list_url: str) -> str:
        return self.listing


def main() -> None:
    issuer = DemoIssuer()
    unsigned = build_credential(issuer.award())
    # openbadgeslib's verifier leaves the status to its caller, so the two are compared on a credential without one.
    without_status = {name: member for name, member in unsigned.items() if name != "credentialStatus"}
    method = verification_method_id(issuer.did, fragment=issuer.fragment)
    private = issuer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed, signed_without_status = json.dumps(issuer.sign(unsigned)), json.dumps(issuer.sign(without_status))
    resolver, theirs = SignedOnce(issuer), OB3LdpVerifier(pubkey_pem=public)

    def verify_ours(text: str) -> None:
        verdict = verify(text, resolver=resolver, now=issuer.now)
        assert verdict.is_valid, verdict

    def build_list() -> None:
        listing = build_status_list_credential(
            issuer.list_url,
            issuer=issuer.did,
            revoked=range(0, 131_072, 100),
            valid_from=issuer.now,
            valid_until=issuer.now + timedelta(days=1),
            ttl_ms=120_000,
        )
        issuer.sign(listing)

    calls = {
        ("sign", "Kenno"): lambda: issuer.sign(unsigned),
        ("sign", "openbadgeslib"): lambda: add_data_integrity_proof(
            copy.deepcopy(unsigned), private, method, created=issuer.now
        ),
        ("verify: form, key, signature, dates", "Kenno"): lambda: verify_ours(signed_without_status),
        ("verify: form, key, signature, dates", "openbadgeslib"): lambda: theirs.verify(signed_without_status),
        ("verify, with the status list", "Kenno"): lambda: verify_ours(signed),
        ("build and sign a status list, 1 % revoked", "Kenno"): build_list,
    }
    rows = []
    for (what, system), call in calls.items():
        taken = cpu_ms(call, times=TIMES)
        rows.append((what, system, f"{taken:.1f}", f"{1000 / taken:.0f}"))
    sys.stdout.write(f"A credential of {len(signed):,} octets.\n\n")
    sys.stdout.write(table(("what", "system", "CPU ms", "a second of a core"), rows) + "\n")


if __name__ == "__main__":
    main()
