from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from . import conf
from .models import Credential
from .openbadges.summary import CredentialSummary
from .verification import Verification, shared_token_in, verify_file, verify_text


class CompareForm(forms.Form):
    """An e-mail address to compare with the hash in a badge. It is kept nowhere."""

    email = forms.EmailField(
        label=_("E-mail address of the holder"),
        help_text=_("It is compared with the badge and kept nowhere."),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def is_theirs(self, summary: CredentialSummary) -> bool:
        """Say whether the valid form names the holder of the credential."""
        return any(identity.matches(self.cleaned_data["email"]) for identity in summary.recipient_identities)


class VerifyForm(forms.Form):
    """A badge to check, in one of three ways: its file, its link on this site, or its text."""

    file = forms.FileField(
        label=_("The badge file"),
        help_text=_("PNG, SVG or JSON, at most 2 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.svg,.json,image/png,image/svg+xml,application/json"}),
    )
    link = forms.CharField(
        label=_("Or the link that the holder gave you"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "inputmode": "url"}),
    )
    text = forms.CharField(
        label=_("Or the text of the badge (JSON)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(required=False, max_length=254, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.size and file.size > conf.MAX_UPLOAD_BYTES:
            raise ValidationError(too_large(file.size))
        return file

    def clean_text(self) -> str:
        return self.cleaned_data["text"].strip()

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if not link:
            return ""
        token = shared_token_in(link)
        if token is None:
            raise ValidationError(
                _("This is not the link of a badge on this site. Badges of other sites are checked by their file.")
            )
        if not Credential.objects.filter(share_token=token).exists():
            raise ValidationError(_("This link does not work: it was withdrawn, or it is not complete."))
        return token

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("file", "link", "text") if self.cleaned_data.get(name) or name in self.errors]
        if not given:
            raise ValidationError(_("Nothing was given to check. Choose a file, or paste a link or the text."))
        if len(given) > 1:
            raise ValidationError(_("More than one badge was given. Check one at a time."))
        return self.cleaned_data

    @property
    def share_token(self) -> str:
        """The token of a valid form that holds the link of a shared badge."""
        return self.cleaned_data["link"]

    def verification(self) -> Verification:
        """Judge the file or text of a valid form."""
        if file := self.cleaned_data["file"]:
            return verify_file(file.read(conf.MAX_UPLOAD_BYTES + 1))
        return verify_text(self.cleaned_data["text"])


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Credential.Reason, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note to the holder"),
        help_text=_("The holder reads it in the mail. Employers do not see it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def too_large(size: int) -> str:
    """Return the sentence that refuses a file of this many bytes."""
    return _("The file has %(size)s; at most %(limit)s can be checked. A badge file is much smaller.") % {
        "size": filesizeformat(size),
        "limit": filesizeformat(conf.MAX_UPLOAD_BYTES),
    }
