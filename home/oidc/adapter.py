"""Whom the word of an institution signs in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from .configuration import Institution
from .provider import SignInRefused, institution_of

LONGEST_NAME = 150
LONGEST_ORGANISATION = 200


class InstitutionAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Return the institutions of the settings. Those that somebody writes into the database are none."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Check what is left when the answer is genuine: that it answers our question, and may come in."""
        institution = institution_of(sociallogin.account.provider)
        claims = getattr(sociallogin, "claims", {})
        if not sociallogin.state.get("nonce") or claims.get("nonce") != sociallogin.state["nonce"]:
            raise SignInRefused(
                _("The answer of {name} could not be verified, so nobody was signed in. Try again.").format(
                    name=institution.name
                )
            )
        refusal = _refusal(institution, sociallogin)
        if refusal:
            raise SignInRefused(refusal)
        if sociallogin.is_existing:
            _update_organisation(sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.first_name = user.first_name[:LONGEST_NAME]
        user.last_name = user.last_name[:LONGEST_NAME]
        user.organisation = data.get("organisation", "")[:LONGEST_ORGANISATION]
        sociallogin.organisation = user.organisation  # type: ignore[attr-defined]
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say in a sentence why nobody was signed in, and what to do."""
        if error == "cancelled":
            return
        if isinstance(exception, SignInRefused):
            sentence, status = str(exception), exception.status
        else:
            # No state: the page was open for too long, or in another browser; or the institution itself refused.
            sentence, status = _("This sign-in was not finished, or took too long. Begin again."), 400
        raise ImmediateHttpResponse(
            render(
                request,
                "socialaccount/authentication_error.html",
                {"sentence": sentence, "institution": provider.name},
                status=status,
            )
        )


def remember_second_factor(
    sender: Any, *, request: HttpRequest, user: Any, sociallogin: SocialLogin | None = None, **kwargs: Any
) -> None:
    """Write down in the session that the institution asked for a second factor, if it is trusted to and says so."""
    if sociallogin is None or not hasattr(sociallogin, "claims"):
        return
    institution = institution_of(sociallogin.account.provider)
    if institution.second_factor and _said(sociallogin.claims) & set(institution.second_factor_values):
        record_authentication(request, user, "mfa", type="oidc", provider=institution.id)


def _said(claims: dict[str, Any]) -> set[str]:
    """Return how the institution says that the person signed in: OpenID Connect Core 1.0, 2 (``acr``, ``amr``)."""
    methods = claims.get("amr")
    return {str(one) for one in (*(methods if isinstance(methods, list) else [methods]), claims.get("acr")) if one}


def _refusal(institution: Institution, sociallogin: SocialLogin) -> str:
    if not institution.allowed_domains:
        return ""
    addresses = [one.email for one in sociallogin.email_addresses]
    if any(address.rpartition("@")[2].lower() in institution.allowed_domains for address in addresses):
        return ""
    return _(
        "{name} signs in people with an address of {domains} here, and yours is another. Register instead."
    ).format(name=institution.name, domains=", ".join(institution.allowed_domains))


def _update_organisation(sociallogin: SocialLogin) -> None:
    said = getattr(sociallogin, "organisation", "")
    user = sociallogin.user
    if said and user is not None and user.organisation != said:
        user.organisation = said
        user.save(update_fields=["organisation"])
