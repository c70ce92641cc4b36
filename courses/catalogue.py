"""The catalogue: published courses below an index page, filtered by what an address says. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction

from .languages import active_language, address_in, is_in_language_of_reader, title_of
from .models import CourseIndexPage, CoursePage, LearningOutcome
from .models.competences import HIGHEST_LEVEL, LOWEST_LEVEL


@dataclass(frozen=True)
class CatalogueCourse:
    """A course in the catalogue, with the areas that its outcomes lie in."""

    page: CoursePage
    areas: tuple[tuple[str, str], ...]
    """Code and stage of each area, in the order of the framework."""

    @property
    def stage(self) -> str:
        return self.areas[0][1] if self.areas else "cross"


@dataclass(frozen=True)
class Catalogue:
    courses: tuple[CatalogueCourse, ...]
    level: int | None
    query: str
    total: int

    @property
    def levels(self) -> range:
        return range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)


def catalogue(index: Page, filters: Mapping[str, str]) -> Catalogue:
    """Return the courses below ``index``, each once, in the language of the reader where it is translated.

    ``filters`` may hold ``level`` (4 to 7) and ``q`` (words of title or code). What is no level is as if it were not
    there. Four queries, however many courses.
    """
    courses = courses_below(index)
    total = len(courses)
    level = int(filters.get("level", "")) if filters.get("level", "").isdecimal() else None
    query = " ".join(filters.get("q", "").split())[:100]
    if level is not None and LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        courses = [course for course in courses if course.level == level]
    else:
        level = None
    for word in query.casefold().split():
        courses = [
            course
            for course in courses
            if word in f"{course.code} {title_of(course)[0]} {course.title} {course.audience}".casefold()
        ]
    areas = areas_by_course(courses)
    return Catalogue(
        courses=tuple(CatalogueCourse(course, areas.get(course.translation_key, ())) for course in courses),
        level=level,
        query=query,
        total=total,
    )


def courses_below(index: Page) -> list[CoursePage]:
    """Return the published courses below an index in the language of the reader, where they are translated, by code.

    Below it in any language: a course stands where it was written. Which ones are published, the leading pages say;
    none that is restricted is listed. Three queries.
    """
    below = Q(pk__in=())
    for path in Page.objects.filter(translation_key=index.translation_key).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    courses = CoursePage.objects.filter(below).select_related("organisation").order_by("pk")
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    versions: dict[UUID, list[CoursePage]] = {}
    for course in courses:
        versions.setdefault(course.translation_key, []).append(course)
    found = [
        _for_reader(pages) for pages in versions.values() if pages[0].live and not pages[0].path.startswith(restricted)
    ]
    return sorted(
        (course for course in found if not course.path.startswith(restricted)), key=lambda course: course.code
    )


def _for_reader(versions: list[CoursePage]) -> CoursePage:
    """Return the published translation for the reader, or the page that leads, which comes first."""
    own = (page for page in versions if page.live and page.alias_of_id is None and is_in_language_of_reader(page))
    return next(own, versions[0])


def catalogue_url(request: HttpRequest) -> str:
    """Return the address of the site's catalogue in the language of the request, or of the front page without one."""
    indexes = (
        CourseIndexPage.objects.live()
        .filter(organisation=None, alias_of__isnull=True)
        .order_by("depth", "pk")
        .select_related("locale")
    )
    found = min(indexes, key=lambda index: index.locale.language_code != active_language(), default=None)
    return (address_in(found, active_language()) if found else "") or "/"


def areas_by_course(courses: list[CoursePage]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Return, by key, the (code, stage) of the areas that each course builds when published; in one query."""
    if not courses:
        return {}
    keys = [course.translation_key for course in courses]
    leads = Page.objects.filter(translation_key=OuterRef("translation_key")).order_by("pk").values("pk")[:1]
    course = Page.objects.filter(
        path=Substr(OuterRef("page__path"), 1, Length(OuterRef("page__path")) - Page.steplen),
        translation_key__in=keys,
        pk=Subquery(leads),
    )
    found: dict[UUID, dict[tuple[str, str], None]] = {}
    rows = (
        LearningOutcome.objects.filter(page__live=True)
        .annotate(course_key=Subquery(course.values("translation_key")[:1]))
        .filter(course_key__isnull=False)
        .order_by("competence__area__sort_order")
        .values_list("course_key", "competence__area__code", "competence__area__stage")
    )
    for key, code, stage in rows:
        found.setdefault(key, {})[(code, stage)] = None
    return {key: tuple(areas) for key, areas in found.items()}
