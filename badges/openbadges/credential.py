"""An OpenBadgeCredential (AchievementCredential), built from what is known about an award.

1EdTech Open Badges 3.0, section B.1. The serializer is closed: only what stands here is ever written, since a
member that no context defines makes verifiers reject the whole credential.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from badges.openbadges.contexts import CREDENTIAL_CONTEXT
from badges.openbadges.reading import MAX_INTEGER, is_absolute_iri, is_signable_text
from badges.openbadges.reasons import InvalidValue
from badges.openbadges.status_list import StatusEntry
from badges.openbadges.times import write_time

SCHEMA_URL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
EQF_URL = "http://data.europa.eu/snb/eqf/"

Members = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture: its address (or data: URI) and what it shows."""

    id: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherIdentifier:
    """How another system names it; ``type`` is of the standard's list or begins with ``ext:``."""

    identifier: str
    type: str


@dataclass(frozen=True, kw_only=True)
class IssuerProfile:
    """Who awards. ``id`` is its did:web; ``url`` answers; ``country_code`` has two letters (ISO 3166-1)."""

    id: str
    name: str
    url: str
    description: str = ""
    email: str = ""
    image: Image | None = None
    country_code: str = ""
    other_identifiers: tuple[OtherIdentifier, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """What the achievement corresponds to in a framework, such as a competence or a level."""

    name: str
    url: str
    type: str = "ceasn:Competency"
    description: str = ""
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class MicroCredentialElements:
    """Elements of a European micro-credential (Council Recommendation 2022/C 243/02, Annex I).

    ECTS credits, competence points and hours of work are three measures; none is converted into another.
    """

    ects_credits: Decimal | None = None
    competence_points: Decimal | None = None
    workload_hours: Decimal | None = None
    assessment_type: str = ""
    participation_form: str = ""
    quality_assurance: str = ""


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What is awarded. ``eqf_level`` is from 1 to 8; ``language`` is a tag such as ``en``.

    ``narrative`` says what the person had to do, ``criteria_url`` where that is written.
    """

    id: str
    name: str
    description: str
    narrative: str
    criteria_url: str = ""
    type: str = "MicroCredential"
    image: Image | None = None
    alignments: tuple[Alignment, ...] = ()
    eqf_level: int | None = None
    elements: MicroCredentialElements = field(default_factory=MicroCredentialElements)
    language: str = ""
    tags: tuple[str, ...] = ()
    code: str = ""
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class HashedIdentity:
    """An identity that can be compared, not read: ``sha256$`` and the hash of the text and the salt."""

    identity_hash: str
    salt: str
    type: str = "emailAddress"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who earned it. ``id`` is a DID of theirs, or a ``urn:uuid:`` made for this issuer and person alone."""

    id: str
    identities: tuple[HashedIdentity, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Work that shows the achievement."""

    id: str = ""
    name: str = ""
    narrative: str = ""
    description: str = ""
    genre: str = ""


@dataclass(frozen=True, kw_only=True)
class Award:
    """One achievement, given to one recipient by one issuer."""

    id: str
    issuer: IssuerProfile
    achievement: Achievement
    recipient: Recipient
    awarded_at: datetime
    valid_from: datetime
    status: StatusEntry
    valid_until: datetime | None = None
    evidence: tuple[Evidence, ...] = ()


# (field, resultType, name shown by other software).
RESULTS = (
    ("ects_credits", "ext:EctsCredits", "ECTS credits"),
    ("competence_points", "ext:CompetencePoints", "Competence points"),
    ("workload_hours", "ext:WorkloadHours", "Workload in hours"),
    ("assessment_type", "ext:AssessmentType", "Type of assessment"),
    ("participation_form", "ext:ParticipationForm", "Form of participation"),
    ("quality_assurance", "ext:QualityAssurance", "Quality assurance"),
)


def normalise_email(address: str) -> str:
    """Return the address as it is hashed: without surrounding space, in lower case."""
    return address.strip().lower()


def hash_email(address: str, *, salt: str) -> HashedIdentity:
    """Return the hashed address. Raises InvalidValue without an address or a salt."""
    email = normalise_email(address)
    if "@" not in email:
        raise InvalidValue("The e-mail address to be hashed has no @")
    if not salt:
        raise InvalidValue("An e-mail address without a salt can be guessed from its hash; give a salt")
    digest = hashlib.sha256((email + salt).encode("utf-8")).hexdigest()
    return HashedIdentity(identity_hash=f"sha256${digest}", salt=salt)


def build_credential(award: Award) -> dict[str, object]:
    """Return the unsigned credential. Raises InvalidValue, which says where, for what may not be written."""
    achievement = award.achievement
    if award.valid_until is not None and award.valid_until <= award.valid_from:
        raise InvalidValue(f"The credential would end at {award.valid_until}, before it begins at {award.valid_from}")
    credential: Members = {
        "@context": list(CREDENTIAL_CONTEXT),
        "id": _address(award.id, where="award.id"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _text(achievement.name, where="achievement.name"),
        "issuer": _issuer(award.issuer),
        "validFrom": write_time(award.valid_from),
        "awardedDate": write_time(award.awarded_at),
        "credentialSubject": _subject(award),
        "credentialStatus": award.status.to_json(),
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if award.valid_until is not None:
        credential["validUntil"] = write_time(award.valid_until)
    if award.evidence:
        credential["evidence"] = [_evidence(evidence) for evidence in award.evidence]
    return credential


def _issuer(issuer: IssuerProfile) -> Members:
    profile: Members = {
        "id": _address(issuer.id, where="issuer.id"),
        "type": ["Profile"],
        "name": _text(issuer.name, where="issuer.name"),
        "url": _address(issuer.url, where="issuer.url"),
    }
    _add_text(profile, "description", issuer.description, where="issuer.description")
    _add_text(profile, "email", issuer.email, where="issuer.email")
    if issuer.image is not None:
        profile["image"] = _image(issuer.image, where="issuer.image")
    if issuer.country_code:
        if not (len(issuer.country_code) == 2 and issuer.country_code.isascii() and issuer.country_code.isupper()):
            raise InvalidValue(f"issuer.country_code is {issuer.country_code!r}; two capital letters are expected")
        profile["address"] = {"type": ["Address"], "addressCountryCode": issuer.country_code}
    if issuer.other_identifiers:
        profile["otherIdentifier"] = [
            {
                "type": "IdentifierEntry",
                "identifier": _text(entry.identifier, where="issuer.other_identifiers"),
                "identifierType": _text(entry.type, where="issuer.other_identifiers"),
            }
            for entry in issuer.other_identifiers
        ]
    return profile


def _subject(award: Award) -> Members:
    achievement = award.achievement
    subject: Members = {
        "id": _address(award.recipient.id, where="recipient.id"),
        "type": ["AchievementSubject"],
        "achievement": _achievement(achievement),
    }
    if award.recipient.identities:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": _text(identity.identity_hash, where="recipient.identities"),
                "identityType": _text(identity.type, where="recipient.identities"),
                "salt": _text(identity.salt, where="recipient.identities"),
            }
            for identity in award.recipient.identities
        ]
    if achievement.elements.ects_credits is not None:
        subject["creditsEarned"] = _number(achievement.elements.ects_credits, where="elements.ects_credits")
    results = [
        {"type": ["Result"], "resultDescription": result_id, "value": value}
        for result_id, _, _, value in _results(achievement)
    ]
    if results:
        subject["result"] = results
    return subject


def _achievement(achievement: Achievement) -> Members:
    criteria: Members = {"narrative": _text(achievement.narrative, where="achievement.narrative")}
    if achievement.criteria_url:
        criteria = {"id": _address(achievement.criteria_url, where="achievement.criteria_url"), **criteria}
    members: Members = {
        "id": _address(achievement.id, where="achievement.id"),
        "type": ["Achievement"],
        "achievementType": _text(achievement.type, where="achievement.type"),
        "name": _text(achievement.name, where="achievement.name"),
        "description": _text(achievement.description, where="achievement.description"),
        "criteria": criteria,
    }
    if achievement.image is not None:
        members["image"] = _image(achievement.image, where="achievement.image")
    alignments = [_alignment(alignment) for alignment in _all_alignments(achievement)]
    if alignments:
        members["alignment"] = alignments
    if achievement.elements.ects_credits is not None:
        members["creditsAvailable"] = _number(achievement.elements.ects_credits, where="elements.ects_credits")
    descriptions = [
        {"id": result_id, "type": ["ResultDescription"], "name": name, "resultType": result_type}
        for result_id, result_type, name, _ in _results(achievement)
    ]
    if descriptions:
        members["resultDescription"] = descriptions
    if achievement.tags:
        members["tag"] = [_text(tag, where="achievement.tags") for tag in achievement.tags]
    _add_text(members, "inLanguage", achievement.language, where="achievement.language")
    _add_text(members, "humanCode", achievement.code, where="achievement.code")
    _add_text(members, "version", achievement.version, where="achievement.version")
    return members


def _all_alignments(achievement: Achievement) -> tuple[Alignment, ...]:
    level = achievement.eqf_level
    if level is None:
        return achievement.alignments
    if not 1 <= level <= 8:
        raise InvalidValue(f"achievement.eqf_level is {level}; the European Qualifications Framework has 1 to 8")
    return (
        Alignment(
            name=f"EQF level {level}",
            url=f"{EQF_URL}{level}",
            type="ext:QualificationLevel",
            framework="European Qualifications Framework",
            code=str(level),
        ),
        *achievement.alignments,
    )


def _alignment(alignment: Alignment) -> Members:
    members: Members = {
        "type": ["Alignment"],
        "targetName": _text(alignment.name, where="alignment.name"),
        "targetUrl": _address(alignment.url, where="alignment.url"),
        "targetType": _text(alignment.type, where="alignment.type"),
    }
    _add_text(members, "targetDescription", alignment.description, where="alignment.description")
    _add_text(members, "targetFramework", alignment.framework, where="alignment.framework")
    _add_text(members, "targetCode", alignment.code, where="alignment.code")
    return members


def _results(achievement: Achievement) -> list[tuple[str, str, str, str]]:
    """Return (id of its description, resultType, name, value) of every element that is given."""
    results = []
    for field_name, result_type, name in RESULTS:
        given: Decimal | str | None = getattr(achievement.elements, field_name)
        if given is None or given == "":
            continue
        where = f"elements.{field_name}"
        value = str(_number(given, where=where)) if isinstance(given, Decimal) else _text(given, where=where)
        results.append((f"{achievement.id}#{result_type.removeprefix('ext:')}", result_type, name, value))
    if results and "#" in achievement.id:
        raise InvalidValue(f"achievement.id is {achievement.id!r}; results need one without a fragment")
    return results


def _evidence(evidence: Evidence) -> Members:
    members: Members = {"type": ["Evidence"]}
    if evidence.id:
        members = {"id": _address(evidence.id, where="evidence.id"), **members}
    for name in ("name", "narrative", "description", "genre"):
        _add_text(members, name, getattr(evidence, name), where=f"evidence.{name}")
    return members


def _image(image: Image, *, where: str) -> Members:
    """Return id, type and caption: verifiers take an image with any further member for broken."""
    members: Members = {"id": _address(image.id, where=f"{where}.id"), "type": "Image"}
    _add_text(members, "caption", image.caption, where=f"{where}.caption")
    return members


def _address(value: str, *, where: str) -> str:
    if not is_absolute_iri(value) or value.startswith("_:"):
        raise InvalidValue(f"{where} is {value!r}; an absolute address (https:, urn:uuid:, did:) is expected")
    return value


def _text(value: str, *, where: str) -> str:
    if not value.strip():
        raise InvalidValue(f"{where} is empty; a text is expected")
    if not is_signable_text(value):
        raise InvalidValue(f"{where} holds control characters, which verifiers hash in different ways")
    return value


def _add_text(members: Members, name: str, value: str, *, where: str) -> None:
    if value:
        members[name] = _text(value, where=where)


def _number(value: Decimal, *, where: str) -> int | float:
    """Return the number as JSON has it: whole ones without a point, as JavaScript verifiers read them."""
    if not value.is_finite() or not 0 <= value <= MAX_INTEGER:
        raise InvalidValue(f"{where} is {value}; a number from 0 is expected")
    return int(value) if value == value.to_integral_value() else float(value)
