"""H5P activities in the admin: list, upload, replace, try out, see where they are used, delete when nowhere."""

from typing import Any

from django.forms import Form, Media, Select
from django.forms.widgets import Script
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from ..models import H5PContent
from .embedding import embedded_player
from .forms import H5PContentForm
from .package import InvalidPackage


class TryOutPanel(Panel):
    """The player of a saved content, in the form. It plays untracked."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/h5p/try_out.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["player"] = embedded_player(self.instance, request=self.request, page=None)
            return context

        @property
        def media(self) -> Media:
            return Media(js=[Script("courses/js/h5p_player.js", type="module")])


class _RefusesPackages:
    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except InvalidPackage as error:
            form.add_error("package", str(error))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class UploadView(_RefusesPackages, CreateView):
    pass


class ReplaceView(_RefusesPackages, EditView):
    pass


class H5PContentViewSet(SnippetViewSet):
    model = H5PContent
    icon = "media"
    menu_label = _("H5P activities")
    add_view_class = UploadView
    edit_view_class = ReplaceView
    copy_view_enabled = False
    list_display = ("title", "library", "organisation", "locale", "updated_at")
    list_filter = ("organisation", "library", "locale")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("package"),
            FieldPanel("organisation", widget=Select),
            TryOutPanel(heading=_("Try it out")),
        ],
        base_form_class=H5PContentForm,
    )
