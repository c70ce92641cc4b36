"""Signing in by an institution, the whole way, with one that runs on this machine."""

import re
import time
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from tests.home.oidc.institution import new_key

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
LOGIN = "/accounts/oidc/xamk/login/?process=login&next=/en/learning/"


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


def sign_in(client, institution, *, address=LOGIN, **answer):
    """Go to the institution, sign in there and come back."""
    sent = client.get(address)
    assert sent.status_code == 302, sent.content.decode()
    return client.get(institution.sign_in(sent.headers["location"], **answer))


def who_is_signed_in(client):
    return get_user_model().objects.filter(pk=client.session.get("_auth_user_id", 0)).first()


def said(response):
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split()))


def test_the_sign_in_page_leads_to_each_institution(client, set_up):
    set_up()

    page = client.get("/en/accounts/login/").content.decode()

    assert 'href="/accounts/oidc/xamk/login/?process=login&amp;next=/en/learning/"' in page
    assert "Kaakko UAS" in page


def test_without_institutions_the_page_says_nothing_of_them(client):
    assert "/accounts/oidc/" not in client.get("/en/accounts/login/").content.decode()
    assert client.get("/accounts/oidc/xamk/login/").status_code == 404
    assert client.get("/accounts/oidc/xamk/login/callback/?state=x").status_code == 404


def test_somebody_new_gets_an_account_with_what_the_institution_says(client, set_up, institution):
    set_up(trust_email=True)

    response = sign_in(client, institution)

    assert response.headers["location"] == "/en/learning/"
    person = who_is_signed_in(client)
    assert (person.first_name, person.last_name, person.email) == ("Aino", "Salo", "aino@xamk.example")
    assert person.organisation == "Kaakko UAS"
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert "Kaakko UAS" in client.get("/en/accounts/").content.decode()


def test_the_question_has_a_nonce_a_state_and_a_proof_of_who_asked(client, set_up, institution):
    set_up(auth_params={"acr_values": "mfa"})
    sign_in(client, institution, address=f"{LOGIN}&auth_params=nonce%3Dmine%26prompt%3Dnone&scope=admin")

    asked = institution.asked
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/xamk/login/callback/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 20
    assert len(asked["state"]) >= 16
    assert asked["acr_values"] == "mfa"
    # Nothing of it comes from the address that somebody clicked.
    assert "prompt" not in asked
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}


def test_the_same_person_comes_back_to_the_same_account(client, set_up, institution):
    set_up(trust_email=True)
    sign_in(client, institution)
    first = who_is_signed_in(client)
    institution.person |= {"email": "other@xamk.example", "school": "Another school"}

    sign_in(other := Client(), institution)

    assert who_is_signed_in(other) == first
    first.refresh_from_db()
    assert first.email == "aino@xamk.example"
    assert first.organisation == "Another school"


def test_nothing_of_what_the_institution_says_is_kept_beside_the_account(client, set_up, institution):
    set_up(trust_email=True)
    institution.person["birthdate"] = "1990-01-01"
    sign_in(client, institution)

    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()


class TestAccountsThatAreThereAlready:
    @pytest.fixture
    def person(self, db):
        person = get_user_model().objects.create_user("aino@xamk.example", PASSWORD)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def test_a_trusted_institution_signs_in_the_account_with_the_confirmed_address(
        self, client, set_up, institution, person
    ):
        set_up(trust_email=True)

        sign_in(client, institution)

        assert who_is_signed_in(client) == person
        assert SocialAccount.objects.get().user == person
        person.refresh_from_db()
        assert person.has_usable_password()

    @pytest.mark.parametrize(
        ("trust_email", "email_verified"), [(False, True), (True, False), (True, None), (True, "false")]
    )
    def test_without_trust_or_without_a_confirmed_address_nobody_is_signed_in(
        self, client, set_up, institution, person, trust_email, email_verified, mailoutbox, settings
    ):
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        set_up(trust_email=trust_email)
        institution.person["email_verified"] = email_verified

        sign_in(client, institution)

        assert who_is_signed_in(client) is None
        assert not SocialAccount.objects.exists()
        assert get_user_model().objects.count() == 1
        assert [mail.to for mail in mailoutbox] == [[person.email]]

    def test_an_account_that_somebody_made_with_an_address_not_theirs_loses_its_password(
        self, client, set_up, institution
    ):
        squatter = get_user_model().objects.create_user("aino@xamk.example", PASSWORD)
        EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
        set_up(trust_email=True)

        sign_in(client, institution)

        squatter.refresh_from_db()
        assert not squatter.has_usable_password()

    def test_who_is_signed_in_connects_the_institution_and_disconnects_it(self, client, set_up, institution, person):
        set_up()
        client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
        sign_in(
            client,
            institution,
            address="/accounts/oidc/xamk/login/?process=connect&next=/en/accounts/institutions/",
        )
        account = SocialAccount.objects.get(user=person)

        page = client.get("/en/accounts/institutions/")
        assert "You can sign in by" in page.content.decode()
        sign_in(other := Client(), institution)
        assert who_is_signed_in(other) == person

        client.post("/en/accounts/institutions/", {"account": account.pk})
        assert not SocialAccount.objects.exists()

    def test_a_visitor_connects_nothing(self, client, set_up):
        set_up()

        response = client.get("/accounts/oidc/xamk/login/?process=connect")

        assert "/accounts/login/?next=" in response.headers["location"]


