"""The catalogue: published courses below an index page, searched and filtered by what an address says. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.utils.datastructures import MultiValueDict
from wagtail.models import Page, PageViewRestriction, Site

from .catalogue_filters import FACETS, SORTS, Filters, filters_for
from .facets import Choices, read_choices
from .languages import active_language, address_in, language_at
from .models import CourseIndexPage, CoursePage, LearningOutcome
from .searching import NOT_FOUND, with_rank
from .stemming import MOST_WORDS, words_of

PER_PAGE = 24
LONGEST_QUERY = 100
COLUMNS = (
    "pk",
    "translation_key",
    "path",
    "url_path",
    "live",
    "alias_of",
    "rank",
    "code",
    "title",
    "title_fi",
    "title_sv",
    "level",
    "languages",
    "hours",
    "organisation__slug",
    "organisation__name",
)
Area = tuple[str, str]
"""Code and stage of a competence area."""


@dataclass(frozen=True)
class CatalogueCourse:
    """A course in the catalogue, with the areas that its outcomes lie in."""

    page: CoursePage
    areas: tuple[Area, ...]
    """Code and stage of each area, in the order of the framework."""

    @property
    def stage(self) -> str:
        return self.areas[0][1] if self.areas else "cross"


@dataclass(frozen=True)
class Entry:
    """What the filters and the order ask of a course: the version for the reader, without its texts."""

    pk: int
    rank: int
    code: str
    title: str
    level: int
    languages: tuple[str, ...]
    hours: Decimal | None
    provider: str
    provider_name: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Catalogue:
    """``courses`` are those of one page; ``found`` how many there are on all pages, ``total`` without any filter."""

    courses: tuple[CatalogueCourse, ...]
    page: PaginatorPage
    found: int
    total: int
    query: str
    filters: Filters
    left_out: tuple[str, ...]
    """What was asked for and means nothing here, or was too long."""

    @property
    def numbers(self) -> list[int | str]:
        """Return the numbers of the pages that one may go to from this one, with signs for those between."""
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.filters.chips)


def catalogue(index: Page, asked: MultiValueDict) -> Catalogue:
    """Return the courses below ``index``, each once, in the language of the reader where it is translated.

    ``asked`` is what the address says: ``q`` (words), the facets of ``catalogue_filters``, each as often as one likes,
    ``sort`` and ``page``. What means nothing is as if it were not there, and named. Five queries, however many courses.
    """
    query = _readable(asked.get("q", ""))
    entries, area_titles = _entries(index, query)
    occurring = {facet.name: {value for entry in entries for value in facet.values_of(entry)} for facet in FACETS}
    choices: Choices[Entry] = read_choices(FACETS, dict(asked.lists()), occurring=occurring)
    sort, unknown = asked.get("sort", ""), list(choices.unknown)
    if sort not in SORTS:
        unknown, sort = [*unknown, _readable(sort)], ""

    matching = [entry for entry in entries if entry.rank != NOT_FOUND]
    found = sorted(choices.met_by(matching), key=SORTS[sort])
    page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
    return Catalogue(
        courses=_loaded(page.object_list),
        page=page,
        found=len(found),
        total=len(entries),
        query=query,
        filters=filters_for(
            entries, matching, choices=choices, query=query, sort=sort, area_titles=area_titles, is_empty=not found
        ),
        left_out=(*(one for one in unknown if one), *words_of(query)[MOST_WORDS:][:1]),
    )


def _readable(text: str) -> str:
    """Return a text without control characters and needless spaces, at most 100 characters long."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_QUERY * 4])
    return " ".join(kept.split())[:LONGEST_QUERY]


def _entries(index: Page, query: str) -> tuple[list[Entry], dict[str, tuple[str, str]]]:
    """Return the courses below an index, and by code the areas with stage and title; in four queries.

    Which courses there are, and what they teach, the leading pages say. A course matches when one of its pages does.
    """
    below = _below(index)
    versions: dict[UUID, list[dict]] = {}
    rows = with_rank(CoursePage.objects.filter(_starting("path", below)), query).order_by("pk").values(*COLUMNS)
    for row in rows:
        versions.setdefault(row["translation_key"], []).append(row)
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    areas, titles = _areas(below)
    roots, wanted = Site.get_site_root_paths(), active_language()
    found = []
    for pages in versions.values():
        leader = pages[0]
        own = (
            page
            for page in pages
            if page["live"] and page["alias_of"] is None and language_at(page["url_path"], roots) == wanted
        )
        shown = next(own, leader)
        if leader["live"] and not leader["path"].startswith(restricted) and not shown["path"].startswith(restricted):
            published = (
                page["rank"] for page in pages if page["live"] and (page is leader or page["alias_of"] is None)
            )
            language = language_at(shown["url_path"], roots)
            found.append(_entry(shown, max(published), language, areas.get(leader["path"], ())))
    return found, titles


def _entry(row: dict, rank: int, language: str, areas: tuple[Area, ...]) -> Entry:
    wanted = active_language()
    other = row.get(f"title_{wanted}") if wanted != language else ""
    return Entry(
        pk=row["pk"],
        rank=rank,
        code=row["code"],
        title=other or row["title"],
        level=row["level"],
        languages=tuple(row["languages"].split()),
        hours=row["hours"],
        provider=row["organisation__slug"],
        provider_name=row["organisation__name"],
        areas=areas,
    )


def _below(index: Page) -> list[str]:
    """Return the tree paths of an index in every language: a course stands where it was written."""
    return list(Page.objects.filter(translation_key=index.translation_key).values_list("path", flat=True))


def _starting(field: str, paths: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


def _areas(below: list[str]) -> tuple[dict[str, tuple[Area, ...]], dict[str, tuple[str, str]]]:
    """Return the areas that the published modules of each course build, by the path of the course, and their titles.

    An area's title is in the language of the reader, or in English; with it comes the language that it is in.
    """
    rows = (
        LearningOutcome.objects.filter(_starting("page__path", below), page__live=True)
        .annotate(course_path=Substr("page__path", 1, Length("page__path") - Page.steplen))
        .order_by("competence__area__sort_order", "competence__area__code")
        .values_list(
            "course_path",
            *(f"competence__area__{name}" for name in ("sort_order", "code", "stage", "title", "title_fi", "title_sv")),
        )
        .distinct()
    )
    found: dict[str, dict[Area, None]] = {}
    titles: dict[str, tuple[str, str]] = {}
    wanted = active_language()
    for path, _order, code, stage, title, title_fi, title_sv in rows:
        found.setdefault(path, {})[code, stage] = None
        own = {"fi": title_fi, "sv": title_sv}.get(wanted, "")
        titles.setdefault(code, (own, wanted) if own else (title, "en"))
    return {path: tuple(areas) for path, areas in found.items()}, titles


def _loaded(entries: Iterable[Entry]) -> tuple[CatalogueCourse, ...]:
    """Return the pages of these entries, in their order; one query."""
    shown = list(entries)
    pages = CoursePage.objects.select_related("organisation").in_bulk([entry.pk for entry in shown])
    return tuple(CatalogueCourse(pages[entry.pk], entry.areas) for entry in shown if entry.pk in pages)


def catalogue_url() -> str:
    """Return the address of the site's catalogue in the reader's language, or of the front page without one."""
    indexes = (
        CourseIndexPage.objects.live()
        .filter(organisation=None, alias_of__isnull=True)
        .order_by("depth", "pk")
        .select_related("locale")
    )
    found = min(indexes, key=lambda index: index.locale.language_code != active_language(), default=None)
    return (address_in(found, active_language()) if found else "") or "/"
