"""What stands in an address of the admin is asked for before the view is: may the person know of it at all?

Most views of Wagtail ask themselves. This holds for those that do not, and for those that come with the next release.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Workflow
from wagtail.permissions import policy_registry

from .ownership import may_choose, may_see

PAGE_PARAMETERS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk", "course_id")
"""The names that Wagtail and we give to the key of a page in an address."""

CHOOSES_PAGES = "wagtailadmin_choose_page_child"

COUNTS_EVERYTHING = ("wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results")
"""A report over all pages of the site, with the title of the latest of each kind."""

CHOOSES_TASKS = "wagtailadmin_workflows:task_cho"
"""The chooser of tasks asks for no permission. Who builds no workflow needs none."""

FILES: dict[str, Callable[[], Any]] = {
    "wagtailimages_chooser": get_image_model,
    "wagtaildocs_chooser": get_document_model,
    "wagtailmedia": lambda: import_module("wagtailmedia.models").get_media_model(),
}
"""What lists the files that may be chosen, and tells of every other when it is given its key."""


def is_fenced_off(request: HttpRequest, name: str, parameters: dict[str, Any]) -> bool:
    """Whether the address, whose full name is ``name``, names something of which the person may not know."""
    user = request.user
    if name in COUNTS_EVERYTHING:
        return True
    if name.startswith(CHOOSES_TASKS):
        return not policy_registry.get_by_type(Workflow).user_has_any_permission(user, {"add", "change"})
    namespace = name.partition(":")[0]
    if namespace in FILES:
        return _names_foreign_file(request, FILES[namespace](), parameters)
    if namespace == "wagtail_localize":
        from .translation_fence import names_foreign_translation

        return names_foreign_translation(request, name.partition(":")[2], parameters)
    if name == "wagtailadmin_choose_page_chosen_multiple":
        return not _may_choose_all(user, Page, request.GET.getlist("id"))
    return any(
        not _may_see_page(user, parameters[parameter], name=name)
        for parameter in PAGE_PARAMETERS
        if parameter in parameters
    )


def _may_see_page(user: AbstractBaseUser, key: Any, *, name: str) -> bool:
    page = Page.objects.filter(pk=key).first()
    # What does not exist is the view's to say.
    return page is None or may_see(user, page) or (name == CHOOSES_PAGES and page.live)


def _names_foreign_file(request: HttpRequest, model: Any, parameters: dict[str, Any]) -> bool:
    named = [*(str(value) for value in parameters.values()), *request.GET.getlist("id")]
    return not _may_choose_all(request.user, model, named)


def _may_choose_all(user: AbstractBaseUser, model: Any, named: list[str]) -> bool:
    keys = {int(key) for key in named if key.isdecimal()}
    there = set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return not there or there <= may_choose(user, model, there)
