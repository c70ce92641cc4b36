"""An invented issuer, what it signs, and a resolver that knows it: where the tests begin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.openbadges.credential import (
    Achievement,
    Alignment,
    Award,
    Evidence,
    Image,
    IssuerProfile,
    MicroCredentialElements,
    OtherIdentifier,
    Recipient,
    build_credential,
    hash_email,
)
from badges.openbadges.did import IssuerKey, KeyState, build_did_document, did_web, verification_method_id
from badges.openbadges.keys import encode_multikey, generate_key
from badges.openbadges.proof import add_proof
from badges.openbadges.status_list import StatusEntry, build_status_list_credential

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EMAIL = "learner@kenno.example"


@dataclass
class DemoIssuer:
    """Signs credentials and status lists as ``did:web`` of a host, and answers as the verifier's resolver."""

    host: str = "kenno.example"
    port: int | None = None
    key: Ed25519PrivateKey = field(default_factory=generate_key)
    fragment: str = "key-1"
    now: datetime = NOW
    keys: tuple[IssuerKey, ...] = ()
    revoked: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"https://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def did(self) -> str:
        return did_web(self.host, port=self.port, path="issuers/college")

    @property
    def list_url(self) -> str:
        return f"{self.origin}/status-lists/1"

    @property
    def document(self) -> dict[str, Any]:
        keys = self.keys or (
            IssuerKey(fragment=self.fragment, public_key_multibase=encode_multikey(self.key.public_key())),
        )
        return build_did_document(self.did, keys=keys)

    def award(self, **changes: Any) -> Award:
        """An award with everything that a credential of ours can say."""
        members: dict[str, Any] = {
            "id": "urn:uuid:0d0e9e3c-2c1b-4a53-9f0f-6f1a6c1f0001",
            "issuer": IssuerProfile(
                id=self.did,
                name="Vuoksi Battery College (demo)",
                url=f"{self.origin}/issuers/college",
                description="An invented college.",
                email="badges@kenno.example",
                image=Image(id=f"{self.origin}/issuers/college.png", caption="A hexagonal cell"),
                country_code="FI",
                other_identifiers=(OtherIdentifier(identifier="0000000-0", type="ext:YTunnus"),),
            ),
            "achievement": Achievement(
                id=f"{self.origin}/achievements/bat101-m1",
                name="Inside a Cell – akun sisällä, på svenska också ✓",
                description="Knows what is inside a battery cell. An invented demo achievement.",
                narrative="Do every lesson of the module.\nPass its quiz:\t80 % or more.",
                criteria_url=f"{self.origin}/achievements/bat101-m1/criteria",
                image=Image(id=f"{self.origin}/achievements/bat101-m1.png", caption="A badge"),
                alignments=(
                    Alignment(
                        name="Cell chemistry",
                        url=f"{self.origin}/competences/ELC-01",
                        description="Explains what happens in a cell.",
                        framework="Battery competency framework (demo)",
                        code="ELC-01@4",
                    ),
                    Alignment(name="Electrical safety", url=f"{self.origin}/competences/SAF-01", type="CFItem"),
                ),
                eqf_level=4,
                elements=MicroCredentialElements(
                    ects_credits=Decimal("2.5"),
                    competence_points=Decimal("3"),
                    workload_hours=Decimal("60"),
                    assessment_type="Quiz graded by the server",
                    participation_form="Online",
                    quality_assurance="Own review of the provider (demo)",
                ),
                language="en",
                tags=("battery", "cell"),
                code="BAT101.M1",
                version="1",
            ),
            "recipient": Recipient(
                id="urn:uuid:0d0e9e3c-2c1b-4a53-9f0f-6f1a6c1f0002",
                identities=(hash_email(EMAIL, salt="kenno-demo-salt"),),
            ),
            "awarded_at": self.now - timedelta(days=2, microseconds=7),
            "valid_from": self.now - timedelta(days=1),
            "valid_until": self.now + timedelta(days=365),
            "status": StatusEntry(list_url=self.list_url, index=4711),
            "evidence": (Evidence(name="Quiz", narrative="Nine of ten answers right.", genre="Quiz"),),
        }
        return Award(**{**members, **changes})

    def sign(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return add_proof(
            document,
            sign=self.key.sign,
            verification_method=verification_method_id(self.did, fragment=self.fragment),
            created=self.now - timedelta(days=1),
        )

    def issue(self, **changes: Any) -> dict[str, Any]:
        return self.sign(build_credential(self.award(**changes)))

    def unsigned_list(self, **changes: Any) -> dict[str, Any]:
        members: dict[str, Any] = {
            "issuer": self.did,
            "revoked": self.revoked,
            "valid_from": self.now - timedelta(hours=1),
            "valid_until": self.now + timedelta(days=1),
            "ttl_ms": 300_000,
        }
        return build_status_list_credential(self.list_url, **{**members, **changes})

    def did_document(self, issuer_id: str) -> dict[str, Any] | None:
        self.asked.append(issuer_id)
        return self.document if issuer_id == self.did else None

    def status_list(self, list_url: str) -> dict[str, Any] | None:
        self.asked.append(list_url)
        return self.sign(self.unsigned_list()) if list_url == self.list_url else None


def key_entry(key: Ed25519PrivateKey, *, fragment: str, state: KeyState = KeyState.ACTIVE) -> IssuerKey:
    return IssuerKey(fragment=fragment, public_key_multibase=encode_multikey(key.public_key()), state=state)
