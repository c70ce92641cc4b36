"""The menu “Badges” of the admin."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import policy_registry

from courses.ownership import OfProviderPolicy, OwnObjects

from .models import Achievement, Credential, Issuer
from .views.revocation import CredentialInspectView, RevokeView, UnusedOnlyDeleteView


class OwnIndexView(IndexView):
    """Lists what the person may see, by the permission policy of the model."""

    def get_base_queryset(self) -> QuerySet[Any]:
        own = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, {"add", "change", "delete", "view"}
        )
        return super().get_base_queryset().filter(pk__in=own.values("pk"))

    @cached_property
    def filters(self) -> Any:
        """Offer no issuer and no achievement that the list cannot show."""
        filters = super().filters
        for field in filters.form.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            policy = policy_registry.get_by_type(model) if model else None
            if isinstance(policy, OfProviderPolicy) and policy.is_limited(self.request.user):
                field.queryset = field.queryset.filter(policy.own(self.request.user))
        return filters


class IssuerViewSet(OwnObjects, ModelViewSet):
    model = Issuer
    icon = "group"
    url_prefix = "badges/issuers"
    list_display = ("name", "organisation", "did", BooleanColumn("is_active", label=_("Issues badges")))
    list_filter = ("organisation", "is_active")
    search_fields = ("name", "slug", "organisation__name")
    search_backend_name = None
    index_view_class = OwnIndexView
    copy_view_enabled = False
    delete_view_class = UnusedOnlyDeleteView


class AchievementViewSet(OwnObjects, ModelViewSet):
    model = Achievement
    icon = "pick"
    url_prefix = "badges/achievements"
    list_display = ("name", "code", "level", "issuer", BooleanColumn("is_active", label=_("Is given out")))
    list_filter = ("issuer", "level", "stage", "is_active")
    search_fields = ("name", "code", "description")
    search_backend_name = None
    index_view_class = OwnIndexView
    copy_view_enabled = False
    delete_view_class = UnusedOnlyDeleteView


def _end_of(credential: Credential) -> str:
    # A DateColumn says how long ago, and this mostly lies ahead.
    return date_format(timezone.localtime(credential.valid_until)) if credential.valid_until else ""


class CredentialViewSet(OwnObjects, ModelViewSet):
    """Looked at and taken back, never edited: see CredentialPermissionPolicy."""

    model = Credential
    icon = "tick-inverse"
    url_prefix = "badges/credentials"
    list_display = (
        "achievement",
        "recipient",
        DateColumn("issued_at", label=_("Given"), sort_key="issued_at"),
        Column("valid_until", label=_("Valid until"), accessor=_end_of, sort_key="valid_until"),
        DateColumn("revoked_at", label=_("Taken back"), sort_key="revoked_at"),
    )
    list_filter = ("achievement", "achievement__issuer", "revocation_reason", "issued_at")
    search_fields = (
        "achievement__name",
        "achievement__code",
        "recipient__email",
        "recipient__last_name",
        "digest",
    )
    search_backend_name = None
    index_view_class = OwnIndexView
    exclude_form_fields: ClassVar[tuple[str, ...]] = ()
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = CredentialInspectView
    inspect_view_fields: ClassVar[list[str]] = [
        "achievement",
        "recipient",
        "issued_at",
        "valid_until",
        "revoked_at",
        "revocation_reason",
        "revocation_note",
        "revoked_by",
        "id",
        "digest",
        "signing_key",
        "status_list",
        "status_index",
    ]
    revoke_view_class = RevokeView

    def get_index_view_kwargs(self, **kwargs):
        queryset = Credential.objects.select_related("achievement", "recipient")
        return super().get_index_view_kwargs(queryset=queryset, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs):
        return super().get_inspect_view_kwargs(revoke_url_name=self.get_url_name("revoke"), **kwargs)

    @property
    def revoke_view(self):
        return self.revoke_view_class.as_view(
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
            revoke_url_name=self.get_url_name("revoke"),
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        # No addresses for adding, editing or deleting, beside the policy that forbids them.
        kept = {"index", "index_results", "inspect"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
        return [*patterns, path("revoke/<uuid:pk>/", self.revoke_view, name="revoke")]


class BadgesViewSetGroup(ModelViewSetGroup):
    menu_label = _("Badges")
    menu_icon = "tick-inverse"
    menu_order = 210
    items = (AchievementViewSet("achievement"), CredentialViewSet("credential"), IssuerViewSet("issuer"))
