"""The catalogue: published courses below an index page, filtered by what an address says. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

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
    """Return the courses below ``index``. ``filters`` may hold ``level`` (4 to 7) and ``q`` (words of title or code).

    What is no level is as if it were not there. Three queries, however many courses.
    """
    courses = list(
        CoursePage.objects.descendant_of(index).live().public().select_related("organisation").order_by("code")
    )
    total = len(courses)
    level = int(filters.get("level", "")) if filters.get("level", "").isdecimal() else None
    query = " ".join(filters.get("q", "").split())[:100]
    if level is not None and LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        courses = [course for course in courses if course.level == level]
    else:
        level = None
    for word in query.casefold().split():
        courses = [course for course in courses if word in f"{course.code} {course.title} {course.audience}".casefold()]
    areas = areas_by_course(courses)
    return Catalogue(
        courses=tuple(CatalogueCourse(course, areas.get(course.path, ())) for course in courses),
        level=level,
        query=query,
        total=total,
    )


def catalogue_url(request: HttpRequest) -> str:
    """Return the address of the site's catalogue in the language of the request, or of the front page without one."""
    indexes = CourseIndexPage.objects.live().filter(organisation=None).order_by("depth", "pk").select_related("locale")
    language = (get_language() or "")[:2]
    found = min(indexes, key=lambda index: index.locale.language_code != language, default=None)
    return (found.get_url(request) if found else None) or "/"


def areas_by_course(courses: list[CoursePage]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, by tree path, the (code, stage) of the areas that each course builds when published; in one query."""
    if not courses:
        return {}
    steps = Page.steplen
    paths = {course.path for course in courses}
    found: dict[str, dict[tuple[str, str], None]] = {}
    rows = (
        LearningOutcome.objects.filter(page__live=True)
        .order_by("competence__area__sort_order")
        .values_list("page__path", "competence__area__code", "competence__area__stage")
    )
    for path, code, stage in rows:
        if (course_path := path[:-steps]) in paths:
            found.setdefault(course_path, {})[(code, stage)] = None
    return {path: tuple(areas) for path, areas in found.items()}
