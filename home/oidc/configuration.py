"""The institutions by which people sign in, read from JSON. Plain Python: the settings read it before Django is there.

``OIDC_PROVIDERS`` is a list of objects, or the path of a file that holds it::

    [{"id": "mpassid", "name": "MPASSid", "server_url": "https://idp.example.org",
      "client_id": "kenno", "client_secret": "…",
      "claims": {"organisation": "school_name"}, "trust_email": false, "allowed_domains": [],
      "second_factor": false, "second_factor_values": ["mfa"], "auth_params": {},
      "scope": ["openid", "profile", "email"]}]

Only the first five are needed. ``client_secret_file`` names a file with the secret instead. The address to register
with the institution is ``SITE_URL/accounts/oidc/ID/login/callback/``.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CLAIMS = {"first_name": "given_name", "last_name": "family_name", "email": "email", "organisation": ""}
SECOND_FACTOR_VALUES = ("mfa", "otp", "hwk", "swk", "fpt", "face")
"""What ``amr`` says (RFC 8176) when more than a password was asked for."""

NEEDED = ("id", "name", "server_url", "client_id", "client_secret")

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class InvalidConfiguration(ValueError):
    """OIDC_PROVIDERS cannot be used as it is. The message says what to change."""


@dataclass(frozen=True)
class Institution:
    """One institution.

    ``trust_email``: its word that an address is confirmed is taken, so the account that has the address already is
    signed in. ``allowed_domains``: nobody with another address comes in (empty: everybody does). ``second_factor``:
    when ``amr`` or ``acr`` of a sign-in names one of ``second_factor_values``, staff are not asked for one here.
    ``claims``: which claim says what; an empty name: none does.
    """

    id: str
    name: str
    server_url: str
    client_id: str
    client_secret: str
    scope: tuple[str, ...] = ("openid", "profile", "email")
    claims: Mapping[str, str] = field(default_factory=lambda: dict(CLAIMS))
    trust_email: bool = False
    allowed_domains: tuple[str, ...] = ()
    second_factor: bool = False
    second_factor_values: tuple[str, ...] = SECOND_FACTOR_VALUES
    auth_params: Mapping[str, str] = field(default_factory=dict)

    def as_app(self) -> dict[str, Any]:
        """Return what ``SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]`` holds for the institution."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.server_url,
                "scope": list(self.scope),
                "auth_params": dict(self.auth_params),
                "oauth_pkce_enabled": True,
                "email_authentication": self.trust_email,
            },
        }


def read_institutions(text: str) -> tuple[Institution, ...]:
    """Return the institutions that ``text`` describes, or the file that it names; none when it is empty.

    Raises InvalidConfiguration.
    """
    text = text.strip()
    if not text:
        return ()
    if not text.startswith("["):
        try:
            text = Path(text).read_text(encoding="utf-8")
        except OSError as error:
            raise InvalidConfiguration(
                f"OIDC_PROVIDERS names the file {text}, which cannot be read: {error.strerror}."
            ) from error
    try:
        described = json.loads(text)
    except ValueError as error:
        raise InvalidConfiguration(f"OIDC_PROVIDERS is no JSON: {error}.") from error
    if not isinstance(described, list) or not all(isinstance(one, dict) for one in described):
        raise InvalidConfiguration("OIDC_PROVIDERS has to be a list of objects, one for each institution.")
    found = tuple(_institution(one, number=number) for number, one in enumerate(described, 1))
    ids = [one.id for one in found]
    if doubled := sorted({one for one in ids if ids.count(one) > 1}):
        raise InvalidConfiguration(f"OIDC_PROVIDERS has two institutions with the id {doubled[0]}.")
    return found


def _institution(described: dict[str, Any], *, number: int) -> Institution:
    where = f"OIDC_PROVIDERS, institution {number}"
    known = set(Institution.__dataclass_fields__) | {"client_secret_file"}
    if unknown := sorted(described.keys() - known):
        raise InvalidConfiguration(f"{where}: “{unknown[0]}” is unknown; known are {', '.join(sorted(known))}.")
    values = _with_secret(described, where=where)
    for name in NEEDED:
        if not isinstance(values.get(name), str) or not values[name]:
            raise InvalidConfiguration(f"{where}: “{name}” is missing.")
    if not _ID.fullmatch(values["id"]):
        raise InvalidConfiguration(f"{where}: the id “{values['id']}” may have small letters, digits and hyphens only.")
    for name, value in values.items():
        if name in _READERS:
            values[name] = _READERS[name](value, name=name, where=where)
    return Institution(**values)


def _with_secret(described: dict[str, Any], *, where: str) -> dict[str, Any]:
    values = dict(described)
    if path := values.pop("client_secret_file", ""):
        try:
            values["client_secret"] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, TypeError) as error:
            raise InvalidConfiguration(f"{where}: the file {path} with the secret cannot be read.") from error
    return values


def _server_url(url: str, *, name: str, where: str) -> str:
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and parts.hostname in _LOCAL
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise InvalidConfiguration(f"{where}: {name} is {url}, but has to begin with https://.")
    return url.partition("/.well-known/")[0].rstrip("/")


def _truth(value: Any, *, name: str, where: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidConfiguration(f"{where}: “{name}” has to be true or false.")
    return value


def _texts(value: Any, *, name: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidConfiguration(f"{where}: “{name}” has to be a list of texts.")
    return tuple(value)


def _domains(value: Any, *, name: str, where: str) -> tuple[str, ...]:
    return tuple(domain.lower().removeprefix("@") for domain in _texts(value, name=name, where=where))


def _text_to_text(value: Any, *, name: str, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in (*value, *value.values())):
        raise InvalidConfiguration(f"{where}: “{name}” has to be an object of texts.")
    return value


def _claims(value: Any, *, name: str, where: str) -> dict[str, str]:
    claims = _text_to_text(value, name=name, where=where)
    if unknown := sorted(claims.keys() - CLAIMS.keys()):
        raise InvalidConfiguration(f"{where}: no claim is read into “{unknown[0]}”; known are {', '.join(CLAIMS)}.")
    return CLAIMS | claims


_READERS: dict[str, Callable[..., Any]] = {
    "server_url": _server_url,
    "scope": _texts,
    "claims": _claims,
    "trust_email": _truth,
    "allowed_domains": _domains,
    "second_factor": _truth,
    "second_factor_values": _texts,
    "auth_params": _text_to_text,
}
