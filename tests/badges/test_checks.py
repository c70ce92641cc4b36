import pytest
from django.core.checks import Error

from badges.checks import check_address, check_keys


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("http://localhost:8000", "only this machine can reach"),
        ("https://localhost", "only this machine can reach"),
        ("https://kenno.localhost", "only this machine can reach"),
        ("https://127.0.0.2", "only this machine can reach"),
        ("https://[::1]", "only this machine can reach"),
        ("https://203.0.113.7", "an IP address, which did:web forbids"),
        ("http://kenno.example.org", "over https only"),
    ],
)
def test_production_refuses_an_address_at_which_nobody_can_check_a_badge(settings, address, what):
    settings.DEBUG, settings.KENNO_DEMO, settings.BADGES_BASE_URL = False, False, address

    [error] = check_address(None)

    assert isinstance(error, Error)
    assert error.id == "badges.E002"
    assert what in error.msg


def test_production_takes_a_public_https_address(settings):
    settings.DEBUG, settings.KENNO_DEMO, settings.BADGES_BASE_URL = False, False, "https://kenno.example.org"

    assert check_address(None) == []


@pytest.mark.parametrize(("debug", "demo"), [(True, False), (False, True)])
def test_a_demonstration_may_issue_on_localhost(settings, debug, demo):
    settings.DEBUG, settings.KENNO_DEMO, settings.BADGES_BASE_URL = debug, demo, "http://localhost:8000"

    assert check_address(None) == []


def test_an_address_that_is_none_is_refused_everywhere(settings):
    settings.BADGES_BASE_URL = "kenno.example.org"

    [error] = check_address(None)

    assert "BADGES_BASE_URL is “kenno.example.org”" in error.msg


@pytest.mark.django_db
def test_an_issuer_that_cannot_sign_is_warned_of(issuer, key_directory):
    assert check_keys(None) == []
    for file in key_directory.iterdir():
        file.unlink()

    [warning] = check_keys(None)

    assert warning.id == "badges.W001"
    assert "cannot be read" in warning.msg
