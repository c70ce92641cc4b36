"""What is written into a log names nobody."""

import ipaddress
import json
import logging

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from home.privacy_of_logs import RouteForPath, errors_without_text, route_of, without_addresses, without_people

WORDS = st.text("abcdefghij klmn", max_size=20)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mail to aino.virtanen+kenno@example.org.", "Mail to [mail address]"),
        ("Key (email)=(aino@example.org) exists", "Key (email)=([mail address]) exists"),
        ("from 192.0.2.17:51234", "from [IP address]:51234"),
        ("from 2001:db8::17, again", "from [IP address], again"),
        ("[::1]:8000", "[[IP address]]:8000"),
        ("GET /en/search/?q=Aino+Virtanen HTTP/1.1", "GET /en/search/?[query] HTTP/1.1"),
        ("At 12:30:45 it was 23.4.2026: done?", "At 12:30:45 it was 23.4.2026: done?"),
        (
            "Signed urn:uuid:0d0c0a2e-6e0c-4f57-9a3e-1d6a3a0f6f00",
            "Signed urn:uuid:0d0c0a2e-6e0c-4f57-9a3e-1d6a3a0f6f00",
        ),
        ("did:web:kenno.example.org#key-1", "did:web:kenno.example.org#key-1"),
        ("badges.award: 1 badge was given.", "badges.award: 1 badge was given."),
    ],
)
def test_addresses_are_taken_out_and_the_rest_is_kept(said, kept):
    assert without_addresses(said) == kept


@given(before=WORDS, address=st.ip_addresses(), after=WORDS)
def test_no_address_of_a_machine_stays(before, address, after):
    cleaned = without_addresses(f"{before} {address} {after}")

    assert str(address) not in cleaned.replace("[IP address]", "")
    assert "[IP address]" in cleaned
    for word in cleaned.split():
        with pytest.raises(ValueError, match="does not appear to be"):
            ipaddress.ip_address(word)


@given(before=WORDS, address=st.emails(), after=WORDS)
def test_no_address_of_mail_stays_that_a_person_could_have(before, address, after):
    # As allauth takes them: the local part in quotation marks or with apostrophes is nobody's.
    name, _at, host = address.partition("@")
    if set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_") or "." not in host:
        return

    assert address not in without_addresses(f"{before} {address} {after}")


@given(WORDS)
def test_what_is_clean_stays_as_it_is(text):
    assert without_addresses(text) == text


def test_what_is_deep_in_a_line_is_cleaned_too():
    line = without_people(None, "info", {"event": "x", "to": [{"who": "a@example.org"}], "n": 3, "at": None})

    assert line == {"event": "x", "to": [{"who": "[mail address]"}], "n": 3, "at": None}


def test_an_exception_is_told_by_kind_and_place_with_its_causes_but_without_its_text():
    def refuse():
        try:
            int("Aino Virtanen")
        except ValueError as error:
            raise LookupError("no Aino Virtanen") from error

    try:
        refuse()
    except LookupError as error:
        line = errors_without_text(None, "error", {"event": "failed", "exc_info": error})

    assert "Aino" not in json.dumps(line)
    assert [one["type"] for one in line["error"]] == ["LookupError", "ValueError"]
    assert line["error"][0]["at"][-1].startswith("tests/home/test_privacy_of_logs.py:")
    assert line["error"][0]["at"][-1].endswith(" refuse")


def test_a_failing_system_says_its_code(tmp_path):
    try:
        (tmp_path / "Aino Virtanen").read_text()
    except OSError:
        line = errors_without_text(None, "error", {"event": "failed", "exc_info": True})

    assert line["error"][0]["errno"] == 2
    assert "Aino" not in json.dumps(line)


def test_exceptions_that_caused_each_other_come_to_an_end():
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one

    line = errors_without_text(None, "error", {"exc_info": one})

    assert [described["type"] for described in line["error"]] == ["ValueError", "KeyError"]


def test_where_django_says_a_path_the_route_is_said():
    request = RequestFactory().get("/en/badges/shared/a-secret-token/?x=1")
    record = logging.LogRecord("django.security.csrf", logging.WARNING, "", 1, "Forbidden (%s): %s", None, None)
    record.args, record.request = ("no cookie", request.path), request

    assert RouteForPath().filter(record)

    assert record.getMessage() == "Forbidden (no cookie): [no route]"


def test_the_route_of_a_page_is_its_pattern(client, db):
    response = client.get("/badges/status/5f0c0a2e-6e0c-4f57-9a3e-1d6a3a0f6f00")

    assert route_of(response.wsgi_request) == "/badges/status/<uuid:pk>"
