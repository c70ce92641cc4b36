"""The outline of a course on one screen of the admin. Every button is a form: parse, call one function, go back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from .. import authoring
from ..authoring import RefusedChange, Renaming
from ..languages import leader_of
from ..learner_view import learner_view_url
from ..models import CoursePage, LessonPage, ModulePage
from ..outline import OutlineModule, outline_of
from ..reviews import checked_pages, is_due


@dataclass(frozen=True)
class Row:
    """A module or lesson on the screen, with what the person who looks may do to it."""

    page: ModulePage | LessonPage
    learner_view_url: str
    may_edit: bool
    may_move: bool
    may_delete: bool
    may_add: bool = False
    is_to_check: bool = False
    lessons: tuple["Row", ...] = ()

    @property
    def state(self) -> str:
        """``draft``, ``changed`` (live, with changes that are not), or ``live``."""
        if not self.page.live:
            return "draft"
        return "changed" if self.page.has_unpublished_changes else "live"


@require_safe
def outline(request: HttpRequest, course_id: int) -> HttpResponse:
    course = _course(request, course_id)
    if (leader := leader_of(course)).pk != course.pk and leader.permissions_for_user(request.user).can_edit():
        messages.info(
            request,
            _("“%(course)s” is a translation. Its modules and lessons, and their order, are those of this course.")
            % {"course": course.draft_title},
        )
        return redirect("courses_admin:outline", leader.pk)
    found = outline_of(course, include_drafts=True, url_for=lambda page: learner_view_url(page, course_id=course.pk))
    permissions = course.permissions_for_user(request.user)
    pages = checked_pages(Page.objects.descendant_of(course)).filter(is_due(now=timezone.now()))
    to_check = frozenset(pages.values_list("pk", flat=True))
    explore = reverse("wagtailadmin_explore", args=[course.get_parent().pk])
    return TemplateResponse(
        request,
        "courses/admin/outline.html",
        {
            "course": course,
            "rows": [_module_row(module, to_check=to_check, request=request) for module in found.modules],
            "number_of_lessons": len(found.lessons),
            "may_add": permissions.can_add_subpage(),
            "next": urlencode({"next": request.path}),
            "header_title": _("Outline of %(course)s") % {"course": course.draft_title},
            "header_icon": "list-ol",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": explore, "label": _("Pages")},
                {"url": reverse("wagtailadmin_pages:edit", args=[course.pk]), "label": course.draft_title},
                {"url": "", "label": _("Outline")},
            ],
            "header_buttons": [
                HeaderButton(
                    label=_("View as learner"),
                    url=learner_view_url(course, course_id=course.pk),
                    icon_name="view",
                ),
                HeaderButton(
                    label=_("Edit the course"),
                    url=reverse("wagtailadmin_pages:edit", args=[course.pk]),
                    icon_name="edit",
                ),
            ],
        },
    )


def _changes_outline(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A button of the outline: the view gets the course, and what it raises as RefusedChange is said to the author."""

    @require_POST
    @wraps(view)
    def change(request: HttpRequest, course_id: int, **place: int) -> HttpResponse:
        course = _course(request, course_id)
        try:
            return view(request, course, **place)
        except RefusedChange as refused:
            messages.error(request, str(refused))
            return redirect("courses_admin:outline", course.pk)

    return change


@_changes_outline
def add_module(request: HttpRequest, course: CoursePage) -> HttpResponse:
    module = authoring.add_module(course, title=request.POST.get("title", ""), by=request.user)
    return _done(request, course, module, _("Module “%(title)s” is added as a draft."), buttons=_edit_button(module))


@_changes_outline
def add_lesson(request: HttpRequest, course: CoursePage, page_id: int) -> HttpResponse:
    lesson = authoring.add_lesson(_page(course, page_id), title=request.POST.get("title", ""), by=request.user)
    return _done(request, course, lesson, _("Lesson “%(title)s” is added as a draft."), buttons=_edit_button(lesson))


@_changes_outline
def rename(request: HttpRequest, course: CoursePage, page_id: int) -> HttpResponse:
    page = _page(course, page_id)
    became = authoring.rename_page(page, title=request.POST.get("title", ""), by=request.user)
    said = {
        Renaming.UNCHANGED: _("The title is “%(title)s” already."),
        Renaming.PUBLISHED: _("The new title “%(title)s” is live."),
        Renaming.DRAFTED: _(
            "The new title “%(title)s” waits as a draft. Learners see the old one until it is published."
        ),
        Renaming.DRAFT: _("The draft is now called “%(title)s”."),
    }[became]
    page.refresh_from_db()
    return _done(request, course, page, said)


