from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.db.models import ProtectedError

from badges.content import months_after
from badges.credentials import (
    IssuingRefused,
    issue_credential,
    revoke_credential,
    share_credential,
    show_name_of_holder,
    stop_sharing_credential,
)
from badges.keys import KeyUnavailable
from badges.models import Credential, Issuer, SigningKey, StatusList
from badges.openbadges.verifier import VerdictStatus
from badges.signals import credential_issued, credential_revoked
from badges.signing import digest_of, written
from badges.verification import verify_credential, verify_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts():
    """What the signals of badges said."""
    heard: list[tuple[str, Credential]] = []

    def hear_issued(sender, *, credential, **kwargs):
        heard.append(("issued", credential))

    def hear_revoked(sender, *, credential, **kwargs):
        heard.append(("revoked", credential))

    credential_issued.connect(hear_issued)
    credential_revoked.connect(hear_revoked)
    yield heard
    credential_issued.disconnect(hear_issued)
    credential_revoked.disconnect(hear_revoked)


def test_an_issued_credential_is_genuine_and_says_what_the_achievement_says(achievement, learner):
    credential = issue_credential(achievement, recipient=learner)

    verdict = verify_credential(credential).verdict
    assert verdict.status is VerdictStatus.VALID
    assert verdict.summary.name == "Inside a Cell"
    assert verdict.summary.issuer_name == "Merikaari Vocational College (demo)"
    assert verdict.summary.eqf_level == 4
    assert verdict.summary.result("ext:WorkloadHours") == "12"
    assert verdict.summary.recipient_id == credential.subject_id


def test_the_credential_of_an_invented_issuer_says_so_itself(credential):
    description = credential.document["credentialSubject"]["achievement"]["description"]

    assert description.endswith("Demonstration: the issuer is invented, and the badge has no value.")


def test_a_description_that_says_so_already_does_not_say_it_twice(achievement, learner):
    achievement.description = "A demonstration of a badge."

    document = issue_credential(achievement, recipient=learner).document

    assert document["credentialSubject"]["achievement"]["description"] == "A demonstration of a badge."


def test_the_holder_stands_in_the_credential_as_a_hash_only(credential, learner):
    text = str(credential.document)

    assert learner.email not in text
    assert "Esimerkki" not in text
    identity = credential.document["credentialSubject"]["identifier"][0]
    assert identity["hashed"] is True
    assert len(identity["salt"]) == 32


def test_the_digest_is_that_of_the_document_and_survives_the_database(credential):
    credential.refresh_from_db()

    assert credential.digest == digest_of(credential.document)


def test_an_achievement_is_given_once_whatever_is_repeated(achievement, learner):
    first = issue_credential(achievement, recipient=learner)
    second = issue_credential(achievement, recipient=learner)

    assert first.pk == second.pk
    assert Credential.objects.count() == 1


def test_an_achievement_is_given_anew_for_another_period(achievement, learner):
    first = issue_credential(achievement, recipient=learner, period="2026")
    second = issue_credential(achievement, recipient=learner, period="2027")

    assert first.pk != second.pk
    assert first.subject_id == second.subject_id


def test_the_table_refuses_a_second_credential_even_if_the_code_does_not(credential):
    with pytest.raises(IntegrityError):
        Credential.objects.create(
            achievement=credential.achievement,
            recipient=credential.recipient,
            subject_id=credential.subject_id,
            document={},
            digest="",
            signing_key=credential.signing_key,
            status_list=credential.status_list,
            status_index=(credential.status_index + 1) % 131_072,
        )


def test_who_loses_the_race_gets_what_the_other_one_gave(achievement, learner, monkeypatch):
    """The lock is taken away here, as on a database that has none: the constraint has the last word."""
    given_by_other = issue_credential(achievement, recipient=learner)
    answers = iter([None])
    existing = Credential.objects.filter

    from badges import credentials

    real = credentials._existing
    monkeypatch.setattr(credentials, "_existing", lambda *args, **kwargs: next(answers, real(*args, **kwargs)))

    assert issue_credential(achievement, recipient=learner) == given_by_other
    assert existing().count() == 1


def test_issuers_cannot_compare_their_holders(achievement, learner, organisation):
    from badges.keys import create_issuer_key
    from badges.models import Achievement

    other = Issuer.objects.create(organisation=organisation, slug="other", name="Other")
    create_issuer_key(other)
    elsewhere = Achievement.objects.create(
        issuer=other, name="Else", description="Else.", criteria="Else.", code="ELSE"
    )

    here = issue_credential(achievement, recipient=learner)
    there = issue_credential(elsewhere, recipient=learner)

    assert here.subject_id != there.subject_id


def test_a_credential_ends_after_the_months_of_its_achievement(achievement, learner):
    achievement.valid_months = 36
    with time_machine.travel(datetime(2026, 1, 31, 10, tzinfo=UTC)):
        credential = issue_credential(achievement, recipient=learner)

    assert credential.document["validUntil"] == "2029-01-31T10:00:00Z"
    with time_machine.travel(datetime(2029, 1, 31, 9, 59, tzinfo=UTC)):
        assert verify_credential(credential).verdict.status is VerdictStatus.VALID
    with time_machine.travel(datetime(2029, 1, 31, 10, 1, tzinfo=UTC)):
        assert verify_credential(credential).verdict.status is VerdictStatus.EXPIRED


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2027, 8, 31), 6, (2028, 2, 29)), ((2026, 12, 1), 12, (2027, 12, 1))],
)
def test_months_end_on_the_last_day_where_there_is_no_such_day(begins, months, ends):
    assert months_after(datetime(*begins, tzinfo=UTC), months) == datetime(*ends, tzinfo=UTC)


