"""Registration only."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from .admin_api import OwnDocumentsAPIViewSet, OwnImagesAPIViewSet
from .admin_limits import narrow_wagtail
from .groups import speaks_for_all_providers
from .links import LinkForReader
from .menus import PagesToCheckMenuItem
from .models import CoursePage, CourseRun, H5PContent, Organisation, Quiz
from .page_buttons import CheckedButton, OutlineButton, ViewAsLearnerButton
from .page_choosing import offered_pages
from .permissions import ActivityPermissionPolicy, CourseRunPermissionPolicy, OrganisationPermissionPolicy
from .reviews import CHECKED
from .views.due import may_see
from .views.reviews import PagesToCheckView
from .viewsets import DeleteActivitiesAction, TrainingViewSetGroup

register_permission_policy(Quiz, ActivityPermissionPolicy(Quiz))
register_permission_policy(H5PContent, ActivityPermissionPolicy(H5PContent))
register_permission_policy(CourseRun, CourseRunPermissionPolicy(CourseRun))
register_permission_policy(Organisation, OrganisationPermissionPolicy(Organisation))
narrow_wagtail()
hooks.register("construct_page_chooser_queryset", offered_pages)
register_snippet(TrainingViewSetGroup)
# After Wagtail's own, which it replaces for these models.
hooks.register("register_bulk_action", DeleteActivitiesAction, order=1)


# After Wagtail's own, which it replaces.
@hooks.register("register_rich_text_features", order=10)
def lead_links_to_the_readers_language(features: FeatureRegistry) -> None:
    features.register_link_type(LinkForReader)


@hooks.register("construct_admin_api", order=1)
def limit_api_to_own_files(router: WagtailAPIRouter) -> None:
    """After Wagtail's own endpoints, in the place of which these stand."""
    router.register_endpoint("images", OwnImagesAPIViewSet)
    router.register_endpoint("documents", OwnDocumentsAPIViewSet)


@hooks.register("register_admin_urls")
def register_authoring_urls() -> list[URLPattern | URLResolver]:
    return [
        path("courses/", include("courses.admin_urls")),
        path("reports/pages-to-check/", PagesToCheckView.as_view(), name="courses_pages_to_check"),
        path(
            "reports/pages-to-check/results/",
            PagesToCheckView.as_view(results_only=True),
            name="courses_pages_to_check_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_pages_to_check() -> MenuItem:
    return PagesToCheckMenuItem(
        _("Pages to check"), reverse("courses_pages_to_check"), name="pages-to-check", icon_name="check", order=1050
    )


@hooks.register("construct_reports_menu")
def leave_out_what_counts_everything(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    if not speaks_for_all_providers(request.user):
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("register_log_actions")
def register_checks(actions: LogActionRegistry) -> None:
    actions.register_action(CHECKED, _("Check"), _("Checked: still right"))


@hooks.register("register_permissions")
def register_permission_to_run_work() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="courses", codename="run_duework")


class BackgroundWorkMenuItem(MenuItem):
    """Shown to whom the page is open."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def register_background_work() -> BackgroundWorkMenuItem:
    address = reverse("courses_admin:background_work")
    return BackgroundWorkMenuItem(_("Background work"), address, name="background-work", icon_name="cogs", order=1300)


@hooks.register("register_page_header_buttons")
def add_header_buttons(
    page: Page, user: AbstractBaseUser, view_name: str, next_url: str | None = None
) -> Iterator[OutlineButton]:
    yield OutlineButton(page=page, priority=5)
    yield ViewAsLearnerButton(page=page, priority=6)
    yield CheckedButton(page=page, priority=7)


@hooks.register("register_page_listing_more_buttons")
def add_listing_buttons(page: Page, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[OutlineButton]:
    # On courses only: for each module or lesson of a list, the way to its course would be a query.
    if page.specific_class is CoursePage:
        yield OutlineButton(page=page, priority=1)
        yield ViewAsLearnerButton(page=page, priority=3)
