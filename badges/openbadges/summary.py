"""What a credential says, read out for people. Only after `form.check_form`, which vouches for every kind."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from badges.openbadges.credential import EQF_URL, normalise_email
from badges.openbadges.times import read_time

_EQF_LEVEL = re.compile(re.escape(EQF_URL).replace("http:", "https?:") + "([1-8])")
_HASH_ALGORITHMS = {"sha256": hashlib.sha256}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Something the achievement corresponds to: a competence, a learning outcome, a level."""

    name: str
    url: str
    description: str
    framework: str
    code: str
    type: str


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """A result: its type, such as ``ext:EctsCredits`` or ``Percent``, its name and its value."""

    type: str
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RecipientIdentity:
    """How the credential names its recipient: a type such as ``emailAddress``, hashed or not."""

    type: str
    is_hashed: bool
    value: str
    salt: str

    def matches(self, identity: str) -> bool:
        """Whether that identity (an e-mail address in any case, or another text) is the recipient's."""
        candidates = {identity.strip(), normalise_email(identity)}
        if not self.is_hashed:
            return self.value in candidates or normalise_email(self.value) in candidates
        algorithm, _, digest = self.value.partition("$")
        if algorithm not in _HASH_ALGORITHMS:
            return False
        return any(
            hmac.compare_digest(
                _HASH_ALGORITHMS[algorithm]((candidate + self.salt).encode("utf-8", "replace")).hexdigest(),
                digest.lower().encode("ascii", "replace").decode("ascii"),
            )
            for candidate in candidates
        )


@dataclass(frozen=True, kw_only=True)
class CredentialSummary:
    """What the page of a credential shows. Empty text and None mean: the credential does not say."""

    credential_id: str
    name: str
    description: str
    achievement_id: str
    achievement_type: str
    image_url: str
    issuer_id: str
    issuer_name: str
    issuer_url: str
    criteria: str
    criteria_url: str
    eqf_level: int | None
    outcomes: tuple[Outcome, ...]
    results: tuple[ResultLine, ...]
    credits_available: float | None
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    recipient_id: str
    recipient_identities: tuple[RecipientIdentity, ...]

    def result(self, result_type: str) -> str:
        """Return the value of the result of that type, such as ``ext:WorkloadHours``, or nothing."""
        return next((line.value for line in self.results if line.type == result_type), "")


def summarise(credential: Mapping[str, object]) -> CredentialSummary:
    """Return what a credential says that has passed `form.check_form`."""
    subject = _object(credential, "credentialSubject")
    achievement = _object(subject, "achievement")
    criteria = _object(achievement, "criteria")
    issuer = credential["issuer"]
    profile = issuer if isinstance(issuer, dict) else {"id": issuer}
    outcomes = tuple(
        Outcome(
            name=_text(alignment, "targetName"),
            url=_text(alignment, "targetUrl"),
            description=_text(alignment, "targetDescription"),
            framework=_text(alignment, "targetFramework"),
            code=_text(alignment, "targetCode"),
            type=_text(alignment, "targetType"),
        )
        for alignment in _objects(achievement, "alignment")
    )
    levels = [match[1] for outcome in outcomes if (match := _EQF_LEVEL.fullmatch(outcome.url))]
    valid_until = _text(credential, "validUntil")
    credits_available = achievement.get("creditsAvailable")
    return CredentialSummary(
        credential_id=_text(credential, "id"),
        name=_text(achievement, "name"),
        description=_text(achievement, "description"),
        achievement_id=_text(achievement, "id"),
        achievement_type=_text(achievement, "achievementType"),
        image_url=_text(_object(achievement, "image"), "id"),
        issuer_id=_text(profile, "id"),
        issuer_name=_text(profile, "name"),
        issuer_url=_text(profile, "url"),
        criteria=_text(criteria, "narrative"),
        criteria_url=_text(criteria, "id"),
        eqf_level=int(levels[0]) if levels else None,
        # The level is shown as such, so it is not repeated among the outcomes.
        outcomes=tuple(outcome for outcome in outcomes if not _EQF_LEVEL.fullmatch(outcome.url)),
        results=_result_lines(subject, achievement),
        credits_available=float(credits_available) if isinstance(credits_available, int | float) else None,
        awarded_at=read_time(credential.get("awardedDate") or credential["validFrom"]),
        valid_from=read_time(credential["validFrom"]),
        valid_until=read_time(valid_until) if valid_until else None,
        recipient_id=_text(subject, "id"),
        recipient_identities=tuple(
            RecipientIdentity(
                type=_text(identity, "identityType"),
                is_hashed=bool(identity.get("hashed")),
                value=_text(identity, "identityHash"),
                salt=_text(identity, "salt"),
            )
            for identity in _objects(subject, "identifier")
        ),
    )


def _result_lines(subject: Mapping[str, object], achievement: Mapping[str, object]) -> tuple[ResultLine, ...]:
    descriptions = {_text(each, "id"): each for each in _objects(achievement, "resultDescription")}
    lines = []
    for result in _objects(subject, "result"):
        description = descriptions.get(_text(result, "resultDescription"), {})
        lines.append(
            ResultLine(
                type=_text(description, "resultType"),
                name=_text(description, "name"),
                value=_text(result, "value") or _text(result, "status"),
            )
        )
    return tuple(lines)


def _text(members: Mapping[str, object], name: str) -> str:
    value = members.get(name, "")
    return value if isinstance(value, str) else ""


def _object(members: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = members.get(name)
    return value if isinstance(value, dict) else {}


def _objects(members: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = members.get(name)
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