@_changes_outline
def shift(request: HttpRequest, course: CoursePage, page_id: int, steps: int) -> HttpResponse:
    page = _page(course, page_id)
    authoring.shift_page(page, steps=steps, by=request.user)
    return _done(request, course, page, _("“%(title)s” moved up.") if steps < 0 else _("“%(title)s” moved down."))


@_changes_outline
def place(request: HttpRequest, course: CoursePage, page_id: int) -> HttpResponse:
    """Put a page under ``parent`` in front of ``before``; without ``before`` last."""
    page = _page(course, page_id)
    parent_id, before_id = (request.POST.get("parent", ""), request.POST.get("before", ""))
    parents = Page.objects.descendant_of(course, inclusive=True)
    parent = parents.filter(pk=parent_id).first() if parent_id.isdecimal() else None
    before = Page.objects.filter(pk=before_id).first() if before_id.isdecimal() else None
    if parent is None or (before_id and before is None):
        raise RefusedChange(
            _("The place in the outline is gone meanwhile. This is the outline as it is now: please try again.")
        )
    authoring.place_page(page, parent=parent, before=before, by=request.user)
    if isinstance(page, LessonPage):
        return _done(request, course, page, _("“%(title)s” is now in “%(module)s”."), module=parent.draft_title)
    return _done(request, course, page, _("“%(title)s” moved."))


@_changes_outline
def duplicate(request: HttpRequest, course: CoursePage, page_id: int) -> HttpResponse:
    copy = authoring.duplicate_page(_page(course, page_id), by=request.user)
    return _done(request, course, copy, _("“%(title)s” is added as a draft."), buttons=_edit_button(copy))


def _module_row(module: OutlineModule, *, to_check: frozenset[int], request: HttpRequest) -> Row:
    may_reorder = module.page.permissions_for_user(request.user).can_reorder_children()
    lessons = tuple(
        _row(lesson.page, url=lesson.url, may_move=may_reorder, to_check=to_check, request=request)
        for lesson in module.lessons
    )
    return _row(
        module.page,
        url=module.url,
        # Who may reorder a module's lessons may, on the same page tree, reorder the modules: Wagtail asks both alike.
        may_move=may_reorder,
        to_check=to_check,
        request=request,
        lessons=lessons,
    )


def _row(
    page: ModulePage | LessonPage,
    *,
    url: str,
    may_move: bool,
    to_check: frozenset[int],
    request: HttpRequest,
    lessons: tuple[Row, ...] = (),
) -> Row:
    permissions = page.permissions_for_user(request.user)
    return Row(
        page=page,
        learner_view_url=url,
        may_edit=permissions.can_edit(),
        may_move=may_move,
        # Wagtail looks for published descendants page by page where the person may not publish; the rows know.
        may_delete=permissions.can_delete()
        if permissions.can_publish()
        else permissions.can_edit() and not page.live and page.is_leaf(),
        may_add=isinstance(page, ModulePage) and permissions.can_add_subpage(),
        is_to_check=page.pk in to_check,
        lessons=lessons,
    )


def _course(request: HttpRequest, course_id: int) -> CoursePage:
    """Return the course. Raises Http404, and PermissionDenied for whoever may not edit it."""
    course = get_object_or_404(CoursePage, pk=course_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return course


def _page(course: CoursePage, page_id: int) -> ModulePage | LessonPage:
    """Return a module or lesson of the course. Raises Http404 for every other page."""
    page: Any = get_object_or_404(Page.objects.descendant_of(course), pk=page_id).specific
    return page


def _edit_button(page: Page) -> list[Any]:
    return [messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Open it"))]


def _done(
    request: HttpRequest, course: CoursePage, page: Page, said: str, *, buttons: Any = None, **words: str
) -> HttpResponse:
    """Say what happened and go back to the row of the page."""
    messages.success(request, said % {"title": page.draft_title, **words}, buttons=buttons)
    return redirect(f"{reverse('courses_admin:outline', args=[course.pk])}?at={page.pk}#page-{page.pk}")
