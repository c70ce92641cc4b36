"""The account forms of django-allauth in the manner of the site: a label says it once, a link stands after its field.

Apart from ``home.forms``, which allauth itself imports to build these.
"""

from typing import Any

from allauth.account import forms
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django.utils.translation import gettext_lazy as _

from .sign_in import belongs_to


class _WithoutPlaceholders:
    """A placeholder that repeats the label is noise, and gone as soon as somebody types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_WithoutPlaceholders, forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page has the link to a new password below the fields.
        self.fields["password"].help_text = ""
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in on this device")


class SignupForm(_WithoutPlaceholders, forms.SignupForm):
    pass


class ResetPasswordForm(_WithoutPlaceholders, forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        # An address that is not confirmed may be a stranger's, and the link would give them the account.
        self.users = [user for user in self.users if belongs_to(user, email)]
        return email


class ResetPasswordKeyForm(_WithoutPlaceholders, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_WithoutPlaceholders, forms.ChangePasswordForm):
    pass


class AddEmailForm(_WithoutPlaceholders, forms.AddEmailForm):
    pass


class InstitutionSignupForm(_WithoutPlaceholders, SocialSignupForm):
    """What the institution did not say."""
