"""What a site has to give this app is asked for before the site runs."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, Resolver404, resolve

from courses.mounting import unmounted

from . import conf


@register(Tags.urls)
def check_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a URL configuration in which learners have no dashboard, or players nowhere to report."""
    wanted = {"learners": "learners.urls", "xapi": "learners.xapi.urls"}
    return [Error(sentence, id="learners.E001") for sentence in unmounted(wanted)]


@register(Tags.urls)
def check_signing_in(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when those whom a lesson sends to sign in would find no page there.

    An address on another host is somebody else's to serve. Wagtail's own catch-all pattern is no sign-in page.
    """
    try:
        found = urlsplit(conf.login_url())
        conf.signup_url()
    except NoReverseMatch as error:
        return [Error(f"LOGIN_URL or LEARNERS_SIGNUP_URL names no address of this site: {error}", id="learners.E002")]
    if found.netloc:
        return []
    try:
        is_there = resolve(found.path).url_name != "wagtail_serve"
    except Resolver404:
        is_there = False
    if is_there:
        return []
    return [
        checks.Warning(
            f"LOGIN_URL leads to {found.path}, where this site has no view; lessons send people there to sign in.",
            hint="Set LOGIN_URL to the address or name of the page on which learners sign in.",
            id="learners.W001",
        )
    ]
