"""What would make badges worthless is found before the site runs."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from courses.mounting import unmounted

from . import conf
from .addresses import address_problem


@register(Tags.security)
def check_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse production settings under which badges would name an address that nobody can reach."""
    try:
        problem = address_problem()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="badges.E001")]
    if problem and conf.is_production():
        return [
            Error(
                problem,
                hint="Until then no badge is issued. Only a demonstration (KENNO_DEMO = True) may issue on localhost.",
                id="badges.E002",
            )
        ]
    return []


@register(Tags.security)
def check_key_directory(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse settings under which an issuer could have no key."""
    if conf.signer_path() != "badges.signing.FileSigner":
        return []
    try:
        conf.key_directory()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="badges.E003")]
    return []


@register(Tags.urls)
def check_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a URL configuration without the addresses that stand in badges."""
    wanted = {"badges": "badges.urls", "badges_public": "badges.public_urls"}
    return [Error(sentence, id="badges.E004") for sentence in unmounted(wanted)]


@register(Tags.database, deploy=True)
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of issuers that cannot sign. Asks the database, so it runs with ``check --deploy --database default``."""
    from .keys import KeyUnavailable, current_key, read_private_key
    from .models import Issuer

    if conf.signer_path() != "badges.signing.FileSigner":
        return []
    warnings: list[CheckMessage] = []
    try:
        for issuer in Issuer.objects.filter(is_active=True):
            try:
                read_private_key(current_key(issuer))
            except KeyUnavailable as unavailable:
                warnings.append(
                    checks.Warning(
                        str(unavailable),
                        hint=f"{issuer.name} cannot issue or take back badges until its key can be read.",
                        obj=issuer,
                        id="badges.W001",
                    )
                )
    except (OperationalError, ProgrammingError):
        # The tables are not there before the first migration.
        return []
    return warnings
