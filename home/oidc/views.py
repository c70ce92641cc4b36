"""The way to an institution and back. Outside the language prefixes: the address to come back to is one for all."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .adapter import InstitutionAccountAdapter
from .provider import InstitutionAdapter, SignInRefused, institution_of


@login_not_required
@never_cache
@require_safe
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to the institution. Whom another site sent here is asked first: nobody is signed in unawares.

    A link and not a form, because the site's policy lets no form lead to another site, not even by a redirect.
    """
    _speak_language_of(request.GET.get("next", ""))
    provider = _provider(request, provider_id)
    if request.GET.get("process") == "connect" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return render(
            request,
            "socialaccount/login.html",
            {"institution": provider.name, "address": request.get_full_path()},
        )
    try:
        return provider.redirect_from_request(request)
    except SignInRefused as refused:
        return render_authentication_error(request, provider, exception=refused)


@login_not_required
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    state = statekit.get_states(request).get(request.GET.get("state", ""))
    _speak_language_of((state[0].get("next") if state else "") or "")
    provider = _provider(request, provider_id)
    try:
        return OAuth2CallbackView.adapter_view(InstitutionAdapter(request, provider_id))(request)
    except SignInRefused as refused:
        return render_authentication_error(request, provider, exception=refused)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        institution_of(provider_id)
    except KeyError:
        raise Http404 from None
    return InstitutionAccountAdapter(request).get_provider(request, provider=provider_id)


def _speak_language_of(address: str) -> None:
    """Go on in the language of the page that the person comes from."""
    if language := translation.get_language_from_path(address):
        translation.activate(language)
