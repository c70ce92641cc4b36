"""The outline of a course: its modules and lessons in order, read in one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from .models import CoursePage, LessonPage, ModulePage
from .routing import CHILD_LINKS, as_own_kind

UrlFor = Callable[[Page], str]


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson in an outline, with the address that it has for whoever looks."""

    page: LessonPage
    url: str

    @property
    def key(self) -> UUID:
        return self.page.translation_key


@dataclass(frozen=True)
class OutlineModule:
    """A module in an outline, with its lessons in order."""

    page: ModulePage
    url: str
    lessons: tuple[OutlineLesson, ...]

    @property
    def key(self) -> UUID:
        return self.page.translation_key


@dataclass(frozen=True)
class Place:
    """Where a lesson stands: its module, the lesson before and the lesson after, across modules."""

    module: OutlineModule
    lesson: OutlineLesson
    previous: OutlineLesson | None
    next: OutlineLesson | None


@dataclass(frozen=True)
class Outline:
    """A course as a tree of two levels."""

    course: CoursePage
    url: str
    modules: tuple[OutlineModule, ...]

    @property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def module(self, key: UUID) -> OutlineModule | None:
        return next((module for module in self.modules if module.key == key), None)

    def place_of(self, key: UUID) -> Place | None:
        """Return the place of the lesson with this key, or None when the course does not hold it."""
        lessons = self.lessons
        for number, lesson in enumerate(lessons):
            if lesson.key == key:
                module = next(module for module in self.modules if lesson in module.lessons)
                previous = lessons[number - 1] if number else None
                following = lessons[number + 1] if number + 1 < len(lessons) else None
                return Place(module, lesson, previous, following)
        return None


def course_path_of(page: Page) -> str:
    """Return the tree path of the course that holds a course, module or lesson page."""
    levels_up = {LessonPage: 2, ModulePage: 1, CoursePage: 0}[type(page)]
    return page.path[: len(page.path) - levels_up * Page.steplen]


def outline_of(
    page: CoursePage | ModulePage | LessonPage,
    *,
    request: HttpRequest | None = None,
    include_drafts: bool = False,
    url_for: UrlFor | None = None,
) -> Outline:
    """Return the outline of the course that ``page`` belongs to, in one query.

    ``include_drafts`` also lists what is not published, and every title as it is in the draft; ``url_for`` says where
    a page is to be read instead of its public address. The outline is remembered on the request, because a page, its
    gate and its panels all ask for it.
    """
    path = course_path_of(page)
    remembered = request is not None and not include_drafts and url_for is None
    if remembered:
        cache = request.__dict__.setdefault("_courses_outlines", {})
        if path in cache:
            return cache[path]

    pages = _pages(Q(path__startswith=path), include_drafts=include_drafts)
    address: UrlFor = url_for or (lambda found: found.get_url(request) or "")
    course = page if isinstance(page, CoursePage) else None
    if course is None:
        course = next((found for found in pages if isinstance(found, CoursePage)), None)
    if course is None:
        # The course itself is not published, yet somebody who may see the lesson looks at it.
        course = CoursePage.objects.get(path=path)
    outline = _outline(course, pages, address)
    if remembered:
        cache[path] = outline
    return outline


def outlines_of(courses: Sequence[CoursePage], *, request: HttpRequest | None = None) -> dict[UUID, Outline]:
    """Return the outlines of several published courses by their keys, in one query."""
    if not courses:
        return {}
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    pages = _pages(below, include_drafts=False)
    return {
        course.translation_key: _outline(
            course,
            [page for page in pages if page.path.startswith(course.path)],
            lambda found: found.get_url(request) or "",
        )
        for course in courses
    }


def _pages(below: Q, *, include_drafts: bool) -> list[Page]:
    pages = Page.objects.filter(below).select_related(*CHILD_LINKS).defer("lessonpage__body").order_by("path")
    if not include_drafts:
        pages = pages.live()
    found = [own for page in pages if (own := as_own_kind(page)) is not None]
    if include_drafts:
        for page in found:
            page.title = page.draft_title
    return found


def _outline(course: CoursePage, pages: Sequence[Page], address: UrlFor) -> Outline:
    lessons: dict[str, list[OutlineLesson]] = {}
    for page in pages:
        if isinstance(page, LessonPage):
            lessons.setdefault(page.path[: -Page.steplen], []).append(OutlineLesson(page, address(page)))
    return Outline(
        course=course,
        url=address(course),
        modules=tuple(
            OutlineModule(page, address(page), tuple(lessons.get(page.path, ())))
            for page in pages
            if isinstance(page, ModulePage)
        ),
    )
