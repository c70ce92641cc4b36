"""What others see of the public page of an achievement: its structured data, and how its link looks where it is shared.

The page is served at the one address that credentials name, in the words that the issuer wrote.
"""

from courses.conf import site_name
from courses.sharing import structured_data
from courses.sharing.descriptions import LONGEST_DESCRIPTION, shortened
from courses.sharing.head import Head, Picture

from . import addresses
from .images import HEIGHT, PNG_SCALE, WIDTH
from .models import Achievement, Issuer
from .outcomes import AchievedOutcome


def head_of_achievement(achievement: Achievement, *, description: str, outcomes: list[AchievedOutcome]) -> Head:
    """Return what the head of the page says. The picture is the badge, without anybody's credential in it."""
    url = addresses.achievement_url(achievement.pk)
    return Head(
        title=achievement.name,
        description=shortened(description, LONGEST_DESCRIPTION),
        url=url,
        language=achievement.language,
        site=site_name(),
        picture=Picture(
            addresses.achievement_image_url(achievement.pk),
            WIDTH * PNG_SCALE,
            HEIGHT * PNG_SCALE,
            f"{achievement.name}, EQF {achievement.level}" if achievement.level else achievement.name,
        ),
        documents=(
            structured_data.written(credential_data(achievement, description=description, outcomes=outcomes)),
            structured_data.written(
                structured_data.breadcrumb(
                    [
                        (achievement.issuer.name, addresses.issuer_url(achievement.issuer.slug)),
                        (achievement.name, url),
                    ]
                )
            ),
        ),
    )


def credential_data(
    achievement: Achievement, *, description: str, outcomes: list[AchievedOutcome]
) -> structured_data.Data:
    """Return the achievement as an EducationalOccupationalCredential of schema.org."""
    url = addresses.achievement_url(achievement.pk)
    return structured_data.known(
        {
            "@type": "EducationalOccupationalCredential",
            "@id": url,
            "url": url,
            "name": achievement.name,
            "description": description,
            "credentialCategory": {
                "@type": "DefinedTerm",
                "name": "badge",
                "inDefinedTermSet": "https://www.imsglobal.org/spec/ob/v3p0/",
            },
            "educationalLevel": structured_data.level(achievement.level),
            "competencyRequired": [
                {
                    "@type": "DefinedTerm",
                    "name": outcome.text,
                    "termCode": outcome.competence.code,
                    "url": f"{url}#{outcome.competence.code}",
                }
                for outcome in outcomes
            ],
            "recognizedBy": issuer_data(achievement.issuer),
            "validFor": structured_data.duration(months=achievement.valid_months),
            "image": addresses.achievement_image_url(achievement.pk),
            "inLanguage": achievement.language,
        }
    )


def issuer_data(issuer: Issuer) -> structured_data.Data:
    url = addresses.issuer_url(issuer.slug)
    return structured_data.known(
        {
            "@type": "Organization",
            "@id": url,
            "url": url,
            "name": issuer.name,
            "description": issuer.description,
            "disambiguatingDescription": structured_data.INVENTED if issuer.is_fictional else None,
        }
    )


def head_of_issuer(issuer: Issuer) -> Head:
    """Return what the head of an issuer's page says."""
    return Head(
        title=issuer.name,
        description=shortened(issuer.description, LONGEST_DESCRIPTION),
        url=addresses.issuer_url(issuer.slug),
        language="",
        site=site_name(),
        documents=(structured_data.written(issuer_data(issuer)),),
    )
