import pytest
from django.urls import reverse

from badges.credentials import revoke_credential
from badges.keys import did_document
from badges.models import Credential
from badges.openbadges.did import document_url
from badges.openbadges.status_list import decode

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def test_the_did_document_lies_where_the_identifier_says(client, issuer):
    address = reverse("badges_public:did", args=[issuer.slug])

    assert document_url(issuer.did) == f"https://localhost:8000{address}"
    answer = client.get(address)
    assert answer.json() == did_document(issuer)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("application/did")


@pytest.mark.parametrize("name", ["issuer", "achievement"])
def test_people_get_a_page_and_programs_get_json_at_the_same_address(client, achievement, name):
    key = achievement.issuer.slug if name == "issuer" else achievement.pk
    address = reverse(f"badges_public:{name}", args=[key])

    page, document = client.get(address, headers={"accept": "text/html"}), client.get(address, headers=JSON)

    assert page.headers["Content-Type"].startswith("text/html")
    assert document.headers["Content-Type"] == "application/ld+json"
    assert "Accept" in page.headers["Vary"]
    assert "Accept" in document.headers["Vary"]


def test_the_profile_and_the_achievement_are_those_of_the_credential(client, credential):
    achievement = credential.achievement
    profile = client.get(reverse("badges_public:issuer_profile", args=[achievement.issuer.slug])).json()
    described = client.get(reverse("badges_public:achievement", args=[achievement.pk]), headers=JSON).json()

    assert profile.pop("@context") == described.pop("@context") == credential.document["@context"]
    assert profile == credential.document["issuer"]
    assert described == credential.document["credentialSubject"]["achievement"]


def test_the_addresses_in_a_credential_lie_outside_the_languages_and_answer(client, credential):
    achievement = credential.document["credentialSubject"]["achievement"]
    addresses = [
        credential.document["issuer"]["url"],
        credential.document["credentialStatus"]["statusListCredential"],
        achievement["id"],
        achievement["criteria"]["id"],
        achievement["image"]["id"],
    ]

    for address in addresses:
        assert address.startswith("http://localhost:8000/badges/")
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200


def test_the_status_list_is_fresh_within_a_minute_and_for_every_origin(client, credential):
    address = reverse("badges_public:status_list", args=[credential.status_list_id])
    before = client.get(address)

    revoke_credential(credential, reason=Credential.Reason.DISHONESTY)
    after = client.get(address)

    for answer in (before, after):
        assert answer.headers["Content-Type"] == "application/vc+ld+json"
        assert answer.headers["Cache-Control"] == "max-age=60"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    bits = [decode(answer.json()["credentialSubject"]["encodedList"]) for answer in (before, after)]
    assert [each.is_set(credential.status_index) for each in bits] == [False, True]
    assert after.json()["credentialSubject"]["ttl"] == 120_000


def test_a_list_that_cannot_be_signed_is_a_passing_failure(client, credential, key_directory):
    for file in key_directory.iterdir():
        file.unlink()

    answer = client.get(reverse("badges_public:status_list", args=[credential.status_list_id]))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "120"
    assert str(key_directory) not in answer.content.decode()


def test_pages_of_an_invented_issuer_say_so(client, achievement):
    for address in (
        reverse("badges_public:issuer", args=[achievement.issuer.slug]),
        reverse("badges_public:achievement", args=[achievement.pk]),
    ):
        assert "the issuer is invented" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/badges/issuers/nobody/",
        "/badges/issuers/nobody/did.json",
        "/badges/achievements/00000000-0000-4000-8000-000000000000/",
        "/badges/achievements/00000000-0000-4000-8000-000000000000/image.png",
        "/badges/status/00000000-0000-4000-8000-000000000000",
    ],
)
def test_what_does_not_exist_is_not_found(client, db, address):
    assert client.get(address, follow=True).status_code == 404


def test_nothing_is_written_through_public_addresses(client, issuer):
    assert client.post(reverse("badges_public:issuer", args=[issuer.slug])).status_code == 405
