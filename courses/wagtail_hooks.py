"""Registration only."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .models import CoursePage, H5PContent, Quiz
from .page_buttons import OutlineButton, ViewAsLearnerButton
from .permissions import ActivityPermissionPolicy
from .viewsets import DeleteActivitiesAction, TrainingViewSetGroup

register_permission_policy(Quiz, ActivityPermissionPolicy(Quiz))
register_permission_policy(H5PContent, ActivityPermissionPolicy(H5PContent))
register_snippet(TrainingViewSetGroup)
# After Wagtail's own, which it replaces for these models.
hooks.register("register_bulk_action", DeleteActivitiesAction, order=1)


@hooks.register("register_admin_urls")
def register_authoring_urls() -> list[URLPattern | URLResolver]:
    return [path("courses/", include("courses.admin_urls"))]


@hooks.register("register_page_header_buttons")
def add_header_buttons(
    page: Page, user: AbstractBaseUser, view_name: str, next_url: str | None = None
) -> Iterator[OutlineButton]:
    yield OutlineButton(page=page, priority=5)
    yield ViewAsLearnerButton(page=page, priority=6)


@hooks.register("register_page_listing_more_buttons")
def add_listing_buttons(page: Page, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[OutlineButton]:
    # On courses only: for each module or lesson of a list, the way to its course would be a query.
    if page.specific_class is CoursePage:
        yield OutlineButton(page=page, priority=1)
        yield ViewAsLearnerButton(page=page, priority=3)
