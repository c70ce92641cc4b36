"""Whoever may enter the admin enters it with a second factor: one front door, and nothing beside it.

Held by the *person* and the *session*, not by how somebody signed in. A session counts when a passkey, a code of an
authenticator app or a recovery code was used in it, and the person still has that factor; or when it began at an
institution that is trusted to have asked for one (``home.oidc``). So a new password, a session from before somebody
became staff, and a factor that was removed meanwhile all lead back to the door.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NEXT = "second_factor_next"
"""Where somebody wanted to go who was led to set up a second factor first. Kept in the session."""

View = Callable[..., Any]


class SecondFactorMiddleware:
    """Asks for the second factor in front of every view that only staff reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        return ask_for_second_factor(request) if is_for_staff(request, view) else None


def ask_for_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return what leads a member of staff to the second factor, or None when nothing is missing.

    A page that was asked for is come back to. What was sent is not carried along: the answer then is 403 with a
    sentence and a link, so that it can be sent again from the page on which it was written.
    """
    if not is_missing(request):
        return None
    if request.method not in {"GET", "HEAD"} or request.headers.get("x-requested-with") == "XMLHttpRequest":
        response = render(request, "home/second_factor_missing.html", {"way": _way(request)}, status=403)
    else:
        wanted = request.get_full_path()
        request.session[NEXT] = wanted
        response = HttpResponseRedirect(f"{_way(request)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")
    add_never_cache_headers(response)
    return response


def guard_private_page(page: Any, request: HttpRequest, *args: Any) -> HttpResponse | None:
    """Ask staff for the second factor before a page that not everybody may read."""
    # Most pages are known to be open by the way they were found, and then nobody needs to ask who is there.
    if not getattr(page, "may_be_restricted", True):
        return None
    return ask_for_second_factor(request) if is_missing(request) and page.get_view_restrictions() else None


def guard_private_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Ask staff for the second factor before a file that not everybody may read."""
    return (
        ask_for_second_factor(request) if is_missing(request) and document.collection.get_view_restrictions() else None
    )


def is_missing(request: HttpRequest) -> bool:
    """Whether the person needs a second factor for the admin and has not used one in this session."""
    return settings.KENNO_STAFF_SECOND_FACTOR and is_staff(request.user) and not was_used(request)


def is_staff(user: Any) -> bool:
    return user.is_active and (user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


def has_factor(user: Any) -> bool:
    """Whether the person can use a second factor. Recovery codes stand in for one, and are none themselves."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def was_used(request: HttpRequest) -> bool:
    """Whether a second factor that the person still has was used in this session, or one at a trusted institution."""
    used = [record for record in get_authentication_records(request, request.user) if record.get("method") == "mfa"]
    if not used:
        return False
    if any(record.get("type") == "oidc" and _is_trusted(record.get("provider")) for record in used):
        return True
    held = set(Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).values_list("pk", flat=True))
    # A recovery code works once and comes from a set that may be gone by now. It stands in for a factor that is there.
    return bool(held) and any(
        record.get("type") == Authenticator.Type.RECOVERY_CODES or record.get("id") in held for record in used
    )


def remember_new_factor(
    sender: Any, *, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Count a factor that was set up just now as used: to set it up somebody had to use it.

    Nobody slips in another's: who has a factor already had to use that one for adding this one
    (``home.account_adapter``).
    """
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def is_for_staff(request: HttpRequest, view: View) -> bool:
    """Whether the view belongs to the admin: by what it is, wherever it is mounted, or by where it is mounted."""
    match = request.resolver_match
    if match is not None and match.url_name == "wagtailadmin_logout":
        return False
    return view in _views_of_admin() or request.path.startswith(reverse("wagtailadmin_home"))


@cache
def _views_of_admin() -> frozenset[View]:
    from wagtail.admin.urls import urlpatterns

    return frozenset(_views_in(urlpatterns))


def _views_in(patterns: list[URLPattern | URLResolver]) -> Iterator[View]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views_in(pattern.url_patterns)
        else:
            yield pattern.callback


def _way(request: HttpRequest) -> str:
    """Return where the person uses the second factor, or sets one up."""
    if not has_factor(request.user):
        return reverse("mfa_index")
    return get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]


def _is_trusted(provider_id: Any) -> bool:
    return any(one.id == provider_id and one.second_factor for one in settings.OIDC_PROVIDERS)
