"""Where the site decides otherwise than django-allauth does by itself."""

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from .second_factor import has_factor
from .views.errors import too_many_tries

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 (nothing listens there)


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that a limit on tries is for. Whoever has none shares one limit with all who have none."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return UNKNOWN_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise refusal_of(error, request) from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count the tries for an account by the address that they come from.

        By account alone, whoever knows an e-mail address could keep its owner out.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Offer the password only to those who have no second factor.

        Else a stolen session and a known password would be enough to add a factor of one's own.
        """
        words = {
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        methods = [
            method | {"description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        if not user.is_authenticated or not has_factor(user):
            return [method for method in methods if method["id"] not in words]
        passkey_only = not any(kind == "totp" for kind in _kinds_of(user))
        methods = [method for method in methods if method["id"] in words]
        return sorted(methods, key=lambda method: (method["id"] == "mfa_reauthenticate") == passkey_only)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nobody again who signed in a moment ago, with all that they have to sign in with."""
        return super().is_reauthentication_required(app=app, **kwargs) and not _signed_in_just_now(context.request)


def refusal_of(error: ValidationError, request: HttpRequest) -> Exception:
    """Return what to raise: the error, or for too many tries the answer 429 that says so and how long to wait."""
    if error.code in {"too_many_login_attempts", "rate_limited"}:
        return ImmediateHttpResponse(too_many_tries(request))
    return error


def _kinds_of(user: Any) -> set[str]:
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    if has_factor(request.user):
        records = [record for record in records if record.get("method") == "mfa"]
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps what a code or a recovery code is made of encrypted: a copy of the database alone opens no account.

    The key comes from SECRET_KEY. After a change of that, SECRET_KEY_FALLBACKS still opens what was written before.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one and try again."),
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey {number}").format(number=number) if number > 1 else gettext("Passkey")

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an element to stand in the page: the site's policy takes no picture from a data URL."""
        code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return format_html(
            '<svg class="qr-code" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" '
            'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
            '<path d="{path}" fill="#000"/></svg>',
            size=len(rows),
            label=gettext("QR code with the key"),
            path=path,
        )

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ImproperlyConfigured when neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS wrote it."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A second factor was stored under another SECRET_KEY. Name that one in SECRET_KEY_FALLBACKS."
            ) from error


def _fernet() -> MultiFernet:
    return MultiFernet([_key_from(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key_from(secret: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"kenno second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
