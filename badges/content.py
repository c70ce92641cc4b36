"""From the rows of the database to the words of the standard: what a credential, a profile, an achievement says."""

import calendar
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _

from . import addresses
from .models import Achievement as AchievementRow
from .models import Credential, Issuer
from .openbadges.credential import (
    Achievement,
    Alignment,
    Award,
    HashedIdentity,
    Image,
    IssuerProfile,
    MicroCredentialElements,
    OtherIdentifier,
    Recipient,
    build_credential,
    hash_email,
)
from .openbadges.status_list import StatusEntry
from .outcomes import AchievedOutcome, outcomes_of


def award_of(credential: Credential) -> Award:
    """Return everything that the credential says, with a new hash of the holder's e-mail address."""
    return Award(
        id=credential.urn,
        issuer=profile_of(credential.achievement.issuer),
        achievement=achievement_of(credential.achievement),
        recipient=Recipient(id=credential.subject_id, identities=_identities(credential)),
        awarded_at=credential.issued_at,
        valid_from=credential.issued_at,
        valid_until=credential.valid_until,
        status=StatusEntry(
            list_url=addresses.status_list_url(credential.status_list_id), index=credential.status_index
        ),
    )


def profile_of(issuer: Issuer) -> IssuerProfile:
    return IssuerProfile(
        id=issuer.did,
        name=issuer.name,
        # The page of this site, which answers as long as the badges do; its own web address stands there.
        url=addresses.issuer_url(issuer.slug),
        description=issuer.description,
        country_code=issuer.country,
        other_identifiers=(
            (OtherIdentifier(identifier=issuer.other_identifier, type="ext:FinnishBusinessId"),)
            if issuer.other_identifier
            else ()
        ),
    )


def achievement_of(achievement: AchievementRow) -> Achievement:
    """Return the achievement in its own language, with the outcomes that it has today."""
    with translation.override(achievement.language):
        outcomes = outcomes_of(achievement)
        return Achievement(
            id=addresses.achievement_url(achievement.pk),
            name=achievement.name,
            description=description_of(achievement),
            narrative=_narrative(achievement, outcomes),
            criteria_url=f"{addresses.achievement_url(achievement.pk)}#criteria",
            image=Image(id=addresses.achievement_image_url(achievement.pk), caption=_picture_caption(achievement)),
            alignments=_alignments(achievement, outcomes),
            eqf_level=achievement.level,
            elements=MicroCredentialElements(
                ects_credits=_decimal(achievement.ects),
                competence_points=_decimal(achievement.competence_points),
                workload_hours=_decimal(achievement.hours),
                assessment_type=achievement.assessment,
                participation_form=achievement.participation_form,
                quality_assurance=achievement.quality_assurance,
            ),
            language=achievement.language,
            code=achievement.code,
        )


def profile_document(issuer: Issuer) -> dict[str, object]:
    """Return the issuer's profile as JSON-LD, in the very words that its credentials use."""
    url = addresses.issuer_url(issuer.slug)
    nothing = Achievement(id=url, name="-", description="-", narrative="-")
    specimen = build_credential(_specimen(profile_of(issuer), nothing))
    return {"@context": specimen["@context"], **_members(specimen["issuer"])}


def achievement_document(achievement: AchievementRow) -> dict[str, object]:
    """Return the achievement as JSON-LD, in the very words that its credentials use."""
    specimen = build_credential(_specimen(profile_of(achievement.issuer), achievement_of(achievement)))
    return {
        "@context": specimen["@context"],
        **_members(_members(specimen["credentialSubject"])["achievement"]),
    }


def description_of(achievement: AchievementRow) -> str:
    """Return the description, which for an invented issuer says that it is a demonstration: a badge travels."""
    if not achievement.issuer.is_fictional or "demonstration" in achievement.description.casefold():
        return achievement.description
    warning = _("Demonstration: the issuer is invented, and the badge has no value.")
    return f"{achievement.description} {warning}".strip()


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day and time that many months later; the last day of the month where there is no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def _specimen(profile: IssuerProfile, achievement: Achievement) -> Award:
    """Return an award to nobody, never signed: the closed serializer writes whole credentials only."""
    nobody, never = ("urn:uuid:00000000-0000-0000-0000-000000000000", datetime(2000, 1, 1, tzinfo=UTC))
    return Award(
        id=nobody,
        issuer=profile,
        achievement=achievement,
        recipient=Recipient(id=nobody),
        awarded_at=never,
        valid_from=never,
        status=StatusEntry(list_url=profile.url, index=0),
    )


def _members(value: object) -> dict[str, object]:
    """Return the value, which the serializer makes an object of JSON, as one."""
    return cast("dict[str, object]", value)


def _decimal(value: Decimal | float | None) -> Decimal | None:
    """Return a workload as the kernel takes it: a row that was not read back yet holds what its maker gave it."""
    return None if value is None else Decimal(str(value))


def _identities(credential: Credential) -> tuple[HashedIdentity, ...]:
    email = credential.recipient.email if credential.recipient else ""
    return (hash_email(email, salt=secrets.token_hex(16)),) if email else ()


def _picture_caption(achievement: AchievementRow) -> str:
    level = f", EQF {achievement.level}" if achievement.level else ""
    return f"{achievement.code}: {achievement.name}{level}"


def _narrative(achievement: AchievementRow, outcomes: list[AchievedOutcome]) -> str:
    """Return the criteria, and under them the outcomes as a list: Open Badges 3.0 reads a narrative as Markdown."""
    if not outcomes:
        return achievement.criteria
    listed = "\n".join(f"- {outcome.text}" for outcome in outcomes)
    heading = _("What the person can do:")
    return f"{achievement.criteria}\n\n{heading}\n\n{listed}"


def _alignments(achievement: AchievementRow, outcomes: list[AchievedOutcome]) -> tuple[Alignment, ...]:
    """Return an alignment for each competence, at the highest level that the outcomes show."""
    highest: dict[int, AchievedOutcome] = {}
    for outcome in outcomes:
        known = highest.get(outcome.competence.pk)
        if known is None or outcome.level > known.level:
            highest[outcome.competence.pk] = outcome
    return tuple(
        Alignment(
            name=f"{outcome.competence.title}, EQF {outcome.level}",
            url=f"{addresses.achievement_url(achievement.pk)}#{outcome.competence.code}",
            type="ceasn:Competency",
            code=f"{outcome.competence.code}@{outcome.level}",
        )
        for outcome in highest.values()
    )
