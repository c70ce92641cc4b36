"""A page of a course as a learner would see it, drafts included. Nothing is recorded, and no other app is asked."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from .activities import in_language_of
from .models import CoursePage, LessonPage, ModulePage
from .outline import Outline, OutlineLesson, OutlineModule, course_path_of, outline_of
from .seams import Endpoints, Records
from .sheets import sheet_of_draft


def learner_view_url(page: Page, *, course_id: int | None) -> str:
    """Return where an author sees a page of the course as a learner would, or "" while one of them is not saved."""
    return reverse("courses_admin:learner_view", args=[course_id, page.pk]) if course_id and page.pk else ""


def course_id_of(page: CoursePage | ModulePage | LessonPage) -> int | None:
    """Return the primary key of the course that the page belongs to, or None for a course that is not saved."""
    if isinstance(page, CoursePage):
        return page.pk
    return CoursePage.objects.only("pk").get(path=course_path_of(page)).pk


def context_as_learner(page: CoursePage | ModulePage | LessonPage, request: HttpRequest) -> dict[str, Any]:
    """Return what the page's own template needs, with the whole outline and links that stay among drafts.

    ``page`` may hold unsaved changes, or not be saved at all: it takes its place in the outline as it is.
    """
    course_id = course_id_of(page)
    url_for = partial(learner_view_url, course_id=course_id)
    outline = _with_page(outline_of(page, include_drafts=True, url_for=url_for), page, url=url_for(page))
    context = {
        # That of all pages, not of its own kind: that one asks the other apps what the person has done.
        **Page.get_context(page, request),
        "learner_view": True,
        "course": outline.course,
        "outline": outline,
        "records": Records(),
        "panels": [],
    }
    if isinstance(page, CoursePage):
        context["sheet"] = sheet_of_draft(page)
    elif isinstance(page, ModulePage):
        context["module"] = outline.module(page.translation_key)
    elif isinstance(page, LessonPage):
        in_language_of(page)
        place = outline.place_of(page.translation_key)
        context |= {"place": place, "module": place.module if place else None, "endpoints": _endpoints(course_id)}
    return context


def _endpoints(course_id: int | None) -> Endpoints:
    """Return endpoints that record nothing: players have none, and quizzes are marked and forgotten."""

    def try_quiz(lesson_id: int, quiz_key: UUID) -> str:
        return reverse("courses_admin:try_quiz", args=[course_id, lesson_id, quiz_key])

    return Endpoints(answer_quiz=try_quiz)


def _with_page(outline: Outline, page: Page, *, url: str) -> Outline:
    """Return the outline with ``page`` in place of its published self, or added last where it is new."""
    if isinstance(page, CoursePage):
        return outline
    if isinstance(page, LessonPage):
        lesson = OutlineLesson(page, url)
        modules = tuple(
            replace(module, lessons=_with_member(module.lessons, lesson))
            if page.path.startswith(module.page.path)
            else module
            for module in outline.modules
        )
    else:
        known = next((module for module in outline.modules if module.page.pk == page.pk), None)
        module = OutlineModule(page, url, known.lessons if known else ())
        modules = _with_member(outline.modules, module)
    return replace(outline, modules=modules)


def _with_member(members: tuple[Any, ...], member: Any) -> tuple[Any, ...]:
    if all(known.page.pk != member.page.pk for known in members):
        return (*members, member)
    return tuple(member if known.page.pk == member.page.pk else known for known in members)
