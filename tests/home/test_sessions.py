"""Where somebody is signed in, and signing out there."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.sessions import device_in_words, shorten

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
SESSIONS = "/en/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("aino@example.org", PASSWORD)


def sign_in(person, *, user_agent=FIREFOX, address="192.0.2.77"):
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client):
    return client.get("/en/learning/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.9", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_as_a_person_would(user_agent, words):
    assert device_in_words(user_agent) == words


@pytest.mark.parametrize(
    ("address", "kept"),
    [("192.0.2.77", "192.0.2.0"), ("2001:db8:1:2:3::4", "2001:db8:1::"), ("127.0.0.1", "127.0.0.0")],
)
def test_an_address_is_shortened(address, kept):
    assert shorten(address) == kept


def test_the_whole_address_is_kept_nowhere(person):
    sign_in(person)

    assert UserSession.objects.get(user=person).ip == "192.0.2.0"


def test_each_place_is_listed_with_its_device_and_this_one_first(person):
    sign_in(person, user_agent=IPHONE, address="198.51.100.9")
    here = sign_in(person)

    page = here.get(SESSIONS).content.decode()

    assert page.index("Firefox on Windows") < page.index("Safari on iPhone")
    assert "198.51.100.…" in page
    assert "198.51.100.9" not in page


def test_one_place_is_signed_out(person):
    phone, here = sign_in(person, user_agent=IPHONE), sign_in(person)
    wanted = UserSession.objects.get(session_key=phone.session.session_key)

    here.post(SESSIONS, {"end": wanted.pk})

    assert not is_signed_in(phone)
    assert is_signed_in(here)


def test_nobody_signs_out_somebody_else(person):
    other = get_user_model().objects.create_user("other@example.org", PASSWORD)
    theirs, mine = sign_in(other), sign_in(person)
    wanted = UserSession.objects.get(user=other)

    mine.post(SESSIONS, {"end": wanted.pk})

    assert is_signed_in(theirs)


def test_everywhere_else_and_everywhere(person):
    phone, tablet, here = sign_in(person, user_agent=IPHONE), sign_in(person), sign_in(person)

    here.post(SESSIONS, {"scope": "others"})
    assert [is_signed_in(client) for client in (phone, tablet, here)] == [False, False, True]

    phone = sign_in(person)
    here.post(SESSIONS, {"scope": "all"})
    assert [is_signed_in(client) for client in (phone, here)] == [False, False]


@pytest.mark.parametrize("value", ["", "x", "-1", "999999999999999999999999", "0"])
def test_nonsense_signs_nobody_out(person, value):
    here = sign_in(person)

    assert here.post(SESSIONS, {"end": value}).status_code == 302
    assert is_signed_in(here)


def test_a_new_password_signs_out_everywhere_else(person):
    phone, here = sign_in(person, user_agent=IPHONE), sign_in(person)

    here.post(
        "/en/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"},
    )

    assert not is_signed_in(phone)
    assert is_signed_in(here)
    assert here.get(SESSIONS).content.decode().count("Firefox on Windows") == 1


def test_a_password_from_a_mail_signs_out_everywhere(person, mailoutbox):
    phone = sign_in(person)
    visitor = Client()
    visitor.post("/en/accounts/password/reset/", {"email": person.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    action = visitor.get(link.removeprefix("http://testserver"), follow=True).redirect_chain[-1][0]
    visitor.post(action, {"password1": "another long password", "password2": "another long password"})

    assert not is_signed_in(phone)


def test_when_it_was_last_used_is_written_every_ten_minutes_and_costs_nothing_in_between(person, time_machine):
    time_machine.move_to("2026-11-24T09:00:00+00:00", tick=False)
    here = sign_in(person)
    at_first = UserSession.objects.get().last_seen_at

    time_machine.move_to("2026-11-24T09:09:00+00:00", tick=False)
    with CaptureQueriesContext(connection) as asked:
        here.get("/en/accounts/name/")
    assert not [one for one in asked.captured_queries if "usersession" in one["sql"] or "UPDATE" in one["sql"]]
    assert UserSession.objects.get().last_seen_at == at_first

    time_machine.move_to("2026-11-24T09:11:00+00:00", tick=False)
    here.get("/en/accounts/name/")
    assert (UserSession.objects.get().last_seen_at - at_first).seconds == 11 * 60
