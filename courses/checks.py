"""What a site has to give this app is asked for before the site runs."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured

from . import conf
from .mounting import unmounted

FENCE = "courses.middleware.OwnProviderMiddleware"

NEEDED_APPS = ("django_tasks", "laces", "wagtail.contrib.table_block", "wagtailmedia")
"""Their templates, tags and models are used here. Without ``django_tasks`` a task that fails is in no log."""


@register(Tags.compatibility)
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse settings under which a page of this app could not be shown."""
    problems: list[CheckMessage] = [
        Error(f"courses needs {name}: add it to INSTALLED_APPS.", id="courses.E002")
        for name in NEEDED_APPS
        if not apps.is_installed(name)
    ]
    try:
        conf.site_address()
    except ImproperlyConfigured as error:
        problems.append(Error(str(error), id="courses.E001"))
    if FENCE not in settings.MIDDLEWARE:
        problems.append(
            Caution(
                f"{FENCE} is not in MIDDLEWARE, so teachers of one provider can find titles of drafts of "
                "another in the admin. Add it after django.contrib.messages.middleware.MessageMiddleware.",
                id="courses.W001",
            )
        )
    return problems


@register(Tags.urls)
def check_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a URL configuration in which lessons have nowhere to send answers, or no player."""
    wanted = {"courses": "courses.urls", "h5p": "courses.h5p.urls"}
    return [Error(sentence, id="courses.E003") for sentence in unmounted(wanted)]
