"""A site that lacks what ``learners`` needs is told so by ``manage.py check``, in sentences."""

import pytest
from django.urls import path

from learners import conf
from learners.checks import check_addresses, check_signing_in

urlpatterns = [path("", lambda request: None)]
"""A URL configuration without any of our addresses."""


def test_this_site_lacks_nothing():
    assert check_addresses(None) == check_signing_in(None) == []


def test_each_namespace_that_is_not_mounted_is_refused(settings):
    settings.ROOT_URLCONF = __name__

    assert [error.id for error in check_addresses(None)] == ["learners.E001", "learners.E001"]


def test_a_login_address_that_only_wagtails_catch_all_would_answer_is_warned_of(settings):
    settings.LOGIN_URL = "/en/no-such-page/"

    [warning] = check_signing_in(None)

    assert warning.id == "learners.W001"
    assert warning.msg.startswith("LOGIN_URL leads to /en/no-such-page/, where this site has no view;")


def test_a_login_address_that_nothing_answers_is_warned_of(settings):
    settings.ROOT_URLCONF, settings.LOGIN_URL, settings.LEARNERS_SIGNUP_URL = __name__, "/accounts/login/", ""

    assert [warning.id for warning in check_signing_in(None)] == ["learners.W001"]


@pytest.mark.parametrize("name", ["LOGIN_URL", "LEARNERS_SIGNUP_URL"])
def test_a_name_that_no_address_has_is_refused(settings, name):
    setattr(settings, name, "no_such_name")

    assert [error.id for error in check_signing_in(None)] == ["learners.E002"]


def test_a_sign_in_page_on_another_host_is_that_hosts_business(settings):
    settings.LOGIN_URL = "https://login.example.org/"

    assert check_signing_in(None) == []


def test_a_site_on_which_nobody_can_make_an_account_has_no_address_for_it(settings):
    settings.LEARNERS_SIGNUP_URL = ""

    assert conf.signup_url() == ""
