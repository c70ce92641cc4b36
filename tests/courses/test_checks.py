"""A site that lacks what ``courses`` needs is told so by ``manage.py check``, in sentences."""

from django.urls import path

from courses import checks
from courses.checks import check_addresses, check_settings
from courses.mounting import unmounted

urlpatterns = [path("", lambda request: None)]
"""A URL configuration without any of our addresses."""


def test_this_site_lacks_nothing():
    assert check_settings(None) == check_addresses(None) == []


def test_a_site_without_its_own_address_is_refused(settings):
    del settings.WAGTAILADMIN_BASE_URL

    [error] = check_settings(None)

    assert error.id == "courses.E001"
    assert error.msg == (
        "WAGTAILADMIN_BASE_URL is not set, and the identity of every activity begins with it. Set it to the "
        "address of this site, for example https://learn.example.org."
    )


def test_an_app_whose_templates_are_used_has_to_be_installed(monkeypatch):
    # Wagtail's own apps cannot be taken out and put in again in one process, so one more is asked for instead.
    monkeypatch.setattr(checks, "NEEDED_APPS", (*checks.NEEDED_APPS, "courses_more"))

    [error] = checks.check_settings(None)

    assert error.id == "courses.E002"
    assert error.msg == "courses needs courses_more: add it to INSTALLED_APPS."


def test_each_namespace_that_is_not_mounted_is_named_with_what_to_include(settings):
    settings.ROOT_URLCONF = __name__

    assert [error.id for error in check_addresses(None)] == ["courses.E003", "courses.E003"]
    assert list(unmounted({"h5p": "courses.h5p.urls"})) == [
        "The site has no addresses named “h5p:…”; add path(…, include('courses.h5p.urls')) to its URL configuration."
    ]
