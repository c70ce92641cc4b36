import pytest
from django.core.checks import Error
from django.urls import include, path

from badges.checks import check_address, check_addresses, check_key_directory, check_keys


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


def test_a_site_without_a_folder_for_keys_is_refused(settings):
    assert check_key_directory(None) == []
    settings.BADGES_KEY_DIRECTORY = None

    [error] = check_key_directory(None)

    assert error.id == "badges.E003"
    assert error.msg == (
        "BADGES_KEY_DIRECTORY is not set; name a folder outside the media and static files for the private keys."
    )


def test_a_site_whose_keys_are_elsewhere_needs_no_folder_for_them(settings):
    settings.BADGES_KEY_DIRECTORY, settings.BADGES_SIGNER = None, "practice.signing.Vault"

    assert check_key_directory(None) == []


class OnlyPublicAddresses:
    urlpatterns = (path("badges/", include("badges.public_urls")),)


def test_a_site_that_lacks_the_addresses_of_badges_is_refused(settings):
    assert check_addresses(None) == []
    settings.ROOT_URLCONF = OnlyPublicAddresses

    [error] = check_addresses(None)

    assert error.id == "badges.E004"
    assert "The site has no addresses named “badges:…”" in error.msg
    assert "include('badges.urls')" in error.msg
