from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from badges.credentials import issue_credential, revoke_credential, share_credential
from badges.models import Achievement, Credential
from badges.openbadges.baking import read_png
from badges.signing import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(client, learner) -> Client:
    client.force_login(learner)
    return client


def press(client: Client, credential: Credential, action: str):
    return client.post(reverse("badges:sharing", args=[credential.pk]), {"action": action}, follow=True)


def test_the_list_shows_the_badges_of_the_person_and_of_nobody_else(holder, credential, achievement, employer):
    issue_credential(
        Achievement.objects.create(
            issuer=achievement.issuer, name="Not Yours", description="No.", criteria="No.", code="NO"
        ),
        recipient=employer,
    )

    page = holder.get(reverse("badges:list")).content.decode()

    assert "Inside a Cell" in page
    assert "Not Yours" not in page


def test_the_list_says_so_when_there_is_no_badge(holder):
    assert "No badge yet." in holder.get(reverse("badges:list")).content.decode()


@pytest.mark.parametrize("name", ["credential", "credential_png", "credential_json"])
def test_other_peoples_badges_are_not_found(client, credential, employer, name):
    client.force_login(employer)

    assert client.get(reverse(f"badges:{name}", args=[credential.pk])).status_code == 404


def test_other_peoples_badges_cannot_be_shared(client, credential, employer):
    client.force_login(employer)

    assert press(client, credential, "share").status_code == 404
    credential.refresh_from_db()
    assert not credential.is_shared


@pytest.mark.parametrize("name", ["list", "credential"])
def test_who_is_not_signed_in_is_asked_to(client, credential, name):
    answer = client.get(reverse(f"badges:{name}", args=[] if name == "list" else [credential.pk]))

    assert answer.status_code == 302
    assert answer.url.startswith("/en/accounts/login/")


def test_the_picture_carries_the_credential_word_for_word(holder, credential):
    answer = holder.get(reverse("badges:credential_png", args=[credential.pk]))

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="inside-a-cell.png"'
    assert read_png(answer.content).encode() == written(credential.document)


def test_the_json_file_is_the_credential_as_it_was_signed(holder, credential):
    answer = holder.get(reverse("badges:credential_json", args=[credential.pk]))

    assert answer.headers["Content-Type"] == "application/vc+ld+json"
    assert answer.json() == credential.document


def test_a_badge_is_private_until_it_is_shared_and_private_again_afterwards(holder, credential):
    press(holder, credential, "share")
    credential.refresh_from_db()
    link = reverse("badges:shared", args=[credential.share_token])
    assert Client().get(link).status_code == 200

    page = press(holder, credential, "withdraw").content.decode()

    assert "The link is withdrawn." in page
    assert Client().get(link).status_code == 404


def test_the_holder_chooses_whether_the_shared_page_shows_the_name(holder, credential):
    share_credential(credential)
    link = reverse("badges:shared", args=[credential.share_token])
    assert "Esimerkki" not in Client().get(link).content.decode()

    press(holder, credential, "show-name")
    assert "Aino Esimerkki" in Client().get(link).content.decode()

    press(holder, credential, "hide-name")
    assert "Esimerkki" not in Client().get(link).content.decode()


def test_a_button_that_does_not_exist_changes_nothing_and_says_so(holder, credential):
    page = press(holder, credential, "explode").content.decode()

    assert "Nothing was changed" in page


def test_sharing_asks_for_the_token_of_the_form(learner, credential):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)

    assert press(client, credential, "share").status_code == 403


def test_the_page_of_a_revoked_badge_says_why(holder, credential):
    revoke_credential(credential, reason=Credential.Reason.ISSUED_IN_ERROR, note="The quiz had an error.")

    page = holder.get(reverse("badges:credential", args=[credential.pk])).content.decode()

    assert "The issuer took this badge back on" in page
    assert "It was issued in error." in page
    assert "The quiz had an error." in page


def test_the_list_asks_the_same_number_of_times_at_2_and_at_50_badges(holder, learner, credential):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            holder.get(reverse("badges:list"))
        return len(captured)

    def add(count: int) -> None:
        for number in range(count):
            achievement = Achievement.objects.create(
                issuer=credential.achievement.issuer, name=f"A{number}", description="A.", criteria="A.", code="A"
            )
            Credential.objects.create(
                achievement=achievement,
                recipient=learner,
                subject_id=credential.subject_id,
                document=credential.document,
                digest=uuid4().hex,
                signing_key=credential.signing_key,
                status_list=credential.status_list,
                status_index=(credential.status_index + Credential.objects.count()) % 131_072,
            )

    add(2)
    at_two = queries()
    add(48)

    assert queries() == at_two
