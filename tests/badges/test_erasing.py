"""When the account of a holder goes, a badge that was downloaded stays what it was, and nothing here leads to them."""

import json

import pytest
from django.urls import reverse

from badges.credentials import issue_credential, revoke_credential, share_credential, show_name_of_holder
from badges.models import Credential
from badges.openbadges.verifier import VerdictStatus
from badges.signing import written
from badges.verification import verify_file, verify_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def downloaded(achievement, learner):
    """The badge file that the holder has on their own computer; the account is gone."""
    credential = issue_credential(achievement, recipient=learner)
    share_credential(credential)
    show_name_of_holder(credential, shows_name=True)
    file = bytes(written(credential.document))
    learner.delete()
    return file


def test_nothing_that_is_kept_leads_to_the_holder(downloaded):
    row = Credential.objects.get()

    assert (row.recipient, row.subject_id, row.document, row.share_token) == (None, "", {}, None)
    assert not row.shows_name
    kept = " ".join(str(getattr(row, field.attname)) for field in Credential._meta.concrete_fields)
    for trace in ("aino", "Esimerkki", json.loads(downloaded)["credentialSubject"]["id"]):
        assert trace not in kept


def test_the_downloaded_badge_is_valid_as_before(downloaded):
    assert verify_file(downloaded).verdict.status == VerdictStatus.VALID


def test_it_can_still_be_taken_back(downloaded):
    revoke_credential(Credential.objects.get(), reason=Credential.Reason.ISSUED_IN_ERROR)

    assert verify_text(downloaded).verdict.status == VerdictStatus.REVOKED


def test_an_employer_who_uploads_it_sees_the_verdict(downloaded, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = client.post(
        reverse("badges:verify"), {"file": SimpleUploadedFile("badge.json", downloaded, "application/json")}
    )

    assert response.status_code == 200
    assert "Valid" in response.content.decode()


def test_the_shared_page_is_gone(achievement, learner, client):
    credential = share_credential(issue_credential(achievement, recipient=learner))
    address = reverse("badges:shared", args=[credential.share_token])
    assert client.get(address).status_code == 200

    learner.delete()

    assert client.get(address).status_code == 404


def test_badges_of_others_stay_as_they_are(achievement, learner, employer):
    kept = issue_credential(achievement, recipient=employer)
    issue_credential(achievement, recipient=learner)

    learner.delete()

    kept.refresh_from_db()
    assert kept.recipient == employer
    assert kept.document


def test_the_list_of_badges_in_the_admin_still_opens(downloaded, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@example.org", "a-long-password"))
    row = Credential.objects.get()

    assert client.get(reverse("credential:index")).status_code == 200
    inspected = client.get(reverse("credential:inspect", args=[row.pk]))
    assert "a person whose account is gone" in inspected.content.decode()
