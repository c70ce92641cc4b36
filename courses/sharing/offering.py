"""Which pages anybody may read: published, in their own words, and behind no restriction. Reads only."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Page, PageViewRestriction

from ..languages import active_language
from ..models import CoursePage, CourseRun


def public_pages(pages: QuerySet) -> list[Any]:
    """Return those of ``pages`` that anybody may read, in the order of the tree: two queries.

    A page that only repeats another's text (an alias) is not among them. The oldest page of those with one key leads
    (``courses.languages``): if it is not published, no translation is; if it is restricted, all are.
    """
    oldest = Page.objects.order_by().filter(translation_key=OuterRef("translation_key")).order_by("pk")
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    found = (
        pages.filter(live=True, alias_of__isnull=True)
        .select_related("locale")
        .annotate(leads_live=Subquery(oldest.values("live")[:1]), leads_path=Subquery(oldest.values("path")[:1]))
        .order_by("path")
    )
    return [
        page
        for page in found
        if page.leads_live and not page.path.startswith(restricted) and not page.leads_path.startswith(restricted)
    ]


def public_page(pk: int) -> Page | None:
    """Return a page that anybody may read as what it is, or None."""
    found = public_pages(Page.objects.filter(pk=pk))
    return found[0].specific if found else None


def public_courses() -> list[CoursePage]:
    """Return the courses that anybody may read, each once: in the reader's language, else as it was written."""
    by_key: dict[UUID, CoursePage] = {}
    for course in public_pages(CoursePage.objects.select_related("organisation")):
        known = by_key.get(course.translation_key)
        if known is None or _is_own(course) or (course.pk < known.pk and not _is_own(known)):
            by_key[course.translation_key] = course
    return list(by_key.values())


def runs_of(course: CoursePage, *, today: date) -> list[CourseRun]:
    """Return the runs of a course that are not over, the next one first; they belong to it in every language."""
    return list(
        CourseRun.objects.filter(course__translation_key=course.translation_key, ends_on__gte=today).order_by(
            "starts_on", "code"
        )
    )


def runs_to_come(courses: list[CoursePage], *, today: date) -> list[tuple[CourseRun, CoursePage]]:
    """Return the runs of ``courses`` that are not over, the next one first, each with its course; in one query."""
    by_key = {course.translation_key: course for course in courses}
    runs = CourseRun.objects.filter(course__translation_key__in=by_key, ends_on__gte=today)
    return [
        (run, by_key[run.course.translation_key]) for run in runs.select_related("course").order_by("starts_on", "code")
    ]


def versions_of(page: Page) -> list[Page]:
    """Return a page in the languages that it is really written in, the leading one first: one query."""
    return list(
        Page.objects.filter(translation_key=page.translation_key, live=True, alias_of__isnull=True)
        .select_related("locale")
        .order_by("pk")
    )


def _is_own(page: Page) -> bool:
    return page.locale.language_code[:2] == active_language()
