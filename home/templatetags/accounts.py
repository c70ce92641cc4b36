"""What the pages of an account ask for."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ..second_factor import NEXT, has_factor, is_staff, was_used

register = template.Library()


@dataclass(frozen=True)
class SecondFactor:
    """How it stands with the person. ``next_url``: where they wanted to go and may go now, or empty."""

    is_needed: bool
    is_there: bool
    next_url: str


@register.simple_tag(takes_context=True)
def second_factor(context: dict[str, Any]) -> SecondFactor:
    request = context["request"]
    wanted = request.session.get(NEXT, "")
    may_go = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and was_used(request)
    return SecondFactor(
        is_needed=settings.KENNO_STAFF_SECOND_FACTOR and is_staff(request.user),
        is_there=has_factor(request.user),
        next_url=wanted if may_go else "",
    )


@dataclass(frozen=True)
class InstitutionLink:
    name: str
    url: str


@register.simple_tag
def institutions() -> list[InstitutionLink]:
    """Return the institutions by which people sign in here."""
    return [
        InstitutionLink(one.name, reverse("openid_connect_login", args=[one.id])) for one in settings.OIDC_PROVIDERS
    ]


@register.filter
def in_fours(secret: str) -> str:
    """Return the letters in groups of four, as they are easiest to copy by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