def test_an_institution_whose_word_on_addresses_is_not_trusted_has_the_address_confirmed(
    client, set_up, institution, settings, mailoutbox
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    set_up()

    response = sign_in(client, institution)

    assert "/accounts/confirm-email/" in response.headers["location"]
    assert who_is_signed_in(client) is None
    assert [mail.to for mail in mailoutbox] == [["aino@xamk.example"]]


def test_without_an_address_the_person_is_asked_for_one(client, set_up, institution):
    set_up()
    del institution.person["email"]

    response = sign_in(client, institution)
    page = client.get(response.headers["location"])
    assert "has said who you are." in said(page)
    client.post(response.headers["location"], {"first_name": "Aino", "last_name": "Salo", "email": "aino@example.org"})

    assert who_is_signed_in(client).email == "aino@example.org"


@pytest.mark.parametrize(("domain", "comes_in"), [("xamk.example", True), ("lut.example", False)])
def test_only_people_of_the_domains_that_are_allowed_come_in(client, set_up, institution, domain, comes_in):
    set_up(trust_email=True, allowed_domains=[domain])

    response = sign_in(client, institution)

    assert (who_is_signed_in(client) is not None) == comes_in
    if not comes_in:
        assert response.status_code == 400
        assert "signs in people with an address of lut.example here" in said(response)


# What cannot be believed


def refused(response, client):
    assert response.status_code == 400, response.status_code
    assert who_is_signed_in(client) is None
    assert not get_user_model().objects.exists()
    return said(response)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"nonce": "of another sign-in"}, id="wrong nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"iss": "https://elsewhere.example"}, id="wrong issuer"),
        pytest.param({"aud": "another-site"}, id="wrong audience"),
        pytest.param({"aud": ["kenno", "another-site"]}, id="for several and not said for whom"),
        pytest.param({"azp": "another-site"}, id="for another site"),
        pytest.param({"exp": 1_000_000_000}, id="too old"),
        pytest.param({"iat": 9_000_000_000}, id="from the future"),
        pytest.param({"sub": None}, id="of nobody"),
        pytest.param({"sub": "somebody-else"}, id="of another than the userinfo"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused_with_a_sentence(client, set_up, institution, change):
    set_up(trust_email=True)
    institution.change = lambda claims: {name: value for name, value in (claims | change).items() if value is not None}

    sentence = refused(sign_in(client, institution), client)

    assert "could not be verified, so nobody was signed in." in sentence


def test_a_token_that_somebody_else_signed_is_refused(client, set_up, institution):
    set_up(trust_email=True)
    institution.signs_with = new_key()

    assert "could not be verified" in refused(sign_in(client, institution), client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_nobody_signed_or_anybody_could_is_refused(client, set_up, institution, algorithm):
    set_up(trust_email=True)
    institution.algorithm = algorithm

    assert "could not be verified" in refused(sign_in(client, institution), client)


def test_a_wrong_state_is_refused_and_the_institution_is_not_asked(client, set_up, institution):
    set_up(trust_email=True)

    response = sign_in(client, institution, state="x" * 16)

    assert "was not finished, or took too long. Begin again." in refused(response, client)
    assert "/token" not in institution.calls


def test_an_answer_to_somebody_elses_question_is_refused(client, set_up, institution):
    set_up(trust_email=True)
    theirs = institution.sign_in(Client().get(LOGIN).headers["location"])

    assert "Begin again." in refused(client.get(theirs), client)


def test_an_answer_works_once(client, set_up, institution):
    set_up(trust_email=True)
    sent = client.get(LOGIN)
    back = institution.sign_in(sent.headers["location"])
    client.get(back)
    client.post("/en/accounts/logout/")

    assert client.get(back).status_code == 400
    assert who_is_signed_in(client) is None


def test_a_wrong_code_is_refused(client, set_up, institution):
    set_up(trust_email=True)

    assert "could not be verified" in refused(sign_in(client, institution, code="guessed"), client)


def test_an_institution_that_calls_itself_another_is_refused(client, set_up, institution):
    set_up()
    institution.discovery = {"issuer": "https://elsewhere.example"}

    assert "could not be verified" in refused(client.get(LOGIN), client)


def test_an_institution_that_does_not_answer_is_a_sentence_and_no_fault(client, set_up, institution):
    set_up()
    sent = client.get(LOGIN).headers["location"]
    back = institution.sign_in(sent)
    institution.close()

    for address in (LOGIN, back):
        response = client.get(address)
        assert response.status_code == 503
        assert "Kaakko UAS does not answer at the moment." in said(response)


def test_who_stops_at_the_institution_comes_back_to_a_sentence(client, set_up, institution):
    set_up()

    sent = client.get(LOGIN)
    back = institution.sign_in(sent.headers["location"], error="access_denied", code="")
    response = client.get(back.replace("code=&", ""), follow=True)

    assert response.status_code == 200
    assert "You stopped the sign-in at your institution." in said(response)


def test_the_sentence_is_in_the_language_from_which_the_person_set_out(client, set_up, institution):
    set_up()

    sent = client.get(LOGIN.replace("/en/", "/fi/"))
    back = institution.sign_in(sent.headers["location"], error="access_denied", code="")
    response = client.get(back.replace("code=&", ""), follow=True)

    assert "Keskeytit kirjautumisen" in said(response)


def test_whom_another_site_sends_is_asked_first(client, set_up):
    set_up()

    response = client.get(LOGIN, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 200
    assert 'href="/accounts/oidc/xamk/login/?process=login&amp;next=/en/learning/"' in response.content.decode()
    assert client.get(LOGIN, headers={"sec-fetch-site": "same-origin"}).status_code == 302


def test_nobody_is_led_to_another_site_afterwards(client, set_up, institution):
    set_up(trust_email=True)

    response = sign_in(client, institution, address="/accounts/oidc/xamk/login/?next=https://elsewhere.example/")

    assert "elsewhere" not in response.headers["location"]


# The second factor of staff


@pytest.fixture
def staff(settings):
    settings.KENNO_STAFF_SECOND_FACTOR = True
    person = get_user_model().objects.create_superuser("aino@xamk.example", PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.mark.parametrize(
    ("trusted", "told", "enters"),
    [
        (True, {"amr": ["pwd", "mfa"]}, True),
        (True, {"acr": "https://refeds.org/profile/mfa"}, True),
        (True, {"amr": ["pwd"]}, False),
        (True, {"amr": "pwd", "acr": "0"}, False),
        (True, {}, False),
        (False, {"amr": ["pwd", "mfa"]}, False),
    ],
)
def test_an_institution_stands_in_for_it_only_when_it_is_trusted_to_and_says_so(
    client, set_up, institution, staff, trusted, told, enters
):
    set_up(trust_email=True, second_factor=trusted, second_factor_values=["mfa", "https://refeds.org/profile/mfa"])
    institution.told = told

    sign_in(client, institution)

    assert who_is_signed_in(client) == staff
    assert (client.get("/admin/").status_code == 200) == enters


def test_who_has_one_here_is_asked_for_it_also_after_the_institution(client, set_up, institution, staff):
    set_up(trust_email=True)
    TOTP.activate(staff, generate_totp_secret())

    response = sign_in(client, institution)

    assert response.headers["location"].endswith("/accounts/2fa/authenticate/")
    assert who_is_signed_in(client) is None


def test_trust_that_is_withdrawn_ends_at_once(client, set_up, institution, staff):
    set_up(trust_email=True, second_factor=True)
    institution.told = {"amr": ["mfa"]}
    sign_in(client, institution)
    assert client.get("/admin/").status_code == 200

    set_up(trust_email=True, second_factor=False)

    assert client.get("/admin/").status_code == 302


def test_clocks_may_differ_by_a_little(client, set_up, institution):
    set_up(trust_email=True)
    institution.change = lambda claims: claims | {"iat": int(time.time()) + 30}

    sign_in(client, institution)

    assert who_is_signed_in(client) is not None
