"""OpenID Connect as allauth speaks it, and stricter: a nonce, the issuer, the signature and the subject are checked.

Sources: OpenID Connect Core 1.0, 3.1.2.1, 3.1.3.7 and 5.3.2; Discovery 1.0, 4.3. allauth imports this module by its
name.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from requests import RequestException

from .configuration import Institution

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a private key. “none”, and a key that both sides know, prove nothing here."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CLOCKS_DIFFER_BY = 60
"""Seconds."""


class SignInRefused(OAuth2Error):
    """The institution's answer cannot be believed. The message is a sentence for the person, and says what to do."""

    status = 400


class InstitutionUnreachable(SignInRefused):
    status = 503


class InstitutionAdapter(OpenIDConnectOAuth2Adapter):
    @cached_property
    def institution(self) -> Institution:
        return institution_of(self.provider_id)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the institution says of itself. Raises InstitutionUnreachable, or SignInRefused when it is another."""
        config = self._fetch(self.get_provider().server_url)
        issuer = config.get("issuer")
        if issuer is None or issuer.rstrip("/") != self.institution.server_url:
            raise SignInRefused(self._disbelief())
        if not all(
            isinstance(config.get(name), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ):
            raise SignInRefused(self._disbelief())
        return config

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: Any = None) -> Any:
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
        except RequestException as error:
            raise self._unreachable() from error
        except (OAuth2Error, KeyError, TypeError, ValueError) as error:
            raise SignInRefused(self._disbelief()) from error

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise SignInRefused(self._disbelief())
        claims = self._decode_id_token(app, id_token)
        known = claims | self._userinfo(token, subject=claims["sub"])
        login = self.get_provider().sociallogin_from_response(request, known)
        login.claims = claims  # type: ignore[attr-defined]
        return login

    def _userinfo(self, token: SocialToken, *, subject: str) -> dict[str, Any]:
        endpoint = self.openid_config.get("userinfo_endpoint")
        if not isinstance(endpoint, str):
            return {}
        found = self._fetch(endpoint, headers={"Authorization": f"Bearer {token.token}"})
        if found.get("sub") != subject:
            raise SignInRefused(self._disbelief())
        return found

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return the claims. Raises SignInRefused unless this issuer signed them, for us, and just now."""
        keys = self._fetch(self.openid_config["jwks_uri"])
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise SignInRefused(self._disbelief())
            claims = jwt.decode(
                id_token,
                key=_key_in(keys, header=header),
                algorithms=[header["alg"]],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_DIFFER_BY,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise SignInRefused(self._disbelief()) from error
        is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if ("azp" in claims or is_for_several) and claims.get("azp") != app.client_id:
            raise SignInRefused(self._disbelief())
        return claims

    def _fetch(self, url: str, **kwargs: Any) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(url, **kwargs)
                response.raise_for_status()
                found = response.json()
        except RequestException as error:
            raise self._unreachable() from error
        if not isinstance(found, dict):
            raise SignInRefused(self._disbelief())
        return found

    def _unreachable(self) -> InstitutionUnreachable:
        return InstitutionUnreachable(
            _("{name} does not answer at the moment. Wait some minutes and try again.").format(
                name=self.institution.name
            )
        )

    def _disbelief(self) -> str:
        return _("The answer of {name} could not be verified, so nobody was signed in. Try again.").format(
            name=self.institution.name
        )


class InstitutionProvider(OpenIDConnectProvider):
    oauth2_adapter_class = InstitutionAdapter
    pkce_enabled_default = True

    @property
    def institution(self) -> Institution:
        return institution_of(self.app.provider_id)

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        # Nothing of what is asked for comes from the address of the request.
        kwargs |= {"scope": self.get_scope(), "auth_params": {**self.get_auth_params(), "nonce": nonce}}
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing: what is needed is in the account, and the rest is not ours."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            name: str(data[claim])
            for name, claim in self.institution.claims.items()
            if claim and isinstance(data.get(claim), str | int)
        } | {"email_verified": self._is_confirmed(data), "name": data.get("name")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        # The base class makes the address of what extract_common_fields says.
        return []

    def _is_confirmed(self, data: dict[str, Any]) -> bool:
        # Some write the truth as a text.
        return self.institution.trust_email and data.get("email_verified") in (True, "true")


def institution_of(provider_id: str) -> Institution:
    """Raises KeyError for an institution that is not set up."""
    return {one.id: one for one in settings.OIDC_PROVIDERS}[provider_id]


def _key_in(keys: dict[str, Any], *, header: dict[str, Any]) -> Any:
    """Return the key that the token names, or the only one. Raises KeyError when there is no such key."""
    held = [one for one in keys["keys"] if one.get("use", "sig") == "sig"]
    named = [one for one in held if one.get("kid") == header.get("kid")] if "kid" in header else held
    if len(named) != 1:
        raise KeyError(header.get("kid"))
    return jwt.PyJWK(named[0], algorithm=header["alg"]).key


provider_classes = [InstitutionProvider]
