"""No cookies but those that the privacy notice names, each set when a person does what needs it."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver, reverse

from badges.models import Achievement
from home.cookies import cookies
from home.demo.loading import load_demo
from home.text_pages import text_page
from home.views.theme import COOKIE

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
READ_ONLY = (
    "/", "/en/", "/fi/", "/sv/", "/en/courses/", "/en/courses/?q=battery", "/en/courses/college/bat101/",
    "/en/courses/college/bat101/m1/", "/en/courses/college/bat101/m1/parts-of-a-cell/", "/en/accessibility/",
    "/fi/privacy/", "/sv/terms/", "/en/feedback/sent/", "/en/nowhere/", "/badges/issuers/college/",
    "/en/accounts/deleted/", "/en/learning/",
)  # fmt: skip
"""Public pages that ask for nothing, what leads elsewhere, and what is not there."""

WITH_A_FORM = ("/en/accounts/login/", "/en/accounts/signup/", "/en/accounts/password/reset/", "/en/feedback/")


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    load_demo(say=lambda step: None)


def names_set_by(response):
    """Return the names of the cookies that an answer sets. One that is taken away is not set."""
    return {name for name, morsel in response.cookies.items() if morsel.value}


def test_who_only_reads_gets_no_cookie_in_any_language(demo):
    achievement = reverse("badges_public:achievement", args=[Achievement.objects.first().pk])
    client = Client()

    for address in (*READ_ONLY, achievement):
        response = client.get(address)
        assert response.cookies == {}, address
        if response.status_code == 200 and not address.startswith("/badges/"):
            assert response.headers["content-language"] == address[1:3], address


def test_a_page_with_a_form_sets_the_token_of_the_form_and_nothing_else(db):
    for address in WITH_A_FORM:
        assert names_set_by(Client().get(address)) == {settings.CSRF_COOKIE_NAME}, address


def test_choosing_colours_sets_that_choice_and_nothing_else():
    assert names_set_by(Client().post("/theme/", {"theme": "dark"})) == {COOKIE}


def test_signing_in_sets_the_session_and_a_wrong_password_does_not(db):
    get_user_model().objects.create_user("aino@example.org", PASSWORD)

    wrong = Client().post("/en/accounts/login/", {"login": "aino@example.org", "password": "wrong"})
    right = Client().post("/en/accounts/login/", {"login": "aino@example.org", "password": PASSWORD})

    assert settings.SESSION_COOKIE_NAME not in names_set_by(wrong)
    # The token is changed when somebody signs in, so that one from before is of no use.
    assert names_set_by(right) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_a_message_to_the_reader_is_no_cookie(client):
    get_user_model().objects.create_user("aino@example.org", PASSWORD)
    client.post("/en/accounts/login/", {"login": "aino@example.org", "password": PASSWORD})

    client.post("/en/accounts/name/", {"first_name": "Aino", "last_name": "Salo"})

    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_what_was_sent_in_a_form_leaves_nothing_but_its_token(client):
    client.get("/en/feedback/")
    client.post("/en/feedback/", {"subject": "other", "message": "Thank you."}, follow=True)

    assert set(client.cookies) == {settings.CSRF_COOKIE_NAME}


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_table_of_the_privacy_notice_names_each_of_them_as_the_settings_do(language, settings):
    settings.SESSION_COOKIE_AGE = 3 * 24 * 60 * 60
    tables = [block for block in text_page("privacy", language=language).body if block.block_type == "cookies"]

    (table,) = (block.render() for block in tables)

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, COOKIE):
        assert table.count(f"<code>{name}</code>") == 1
    assert table.count("<code>") == len(cookies()) == 3
    assert [cookie.duration for cookie in cookies()] == ["3 days", "364 days", "365 days"]


def test_no_installed_app_has_a_view_that_sets_the_language_in_a_cookie():
    # Django's own view for choosing a language would: it is not mounted.
    assert "set_language" not in get_resolver().reverse_dict
