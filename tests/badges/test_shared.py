import pytest
from django.urls import reverse

from badges.credentials import revoke_credential, share_credential, show_name_of_holder
from badges.models import Achievement, Credential
from badges.openbadges.baking import read_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(credential) -> str:
    return reverse("badges:shared", args=[share_credential(credential).share_token])


def test_whoever_has_the_link_reads_the_verdict_without_an_account(client, link):
    page = client.get(link).content.decode()

    assert 'data-verdict="valid"' in page
    assert "Merikaari Vocational College (demo)" in page
    assert "All lessons of the module done and its quiz passed on the server." in page
    assert page.count('class="is-passed"') == 5
    assert page.count('class="is-skipped"') == 1


def test_the_link_stays_between_those_who_have_it(client, link):
    answer = client.get(link)

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_no_address_and_no_name_is_on_the_page(client, link):
    page = client.get(link).content.decode()

    assert "aino@example.org" not in page
    assert "Aino" not in page
    assert "known in the badge by an e-mail address only" in page


def test_a_name_is_shown_as_the_holders_own_word(client, link, credential):
    show_name_of_holder(credential, shows_name=True)

    page = client.get(link).content.decode()

    assert "Held by Aino Esimerkki, who shares this page by choice." in page
    assert "The name is as the holder wrote it; the issuer has not checked it." in page


def test_without_a_name_nothing_is_said_of_names(client, link):
    assert "The name is as the holder wrote it" not in client.get(link).content.decode()


def test_a_revocation_is_on_the_page_at_once_with_day_and_reason(client, link, credential):
    revoke_credential(credential, reason=Credential.Reason.DISHONESTY, note="Between us.")

    page = client.get(link).content.decode()

    assert 'data-verdict="revoked"' in page
    assert "Reason given by the issuer: The result was not the holder’s own work." in page
    assert "Between us." not in page


def test_the_page_says_what_was_signed_not_what_was_edited_later(client, link, credential):
    Achievement.objects.update(criteria="Nothing at all.", level=7)

    page = client.get(link).content.decode()

    assert "Nothing at all." not in page
    assert "<b>EQF 4</b>" in page


def test_a_document_that_was_changed_in_the_database_is_not_genuine(client, link, credential):
    document = credential.document
    document["credentialSubject"]["achievement"]["name"] = "Master of Everything"
    Credential.objects.filter(pk=credential.pk).update(document=document)

    page = client.get(link).content.decode()

    assert 'data-verdict="changed"' in page
    assert "Master of Everything" not in page


@pytest.mark.parametrize(
    ("email", "words"),
    [
        (" AINO@example.org", "The e-mail address that you entered is the one in the badge."),
        ("other@example.org", "The e-mail address that you entered is not the one in the badge."),
    ],
)
def test_an_address_is_compared_with_the_hash(client, link, email, words):
    assert words in client.post(link, {"email": email}).content.decode()


def test_an_address_that_is_none_is_answered_beside_its_field(client, link):
    page = client.post(link, {"email": "aino"}).content.decode()

    assert "Enter a valid email address." in page
    assert 'aria-invalid="true"' in page


def test_the_viewer_downloads_the_same_credential(client, link, credential):
    picture = client.get(f"{link}badge.png")
    file = client.get(f"{link}badge.json")

    assert read_png(picture.content) == file.content.decode()
    assert file.json() == credential.document
    assert picture.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("ending", ["", "badge.png", "badge.json"])
def test_a_token_that_does_not_exist_is_not_found(client, link, ending):
    assert client.get(reverse("badges:shared", args=["x" * 32]) + ending).status_code == 404
