"""The outline of a course: its modules and lessons in order, read in one query, each in the language of the reader.

The order is that of the leading course, whichever page is looked at (``courses.languages``). So what is added, moved or
taken down there is so in every language, and a lesson that only a translation has belongs to no outline.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest
from django.urls import get_script_prefix
from wagtail.models import Page, Site

from .languages import active_language, language_of, leading, translated
from .models import CoursePage, LessonPage, ModulePage
from .prepared import Kept, Rows, kept_while_unchanged, rows_of
from .routing import CHILD_LINKS, as_own_kind

UrlFor = Callable[[Page], str]

MOST_ROWS = 30
"""How many rows a module keeps: one for all who stand the same with each of its lessons."""

NOTHING_MORE = Q()
MOST_OUTLINES = 100
"""How many a process keeps: a course in a language is one."""


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
    rows: Kept[Any] = field(default_factory=lambda: Kept(most=MOST_ROWS), compare=False, repr=False)
    """How it is shown to whom, as long as it stays what it is."""

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
    """Return the outline of the course that ``page`` belongs to: one query, and one more for a page from nowhere.

    ``include_drafts`` lists the tree that the page stands in, as its authors see it: also what is not published, and
    every title as it is in the draft. ``url_for`` says where a page is to be read instead of its public address. The
    outline is remembered on the request, because a page, its gate and its panels all ask for it.
    """
    path = course_path_of(page) if include_drafts else leading_path_of(page)
    if request is not None and not include_drafts and url_for is None:
        cache = request.__dict__.setdefault("_courses_outlines", {})
        if path not in cache:
            outline = _kept(path, request)
            # The course has more to ask for than its own row, so each request has one of its own.
            cache[path] = replace(outline, course=page if isinstance(page, CoursePage) else copy(outline.course))
        return cache[path]

    address: UrlFor = url_for or (lambda found: found.get_url(request) or "")
    tree, versions = (_drafts(path), {}) if include_drafts else _published(Q(path__startswith=path))
    course = page if isinstance(page, CoursePage) else _course_of(path, tree, versions)
    return _outline(course, tree, versions, address)


_outlines: Kept[Outline] = Kept(most=MOST_OUTLINES)


def _kept(path: str, request: HttpRequest) -> Outline:
    """Return the outline for the readers of this language at this site, made anew when a page of it has changed.

    Requests share its modules and lessons, so nobody writes on these.
    """
    below, language = Q(path__startswith=path), active_language()

    def rows() -> Rows:
        # The course is in them also when it is not published: somebody may see a lesson of it.
        return rows_of(("outline", path, language), lambda: _published_query(below, besides=Q(path=path)))

    def make() -> Outline:
        tree, versions = _published(below)
        for page in [*tree, *versions.values()]:
            page.written_in = language_of(page)
        return _outline(_course_of(path, tree, versions), tree, versions, lambda page: page.get_url(request) or "")

    site = Site.find_for_request(request)
    roots = getattr(request, "_wagtail_cached_site_root_paths", None) or Site.get_site_root_paths()
    key = (path, language, site and site.pk, tuple(roots), get_script_prefix())
    return kept_while_unchanged(_outlines, key, rows, make)


def _course_of(path: str, tree: Iterable[Page], versions: Mapping[UUID, Page]) -> CoursePage:
    course = next((found for found in tree if isinstance(found, CoursePage)), None)
    if course is None:
        # The course itself is not published, yet somebody who may see the lesson looks at it.
        return CoursePage.objects.get(path=path)
    return versions.get(course.translation_key, course)


def leading_path_of(page: CoursePage | ModulePage | LessonPage) -> str:
    """Return the tree path of the leading course that a page belongs to: known from its routing, or one query."""
    if page.leading_course_path:
        return page.leading_course_path
    path = course_path_of(page)
    key = CoursePage.objects.filter(path=path).values("translation_key")
    return (
        CoursePage.objects.filter(translation_key__in=key).order_by("pk").values_list("path", flat=True).first() or path
    )


def outlines_of(keys: Iterable[UUID], *, request: HttpRequest | None = None) -> dict[UUID, Outline]:
    """Return the outlines of the published courses among these, by their keys, in two queries."""
    courses = list(leading(CoursePage.objects.filter(translation_key__in=list(keys))).live())
    if not courses:
        return {}
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    tree, versions = _published(below)
    return {
        course.translation_key: _outline(
            versions.get(course.translation_key, course),
            [page for page in tree if page.path.startswith(course.path)],
            versions,
            lambda found: found.get_url(request) or "",
        )
        for course in courses
    }


def _drafts(path: str) -> list[Page]:
    """Return the pages of a tree as their authors see them, in order."""
    found = _loaded(_in_order(Page.objects.filter(path__startswith=path)))
    for page in found:
        page.title = page.draft_title
    return found


def _published(below: Q) -> tuple[list[Page], dict[UUID, Page]]:
    """Return the published pages in these leading trees, in order, and by key those in the language of the reader."""
    found = _loaded(_published_query(below))
    return [page for page in found if page.leads], {page.translation_key: page for page in found if not page.leads}


def _published_query(below: Q, *, besides: Q = NOTHING_MORE) -> QuerySet[Page]:
    structure = Page.objects.filter(below, live=True)
    language = active_language()
    own = translated(language) & Q(
        translation_key__in=structure.exclude(locale__language_code=language).values("translation_key")
    )
    pages = Page.objects.annotate(leads=Case(When(below, then=True), default=False)).filter(
        Q(below, live=True) | own | besides
    )
    return _in_order(pages)


def _in_order(pages: QuerySet[Page]) -> QuerySet[Page]:
    return pages.select_related(*CHILD_LINKS).defer("lessonpage__body").order_by("path")


def _loaded(pages: QuerySet) -> list[Page]:
    """Return the courses, modules and lessons among these, as what they are, in the order of the tree."""
    found = []
    for page in pages:
        if (own := as_own_kind(page)) is not None:
            own.leads = getattr(page, "leads", True)
            found.append(own)
    return found


def _outline(course: CoursePage, tree: Sequence[Page], versions: Mapping[UUID, Page], address: UrlFor) -> Outline:
    """Put a course together: the order of ``tree``, and of each page the version there is."""
    shown = {page.path: versions.get(page.translation_key, page) for page in tree}
    lessons: dict[str, list[OutlineLesson]] = {}
    for page in tree:
        if isinstance(page, LessonPage):
            lesson = shown[page.path]
            lessons.setdefault(page.path[: -Page.steplen], []).append(OutlineLesson(lesson, address(lesson)))
    return Outline(
        course=course,
        url=address(course),
        modules=tuple(
            OutlineModule(shown[page.path], address(shown[page.path]), tuple(lessons.get(page.path, ())))
            for page in tree
            if isinstance(page, ModulePage)
        ),
    )
