"""What the catalogue can be filtered and sorted by, and how that is said: options, chips, and the nearest way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from .facets import Choices, Facet
from .models.competences import HIGHEST_LEVEL, LOWEST_LEVEL

if TYPE_CHECKING:
    from .catalogue import Entry

SHORT_HOURS, MEDIUM_HOURS = 60, 120
WORKLOADS = ("short", "medium", "long")
MOST_WAYS_OUT = 5
AFTER_Z = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})
"""Finnish and Swedish have these after z, in this order; ``{`` follows ``z`` in Unicode."""


def _workload_of(entry: Entry) -> tuple[str, ...]:
    """Return the band of the hours that a course asks: up to 60, up to 120, more; none where they are not given."""
    if entry.hours is None:
        return ()
    return (WORKLOADS[(entry.hours > SHORT_HOURS) + (entry.hours > MEDIUM_HOURS)],)


FACETS: tuple[Facet[Entry], ...] = (
    Facet("level", lambda entry: (str(entry.level),)),
    Facet("area", lambda entry: tuple(code for code, _stage in entry.areas)),
    Facet("language", lambda entry: entry.languages),
    Facet("workload", _workload_of),
    Facet("provider", lambda entry: (entry.provider,)),
)


def _title_key(entry: Entry) -> str:
    return entry.title.casefold().translate(AFTER_Z)


SORTS: dict[str, Callable[[Entry], Any]] = {
    "": lambda entry: (-entry.rank, entry.code),
    "code": lambda entry: entry.code,
    "title": lambda entry: (_title_key(entry), entry.code),
    "level": lambda entry: (entry.level, entry.code),
    "hours": lambda entry: (entry.hours is None, entry.hours or 0, entry.code),
}


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, with how many courses there are with it once the other facets have been met."""

    value: str
    label: str
    count: int
    is_chosen: bool
    language: str = ""
    """What the label is written in, where that may not be the reader's language."""
    stage: str = ""


@dataclass(frozen=True)
class FacetShown:
    name: str
    legend: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Link:
    """A way to another list of the catalogue. ``count``: how many courses stand there, where that is said."""

    label: str
    address: str
    language: str = ""
    count: int = 0


@dataclass(frozen=True)
class Filters:
    facets: tuple[FacetShown, ...]
    chips: tuple[Link, ...]
    """What is chosen, each with the address of the list without it."""
    ways_out: tuple[Link, ...]
    """Where nothing was found: what to leave out, and how many courses there would then be. Most courses first."""
    sorts: tuple[tuple[str, str], ...]
    sort: str
    without_query: str
    """The address of the list without the search."""
    query_of_pages: str
    """What the address of another page of this list says, but for its number."""


def filters_for(
    entries: Sequence[Entry],
    matching: Sequence[Entry],
    *,
    choices: Choices[Entry],
    query: str,
    sort: str,
    area_titles: Mapping[str, tuple[str, str]],
    is_empty: bool,
) -> Filters:
    """Return what is shown beside a list. ``matching`` are the ``entries`` that the search found."""
    options = _options(entries, choices, choices.counts(matching), area_titles=area_titles)
    labels = {(name, one.value): one for name, held in options.items() for one in held}

    def address(kept: Choices[Entry], words: str = query) -> str:
        return f"?{_query_string(kept, words, sort)}"

    chosen = [(name, value) for name, values in choices.chosen.items() for value in values]
    chips = [
        Link(labels[name, value].label, address(choices.without(name, value)), labels[name, value].language)
        for name, value in chosen
    ]
    ways_out: list[Link] = []
    if is_empty:
        for (name, value), chip in zip(chosen, chips, strict=True):
            left = len(choices.without(name, value).met_by(matching))
            ways_out.append(Link(chip.label, chip.address, chip.language, left))
        if query:
            ways_out.append(Link(f"”{query}”", address(choices, ""), "", len(choices.met_by(entries))))
    return Filters(
        facets=tuple(
            FacetShown(name, legend, options[name])
            for name, legend in _legends().items()
            # What would leave everything or nothing is no filter.
            if len(options[name]) > 1 or choices.chosen[name]
        ),
        chips=tuple(chips),
        ways_out=tuple(sorted((way for way in ways_out if way.count), key=lambda way: -way.count)[:MOST_WAYS_OUT]),
        sorts=_sorts(query),
        sort=sort,
        without_query=address(choices, ""),
        query_of_pages=_query_string(choices, query, sort),
    )


def _query_string(choices: Choices[Entry], query: str, sort: str) -> str:
    pairs = [("q", query)] if query else []
    pairs += [(name, value) for name, values in choices.chosen.items() for value in values]
    return urlencode([*pairs, ("sort", sort)] if sort else pairs)


def _options(
    entries: Sequence[Entry],
    choices: Choices[Entry],
    counts: Mapping[str, Mapping[str, int]],
    *,
    area_titles: Mapping[str, tuple[str, str]],
) -> dict[str, tuple[Option, ...]]:
    """Return by facet the values that occur below the index at all, in their order."""

    def option(name: str, value: str, label: str, language: str = "", stage: str = "") -> Option:
        return Option(value, label, counts[name].get(value, 0), value in choices.chosen[name], language, stage)

    levels = {entry.level for entry in entries}
    stages = {code: stage for entry in entries for code, stage in entry.areas}
    codes = sorted({code for entry in entries for code in entry.languages})
    bands = {band for entry in entries for band in _workload_of(entry)}
    providers = {entry.provider: entry.provider_name for entry in entries}
    names = _workload_names()
    return {
        "level": tuple(
            option("level", str(level), f"EQF {level}")
            for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)
            if level in levels
        ),
        # Titles come in the order of the framework.
        "area": tuple(
            option("area", code, title, language, stages[code])
            for code, (title, language) in area_titles.items()
            if code in stages
        ),
        "language": tuple(option("language", code, _name_of(code), code) for code in codes),
        "workload": tuple(option("workload", band, names[band]) for band in WORKLOADS if band in bands),
        "provider": tuple(
            option("provider", slug, name) for slug, name in sorted(providers.items(), key=lambda one: one[1])
        ),
    }


def _name_of(code: str) -> str:
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code


def _legends() -> dict[str, str]:
    return {
        "level": _("Level"),
        "language": _("Language of instruction"),
        "workload": _("Workload"),
        "area": _("Competence area"),
        "provider": _("Provider"),
    }


def _workload_names() -> dict[str, str]:
    return {
        "short": _("Up to %(hours)s hours") % {"hours": SHORT_HOURS},
        "medium": _("Over %(low)s, up to %(high)s hours") % {"low": SHORT_HOURS, "high": MEDIUM_HOURS},
        "long": _("Over %(hours)s hours") % {"hours": MEDIUM_HOURS},
    }


def _sorts(query: str) -> tuple[tuple[str, str], ...]:
    """Return the orders by name. Without a search the best match is the order of codes, and is called so."""
    by_default: Iterable[tuple[str, str]] = [("", _("Best match")), ("code", _("Code"))] if query else [("", _("Code"))]
    return (
        *by_default,
        ("title", _("Title")),
        ("level", _("Level, lowest first")),
        ("hours", _("Workload, shortest first")),
    )
