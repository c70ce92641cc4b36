"""Pages to check: the report, and saying of one page that it is still right."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from ..groups import providers_of
from ..models import CoursePage, LessonPage, ModulePage, Organisation
from ..reviews import NEVER, checked_pages, is_due, mark_checked

KINDS = (CoursePage, ModulePage, LessonPage)


class PagesToCheckFilterSet(WagtailFilterSet):
    show = django_filters.ChoiceFilter(
        label=gettext_lazy("Show"),
        method="filter_due",
        choices=[("all", gettext_lazy("All published pages"))],
        empty_label=gettext_lazy("Pages that are due"),
    )
    provider = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Provider"),
        method="filter_provider",
        queryset=lambda request: providers_of(request.user).filter(courses__isnull=False).distinct(),
    )
    content_type = ContentTypeFilter(
        label=gettext_lazy("Type"),
        queryset=lambda request: ContentType.objects.filter(
            pk__in=[kind.pk for kind in ContentType.objects.get_for_models(*KINDS).values()]
        ),
    )

    class Meta:
        model = Page
        fields = ("show", "provider", "content_type")

    def filter_due(self, queryset: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        return queryset

    def filter_provider(self, queryset: QuerySet[Page], name: str, value: Organisation) -> QuerySet[Page]:
        return queryset.filter(provider_id=value.pk)

    def filter_queryset(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        found = super().filter_queryset(queryset)
        # Nothing chosen means what is due, and an empty choice reaches no filter.
        return found if self.form.cleaned_data.get("show") == "all" else found.filter(is_due(now=timezone.now()))


class PagesToCheckView(PageReportView):
    """The published pages that the person may edit, with when each was last checked, the oldest first."""

    template_name = "courses/admin/pages_to_check.html"
    results_template_name = "courses/admin/pages_to_check_results.html"
    page_title = gettext_lazy("Pages to check")
    header_icon = "check"
    filterset_class = PagesToCheckFilterSet
    index_url_name = "courses_pages_to_check"
    index_results_url_name = "courses_pages_to_check_results"
    export_filename = "pages-to-check"
    any_permission_required = ("add", "change", "publish")
    list_export = ("draft_title", "kind_of_page", "provider_name", "checked_on", "checked_by_whom", "months_unchecked")
    export_headings = {  # noqa: RUF012 (as Wagtail has it)
        "draft_title": gettext_lazy("Title"),
        "kind_of_page": gettext_lazy("Type"),
        "provider_name": gettext_lazy("Provider"),
        "checked_on": gettext_lazy("Last checked"),
        "checked_by_whom": gettext_lazy("Checked by"),
        "months_unchecked": gettext_lazy("Months since then"),
    }

    def get_queryset(self) -> QuerySet[Page]:
        own = policy_registry.get_by_type(Page).instances_user_has_permission_for(self.request.user, "change")
        self.queryset = checked_pages(own).select_related("content_type", "content_check__checked_by")
        return super().get_queryset()

    def decorate_paginated_queryset(self, pages: Any) -> Any:
        names = dict(Organisation.objects.values_list("pk", "name"))
        now = timezone.now()
        for page in pages:
            page.provider_name = names.get(page.provider_id, "")
            page.kind_of_page = page.content_type.model_class()._meta.verbose_name
            is_known = page.last_checked_at > NEVER
            page.checked_on = timezone.localdate(page.last_checked_at) if is_known else None
            page.months_unchecked = _months_between(page.last_checked_at, now) if is_known else None
            check = getattr(page, "content_check", None)
            by_hand = check is not None and check.checked_at == page.last_checked_at
            page.checked_by_whom = str(check.checked_by or "") if by_hand else ""
        return pages

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "next_url": self.request.get_full_path()}


@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask whether the page is still right, and write down that it is."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.method == "POST":
        mark_checked(page, by=request.user)
        messages.success(request, _("“%(title)s” is checked as of today.") % {"title": page.draft_title})
        return redirect(back)
    known = checked_pages(Page.objects.filter(pk=page.pk)).select_related("content_check__checked_by").first()
    return TemplateResponse(
        request,
        "courses/admin/check_page.html",
        {
            "page": page,
            "checked_at": known.last_checked_at if known and known.last_checked_at > NEVER else None,
            "next_url": back,
            "header_title": _("Check “%(title)s”") % {"title": page.draft_title},
            "header_icon": "check",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("courses_pages_to_check"), "label": _("Pages to check")},
                {"url": "", "label": page.draft_title},
            ],
        },
    )


def _months_between(earlier: Any, later: Any) -> int:
    """Return how many whole months have passed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (1 if (later.day, later.time()) < (earlier.day, earlier.time()) else 0)
