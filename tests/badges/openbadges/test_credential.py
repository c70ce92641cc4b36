from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from badges.openbadges.credential import (
    Achievement,
    Image,
    MicroCredentialElements,
    Recipient,
    build_credential,
    hash_email,
)
from badges.openbadges.reasons import InvalidValue
from badges.openbadges.status_list import StatusEntry
from tests.badges.openbadges.samples import NOW, DemoIssuer

MODULE = Achievement(id="https://kenno.example/a/1", name="A", description="B", narrative="C")


@pytest.fixture
def issuer():
    return DemoIssuer()


def achievement_of(credential):
    return credential["credentialSubject"]["achievement"]


def test_only_what_is_given_is_written(issuer):
    credential = build_credential(
        issuer.award(achievement=MODULE, recipient=Recipient(id="urn:uuid:1"), valid_until=None, evidence=())
    )

    assert achievement_of(credential) == {
        "id": "https://kenno.example/a/1",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": "A",
        "description": "B",
        "criteria": {"narrative": "C"},
    }
    assert credential["credentialSubject"].keys() == {"id", "type", "achievement"}
    assert not credential.keys() & {"validUntil", "evidence"}


def test_times_are_whole_seconds_in_utc(issuer):
    from_helsinki = datetime.fromisoformat("2026-11-24T14:00:00.999+02:00")

    credential = build_credential(issuer.award(awarded_at=from_helsinki))

    assert credential["awardedDate"] == "2026-11-24T12:00:00Z"


def test_each_measure_of_work_stands_for_itself(issuer):
    elements = MicroCredentialElements(
        ects_credits=Decimal("5.0"), competence_points=Decimal("3"), workload_hours=Decimal("135.5")
    )

    credential = build_credential(issuer.award(achievement=replace(MODULE, elements=elements)))

    assert [result["value"] for result in credential["credentialSubject"]["result"]] == ["5", "3", "135.5"]
    assert [each["resultType"] for each in achievement_of(credential)["resultDescription"]] == [
        "ext:EctsCredits",
        "ext:CompetencePoints",
        "ext:WorkloadHours",
    ]
    assert repr(achievement_of(credential)["creditsAvailable"]) == "5"
    assert repr(credential["credentialSubject"]["creditsEarned"]) == "5"


def test_every_result_refers_to_its_description(issuer):
    credential = build_credential(issuer.award())

    described = [each["id"] for each in achievement_of(credential)["resultDescription"]]
    assert [result["resultDescription"] for result in credential["credentialSubject"]["result"]] == described
    assert len(set(described)) == 6


def test_the_level_is_an_alignment_to_the_european_framework(issuer):
    credential = build_credential(issuer.award(achievement=replace(MODULE, eqf_level=5)))

    (alignment,) = achievement_of(credential)["alignment"]
    assert alignment["targetUrl"] == "http://data.europa.eu/snb/eqf/5"


def test_an_email_address_is_hashed_with_its_salt_whatever_its_case():
    assert hash_email(" Learner@Kenno.example ", salt="s") == hash_email("learner@kenno.example", salt="s")
    assert hash_email("learner@kenno.example", salt="s") != hash_email("learner@kenno.example", salt="t")


def test_no_email_address_is_hashed_without_a_salt():
    with pytest.raises(InvalidValue, match="can be guessed from its hash"):
        hash_email("learner@kenno.example", salt="")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"id": "credentials/1"}, r"award.id is 'credentials/1'; an absolute address"),
        ({"achievement": replace(MODULE, name=" ")}, "achievement.name is empty"),
        (
            {"achievement": replace(MODULE, narrative="a\0b")},
            "achievement.narrative holds control characters",
        ),
        ({"achievement": replace(MODULE, description="\ud800")}, "achievement.description holds control"),
        ({"achievement": replace(MODULE, id="_:b0")}, "achievement.id is '_:b0'"),
        ({"achievement": replace(MODULE, eqf_level=9)}, "has 1 to 8"),
        ({"achievement": replace(MODULE, image=Image(id="x.png"))}, "achievement.image.id is 'x.png'"),
        (
            {"achievement": replace(MODULE, elements=MicroCredentialElements(ects_credits=Decimal("-1")))},
            "elements.ects_credits is -1; a number from 0",
        ),
        (
            {"achievement": replace(MODULE, elements=MicroCredentialElements(workload_hours=Decimal("NaN")))},
            "elements.workload_hours is NaN",
        ),
        (
            {"achievement": replace(MODULE, id="urn:x#y", elements=MicroCredentialElements(assessment_type="Quiz"))},
            "results need one without a fragment",
        ),
        ({"valid_until": NOW - timedelta(days=9)}, "before it begins"),
        ({"awarded_at": datetime(2026, 1, 1)}, "has no time zone"),
        ({"status": StatusEntry(list_url="/lists/1", index=1)}, "status list, '/lists/1', is not absolute"),
        ({"status": StatusEntry(list_url="https://a.example/1", index=-1)}, "index -1 is negative"),
    ],
)
def test_what_the_standard_forbids_is_refused_and_says_where(issuer, changes, problem):
    with pytest.raises(InvalidValue, match=problem):
        build_credential(issuer.award(**changes))


def test_a_country_that_is_no_code_is_refused(issuer):
    profile = replace(issuer.award().issuer, country_code="Finland")

    with pytest.raises(InvalidValue, match="country_code is 'Finland'; two capital letters are expected"):
        build_credential(issuer.award(issuer=profile))
