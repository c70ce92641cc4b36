"""Where Wagtail's admin shows all providers' things to everybody, and has no hook or policy for it: narrowed here.

Each function says what it replaces. ``tests/home/providers`` walks through every address and finds what is missed, also
after an upgrade. Reasons: docs/decisions/0015-each-provider-its-own.md.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.chooser import BrowseView, ParentPageColumn
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.models import ModelLogEntry, Page
from wagtail.permissions import policy_registry

from .exports import without_formula
from .groups import speaks_for_all_providers
from .ownership import OfProviderPolicy, colleagues_of, may_see
from .page_choosing import as_person_sees

FILTERS_OF_PEOPLE = (
    (PageFilterSet, "owner"),
    (PageFilterSet, "edited_by"),
    (WorkflowReportFilterSet, "requested_by"),
    (LockedPagesReportFilterSet, "locked_by"),
)


def narrow_wagtail() -> None:
    """Put everything of this module in place. To be called once, while the admin is being set up."""
    for filterset, name in FILTERS_OF_PEOPLE:
        offered = filterset.base_filters[name]
        offered.queryset = _colleagues_among(offered.queryset)
    HistoryFilterSet.get_users_queryset = _colleagues_in_history(HistoryFilterSet.get_users_queryset)
    BulkAction.get_actionable_objects = _naming_what_is_seen(BulkAction.get_actionable_objects)
    BrowseView.get_object_list = _below_public_title(BrowseView.get_object_list)
    ParentPageColumn.get_cell_context_data = _with_public_title(ParentPageColumn.get_cell_context_data)
    manager = type(ModelLogEntry.objects)
    manager.viewable_by_user = _of_own_things(manager.viewable_by_user)
    SpreadsheetExportMixin.preprocess_field_value = _without_formulas(SpreadsheetExportMixin.preprocess_field_value)
    if apps.is_installed("wagtail_localize"):
        from .translation_fence import show_own_translations_in_report

        show_own_translations_in_report()


def _colleagues_among(offered: Callable[[HttpRequest], QuerySet[Any]]) -> Callable[[HttpRequest], QuerySet[Any]]:
    """The filters of lists offer everybody who ever had a hand in any page: offer the people of the own providers."""

    def people(request: HttpRequest) -> QuerySet[Any]:
        found = offered(request)
        if speaks_for_all_providers(request.user):
            return found
        return found.filter(pk__in=colleagues_of(request.user).values("pk"))

    return people


def _colleagues_in_history(original: Callable[..., Any]) -> Callable[..., Any]:
    """The filter of a history, that of the whole site too."""

    @wraps(original)
    def get_users_queryset(self: HistoryFilterSet) -> QuerySet[Any]:
        found = original(self)
        user = self.request.user
        return found if speaks_for_all_providers(user) else found.filter(pk__in=colleagues_of(user).values("pk"))

    return get_users_queryset


def _naming_what_is_seen(original: Callable[..., Any]) -> Callable[..., Any]:
    """Bulk actions take any key from the address, and name those with which nothing may be done."""

    @wraps(original)
    def get_actionable_objects(self: BulkAction) -> Any:
        objects, others = original(self)
        user = self.request.user
        named = [item for item in others["items_with_no_access"] if may_see(user, item)]
        return objects, {**others, "items_with_no_access": named}

    return get_actionable_objects


def _below_public_title(original: Callable[..., Any]) -> Callable[..., Any]:
    """The chooser of pages shows the page below which it looks by the title of its draft, and asks no hook for it."""

    @wraps(original)
    def get_object_list(self: BrowseView) -> Any:
        as_person_sees(self.request.user, self.parent_page)
        return original(self)

    return get_object_list


def _with_public_title(original: Callable[..., Any]) -> Callable[..., Any]:
    """The same, for what stands above the pages that were searched for."""

    @wraps(original)
    def get_cell_context_data(self: ParentPageColumn, instance: Page, parent_context: Any) -> Any:
        context = original(self, instance, parent_context)
        if context["value"] is not None:
            as_person_sees(parent_context["request"].user, context["value"])
        return context

    return get_cell_context_data


def _of_own_things(original: Callable[..., Any]) -> Callable[..., Any]:
    """The history of the site knows the models of which a person may change something, not which things of them."""

    @wraps(original)
    def viewable_by_user(self: Any, user: AbstractBaseUser) -> QuerySet[ModelLogEntry]:
        entries = original(self, user)
        if speaks_for_all_providers(user):
            return entries
        return entries.filter(_own_entries(user))

    return viewable_by_user


def _own_entries(user: AbstractBaseUser) -> Q:
    foreign = Q()
    for model, policy in policy_registry.values_by_class.items():
        if isinstance(policy, OfProviderPolicy) and policy.is_limited(user):
            own = policy.model._default_manager.filter(policy.own(user)).annotate(key=Cast("pk", CharField()))
            kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
            foreign |= Q(content_type=kind) & ~Q(object_id__in=own.values("key"))
    return ~foreign


def _without_formulas(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wagtail marks text as text in xlsx files. In CSV files a spreadsheet would take some of it for formulas."""

    @wraps(original)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        written = original(self, field, value, export_format)
        return without_formula(written) if export_format == self.FORMAT_CSV else written

    return preprocess_field_value
