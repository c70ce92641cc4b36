from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ..forms import OwnProviderForm
from ..models import H5PContent
from .importing import import_package, may_install_libraries


class H5PContentForm(OwnProviderForm):
    """Upload a package, or replace the one of a content.

    Saving raises InvalidPackage, with nothing changed, since a package is checked in the transaction that stores it.
    """

    package = forms.FileField(
        label=_("Package"),
        widget=forms.FileInput(attrs={"accept": ".h5p"}),
        help_text=_("A .h5p file, for example from Lumi, H5P.com or another learning platform."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Leave it empty to take the title of the package.")
        else:
            self.fields["package"].required = False
            self.fields["package"].help_text = _(
                "Choose a .h5p file to replace the activity. Learners who are in the middle of it start over; "
                "what they have finished stays."
            )

    def clean_package(self) -> UploadedFile | None:
        file = self.cleaned_data.get("package")
        if file and not file.name.lower().endswith(".h5p"):
            raise ValidationError(
                _("%(name)s is not a .h5p file. Choose a file whose name ends in .h5p."),
                params={"name": file.name},
            )
        return file

    def save(self, commit: bool = True) -> H5PContent:
        file = self.cleaned_data.get("package")
        if file:
            import_package(
                file,
                may_install_libraries=may_install_libraries(self.for_user),
                title=self.cleaned_data.get("title"),
                content=self.instance,
            )
        return super().save(commit=commit)
