"""What a site may set. Every name is read when it is needed, so tests and sites can override it."""

from django.conf import settings
from django.shortcuts import resolve_url

from courses.conf import site_address


def home_page() -> str:
    """Return the ``homePage`` of every learner's xAPI account: the address of this site, for good."""
    return site_address()


def login_url() -> str:
    """Return where people sign in: Django's own ``LOGIN_URL``."""
    return resolve_url(settings.LOGIN_URL)


def signup_url() -> str:
    """Return where people make an account, or an empty string on a site where nobody can: then pages do not offer it.

    ``LEARNERS_SIGNUP_URL`` is an address or the name of one, as ``LOGIN_URL`` is.
    """
    wanted = getattr(settings, "LEARNERS_SIGNUP_URL", "")
    return resolve_url(wanted) if wanted else ""
