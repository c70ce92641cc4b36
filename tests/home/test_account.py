"""One's own account: everything on one page, and the address changes only when the new one is confirmed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
LOGIN = "/en/accounts/login/"
EMAIL = "/en/accounts/email/"


@pytest.fixture
def person(db):
    person = get_user_model().objects.create_user("aino@example.org", PASSWORD, first_name="Aino", last_name="Salo")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_everything_about_the_account_is_on_one_page(client, person):
    sign_in(client, person.email)

    page = client.get("/en/accounts/").content.decode()

    assert "Aino Salo" in page
    assert person.email in page
    for address in ("name", "email", "password/change", "2fa", "sessions", "delete"):
        assert f'href="/en/accounts/{address}/"' in page


def test_it_is_for_the_signed_in(client):
    for address in ("", "name/", "sessions/", "delete/"):
        assert client.get(f"/en/accounts/{address}").headers["location"].startswith(LOGIN)


def test_a_name_is_changed_and_an_empty_one_is_not_taken(client, person):
    sign_in(client, person.email)

    refused = client.post("/en/accounts/name/", {"first_name": "", "last_name": "Lehto"})
    assert refused.status_code == 422
    client.post("/en/accounts/name/", {"first_name": "Aino", "last_name": "Lehto"})

    person.refresh_from_db()
    assert person.get_full_name() == "Aino Lehto"


def ask_for_new_address(client, person, new="new@example.org"):
    sign_in(client, person.email)
    return client.post(EMAIL, {"email": new, "action_add": ""})


def test_a_new_address_signs_nobody_in_before_it_is_confirmed(client, person, mailoutbox):
    ask_for_new_address(client, person)

    person.refresh_from_db()
    assert person.email == "aino@example.org"
    sign_in(other := Client(), "new@example.org")
    assert not is_signed_in(other)
    assert [mail.to for mail in mailoutbox][-1] == ["new@example.org"]


def test_a_new_address_gets_no_link_to_a_password_before_it_is_confirmed(client, person, mailoutbox):
    ask_for_new_address(client, person)
    mailoutbox.clear()

    Client().post("/en/accounts/password/reset/", {"email": "new@example.org"})

    assert not [mail for mail in mailoutbox if "/password/reset/key/" in mail.body]


def test_a_confirmed_address_takes_the_place_of_the_old_one(client, person, mailoutbox):
    ask_for_new_address(client, person)
    link = re.search(r"http://testserver(/en/accounts/confirm-email/\S+)", mailoutbox[-1].body)[1]

    client.post(link)

    person.refresh_from_db()
    assert person.email == "new@example.org"
    sign_in(other := Client(), "new@example.org")
    assert is_signed_in(other)
    sign_in(old := Client(), "aino@example.org")
    assert not is_signed_in(old)


def test_the_old_address_can_be_kept_after_all(client, person):
    ask_for_new_address(client, person)

    client.post(EMAIL, {"email": "new@example.org", "action_remove": ""})

    assert EmailAddress.objects.get(user=person).email == "aino@example.org"


def test_an_address_of_somebody_else_is_never_taken_over(client, person):
    get_user_model().objects.create_user("taken@example.org", PASSWORD)

    ask_for_new_address(client, person, new="taken@example.org")

    person.refresh_from_db()
    assert person.email == "aino@example.org"


def test_who_signed_in_long_ago_is_asked_again_before_the_address_changes(client, person, time_machine):
    time_machine.move_to("2026-11-24T09:00:00+00:00", tick=False)
    sign_in(client, person.email)
    time_machine.move_to("2026-11-24T09:20:00+00:00", tick=False)

    response = client.post(EMAIL, {"email": "new@example.org", "action_add": ""})

    assert response.headers["location"].startswith("/en/accounts/reauthenticate/")


class TestLimits:
    """Guessing is stopped, and nobody is kept out of their own account by a stranger."""

    @pytest.fixture(autouse=True)
    def limits_are_on(self, settings):
        from home.settings import base

        settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
        settings.MFA_RATE_LIMITS = {}
        cache.clear()
        yield
        cache.clear()

    def test_five_wrong_passwords_and_then_a_sentence(self, client, person):
        for _number in range(5):
            assert sign_in(client, person.email, "wrong").status_code == 200

        response = sign_in(client, person.email)

        assert response.status_code == 429
        assert "Your account is not locked" in response.content.decode()
        assert response.headers["retry-after"] == "300"
        assert not is_signed_in(client)

    def test_the_owner_signs_in_from_elsewhere_meanwhile(self, client, person):
        for _number in range(9):
            sign_in(client, person.email, "wrong", REMOTE_ADDR="203.0.113.5")

        sign_in(owner := Client(), person.email, REMOTE_ADDR="192.0.2.8")

        assert is_signed_in(owner)

    def test_after_five_minutes_the_same_address_may_try_again(self, client, person, time_machine):
        time_machine.move_to("2026-11-24T09:00:00+00:00", tick=False)
        for _number in range(6):
            sign_in(client, person.email, "wrong")
        time_machine.move_to("2026-11-24T09:05:01+00:00", tick=False)

        sign_in(client, person.email)

        assert is_signed_in(client)

    def test_one_who_tries_many_accounts_is_stopped_by_their_address(self, client, person):
        answers = {sign_in(client, f"nobody{number}@example.org", "wrong").status_code for number in range(61)}

        assert answers == {200, 429}
        assert sign_in(client, person.email).status_code == 429

    def test_a_class_behind_one_address_signs_in_together(self, person):
        for _number in range(40):
            sign_in(client := Client(), person.email)
            assert is_signed_in(client)

    @pytest.mark.parametrize(
        ("address", "sent", "most"),
        [
            ("/en/accounts/signup/", {"email": "no"}, 60),
            ("/en/accounts/password/reset/", {"email": "aino@example.org"}, 5),
        ],
    )
    def test_registering_and_asking_for_a_password_are_limited_too(self, client, person, address, sent, most):
        answers = [client.post(address, sent).status_code for _number in range(most + 1)]

        assert set(answers[:most]) <= {200, 302}
        assert answers[-1] == 429

    def test_codes_of_a_second_factor_cannot_be_guessed(self, client, person):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        TOTP.activate(person, generate_totp_secret())
        sign_in(client, person.email)

        answers = [client.post("/en/accounts/2fa/authenticate/", {"code": f"00000{n}"}).status_code for n in range(6)]

        assert answers == [200] * 5 + [429]

    def test_nor_when_somebody_is_asked_again(self, client, person):
        sign_in(client, person.email)

        answers = [
            client.post("/en/accounts/reauthenticate/", {"password": "wrong"}).status_code for _number in range(6)
        ]

        assert answers == [200] * 5 + [429]