def test_without_a_key_nothing_is_stored_and_the_sentence_says_what_to_do(achievement, learner):
    SigningKey.objects.all().delete()

    with pytest.raises(KeyUnavailable, match=r"manage\.py create_issuer_key merikaari"):
        issue_credential(achievement, recipient=learner)

    assert not Credential.objects.exists()


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://127.0.0.1", "https://203.0.113.7"])
def test_production_issues_nothing_on_an_address_that_nobody_reaches(achievement, learner, settings, address):
    settings.DEBUG, settings.KENNO_DEMO, settings.BADGES_BASE_URL = False, False, address

    with pytest.raises(IssuingRefused, match="BADGES_BASE_URL"):
        issue_credential(achievement, recipient=learner)

    assert not Credential.objects.exists()


def test_the_holder_is_told_by_mail_with_a_plain_link(achievement, learner, django_capture_on_commit_callbacks, facts):
    with django_capture_on_commit_callbacks(execute=True):
        credential = issue_credential(achievement, recipient=learner)

    [message] = mail.outbox
    assert message.to == ["aino@example.org"]
    assert message.subject == "You have earned a badge: Inside a Cell"
    assert f"http://localhost:8000/en/badges/{credential.pk}/" in message.body
    assert facts == [("issued", credential)]


def test_a_mail_server_that_is_down_takes_no_badge_away(
    achievement, learner, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.badges.no_such.Backend"

    with django_capture_on_commit_callbacks(execute=True):
        issue_credential(achievement, recipient=learner)

    assert Credential.objects.of(learner).count() == 1


def test_a_revocation_is_visible_at_once_with_its_reason(credential, employer):
    revoke_credential(credential, reason=Credential.Reason.DISHONESTY, by=employer)

    credential.refresh_from_db()
    assert credential.is_revoked
    assert credential.revoked_by == employer
    assert verify_credential(credential).verdict.status is VerdictStatus.REVOKED


def test_revoking_one_credential_leaves_its_neighbours_valid(achievement, credential, employer):
    neighbour = issue_credential(achievement, recipient=employer)

    revoke_credential(credential, reason=Credential.Reason.DISHONESTY)

    assert verify_credential(neighbour).verdict.status is VerdictStatus.VALID


def test_the_holder_reads_the_reason_and_the_note_in_the_mail(credential, django_capture_on_commit_callbacks, facts):
    with django_capture_on_commit_callbacks(execute=True):
        revoke_credential(credential, reason=Credential.Reason.ISSUED_IN_ERROR, note="The quiz had an error.")

    body = mail.outbox[-1].body
    assert "Reason: It was issued in error." in body
    assert "The quiz had an error." in body
    assert facts == [("revoked", credential)]


def test_revoked_twice_the_first_reason_stands(credential):
    revoke_credential(credential, reason=Credential.Reason.ISSUED_IN_ERROR)
    revoke_credential(credential, reason=Credential.Reason.DISHONESTY)

    credential.refresh_from_db()
    assert credential.revocation_reason == Credential.Reason.ISSUED_IN_ERROR


def test_a_reason_that_does_not_exist_revokes_nothing(credential):
    with pytest.raises(ValueError, match="because"):
        revoke_credential(credential, reason="because")

    credential.refresh_from_db()
    assert not credential.is_revoked


@pytest.mark.django_db(transaction=True)
def test_when_the_list_cannot_be_signed_nothing_is_revoked(credential, key_directory):
    for file in key_directory.iterdir():
        file.unlink()

    with pytest.raises(KeyUnavailable):
        revoke_credential(credential, reason=Credential.Reason.DISHONESTY)

    credential.refresh_from_db()
    assert not credential.is_revoked


def test_what_was_taken_back_is_not_given_again_by_repeating(achievement, learner, credential):
    revoke_credential(credential, reason=Credential.Reason.DISHONESTY)

    assert issue_credential(achievement, recipient=learner).is_revoked


def test_a_link_is_unguessable_and_another_one_after_it_was_withdrawn(credential):
    first = share_credential(credential).share_token
    assert len(first) == 32
    assert share_credential(credential).share_token == first
    show_name_of_holder(credential, shows_name=True)

    stop_sharing_credential(credential)

    assert credential.share_token is None
    assert not credential.shows_name
    assert share_credential(credential).share_token != first


def test_the_account_goes_and_the_credential_can_still_be_taken_back(credential, learner):
    downloaded = written(credential.document)
    learner.delete()

    credential.refresh_from_db()
    assert credential.recipient is None
    revoke_credential(credential, reason=Credential.Reason.HOLDER_ASKED)
    assert verify_text(bytes(downloaded)).verdict.status is VerdictStatus.REVOKED


def test_what_credentials_name_cannot_be_deleted(credential):
    for named in (credential.achievement, credential.achievement.issuer, StatusList.objects.get()):
        with pytest.raises(ProtectedError):
            named.delete()
