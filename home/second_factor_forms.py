"""The forms of the second factor in the manner of the site. Apart from ``home.account_forms``: allauth imports both."""

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .account_adapter import refusal_of


class _CodeForm(forms.Form):
    """A code is typed once: what somebody saw over a shoulder is worth nothing any more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = pgettext_lazy("to sign in", "Code")
        field.widget.attrs.pop("placeholder", None)
        # Digits for a phone's keyboard; recovery codes are digits too.
        field.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            raise refusal_of(error, context.request) from error
        kind = getattr(self, "authenticator", None)
        if kind is not None and kind.type != Authenticator.Type.TOTP:
            return code
        # allauth keeps a used code for one step only, but with the tolerance it is right for as many as these.
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        name = f"home.used_code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        if not cache.add(name, True, timeout=steps * app_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_CodeForm, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_CodeForm, base_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeForm, totp_forms.ActivateTOTPForm):
    pass


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    LONGEST_NAME = 100

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].help_text = _("So that you know later which one it is, such as “My phone”.")
        self.fields["name"].max_length = self.LONGEST_NAME
        self.fields["name"].widget.attrs["maxlength"] = self.LONGEST_NAME
        self.fields["name"].initial = self.initial["name"] = ""
        self.fields["passwordless"].label = _("Let me sign in with it alone, without my password")
        self.fields["passwordless"].help_text = _("The device then asks for your finger, your face or its own code.")
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        return super().clean_name()[: self.LONGEST_NAME]


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].widget.attrs["maxlength"] = AddPasskeyForm.LONGEST_NAME

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(name) > AddPasskeyForm.LONGEST_NAME:
            raise ValidationError(_("This name is too long; choose one of at most 100 letters."))
        return name
