"""In the admin: a credential in full, and the form that takes it back."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic import DeleteView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from ..credentials import revoke_credential
from ..forms import RevokeForm
from ..keys import KeyUnavailable
from ..models import Credential


class CredentialInspectView(InspectView):
    """Everything that is known of a credential, and the button that takes it back."""

    revoke_url_name: str = ""

    def get_fields(self) -> list[str]:
        fields = super().get_fields()
        if get_object_or_404(Credential, pk=self.pk).is_revoked:
            return fields
        return [name for name in fields if not name.startswith("revo")]

    def get_issued_at_display_value(self) -> str:
        return _as_time(self.object.issued_at)

    def get_valid_until_display_value(self) -> str:
        return _as_time(self.object.valid_until) or _("without an end date")

    def get_revoked_at_display_value(self) -> str:
        return _as_time(self.object.revoked_at)

    def get_revoked_by_display_value(self) -> str:
        return str(self.object.revoked_by or _("the site"))

    def get_recipient_display_value(self) -> str:
        return str(self.object.recipient or _("a person whose account is gone"))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if self.object.is_revoked or not self.user_has_permission("revoke"):
            return []
        url = reverse(self.revoke_url_name, args=[self.object.pk])
        return [Button(_("Revoke"), url=url, icon_name="cross", priority=10)]


class RevokeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks for the reason, says what follows, and takes the credential back."""

    model = Credential
    permission_required = "revoke"
    form_class = RevokeForm
    template_name = "badges/admin/revoke.html"
    page_title = gettext_lazy("Revoke")
    header_icon = "cross"
    inspect_url_name: str = ""
    index_url_name: str = ""
    revoke_url_name: str = ""

    @cached_property
    def credential(self) -> Credential:
        return get_object_or_404(Credential.objects.for_display().select_related("recipient"), pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission_for_instance("revoke", self.credential):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._already_revoked() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._already_revoked() or super().post(request, *args, **kwargs)

    def _already_revoked(self) -> HttpResponse | None:
        """Say when it was taken back, and ask nothing: the first reason stands, and the holder has been told."""
        if not self.credential.is_revoked:
            return None
        messages.info(
            self.request,
            _("This badge was taken back already, on %(day)s.") % {"day": date_format(self.credential.revoked_at)},
        )
        return redirect(self.get_success_url())

    def get_page_subtitle(self) -> str:
        return str(self.credential)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Credentials")},
            {"url": self.get_success_url(), "label": str(self.credential)},
            {"url": "", "label": _("Revoke"), "sublabel": str(self.credential)},
        ]

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.credential.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            credential=self.credential,
            action_url=reverse(self.revoke_url_name, args=[self.credential.pk]),
            back_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        try:
            revoke_credential(
                self.credential,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                by=self.request.user,
            )
        except KeyUnavailable as unavailable:
            form.add_error(
                None,
                _("The badge was not taken back, because the status list could not be signed. %(problem)s")
                % {"problem": unavailable},
            )
            return self.form_invalid(form)
        messages.success(self.request, _("The badge is taken back. Whoever checks it reads so from now on."))
        return redirect(self.get_success_url())


class UnusedOnlyDeleteView(DeleteView):
    """Deletes what no credential names; of what is named it says so instead."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(
                request,
                _("“%(name)s” is named in badges, keys or lists, so it cannot be deleted. Switch it off instead.")
                % {"name": self.object},
            )
            return redirect(self.get_success_url())


def _as_time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
