"""What the templates of courses, and of the apps above, need to draw: signs, plates, cells, and the state of things."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from django import template
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from .. import assessments, drawings, languages
from ..models import LearningOutcome, ModulePage
from ..outline import Outline, OutlineModule
from ..prepared import Kept, kept_while_unchanged, rows_of
from ..progress import Progress, module_progress, progress_of
from ..seams import Records, Status

register = template.Library()

CAN_HEIGHT = 49
"""Inner height of a can in its own units; the fill stands on its floor, at 58."""
CAN_FLOOR = 58
MOST_PLATES = 8

STATUS = "courses/includes/status.html"
MODULE_ROW = "courses/includes/module_row.html"

_statuses: Kept[SafeString] = Kept(most=100)
_outcomes: Kept[dict[int, list[LearningOutcome]]] = Kept(most=100)

_MEASURE = re.compile(r"[-−+]?\d[\d.,\s]*(?:[^\d\s]\S{0,7})?")
"""A number, perhaps with a unit: what is set to the right in a table."""


@register.simple_tag
def mark(name: str, word: str = "") -> SafeString:
    """Show one of our signs (includes/marks.html), and say ``word`` to those who do not see it."""
    sign = format_html('<svg class="mark" aria-hidden="true"><use href="#{}"/></svg>', name)
    return format_html('{}<span class="visually-hidden">{}</span>', sign, word) if word else sign


@register.simple_tag
def title_of(page: Page) -> SafeString | str:
    """Show the title of a page for the reader, marked with its language when that is not the reader's."""
    title, language = languages.title_of(page)
    return (
        title if language == languages.active_language() else format_html('<span lang="{}">{}</span>', language, title)
    )


@register.filter
def local_title(page: Page) -> str:
    return languages.title_of(page)[0]


@register.filter
def other_titles(page: Page) -> list[tuple[str, str]]:
    return languages.other_titles(page)


@register.simple_tag
def lang_of(page: Page | None) -> SafeString | str:
    """Write the attribute ``lang`` of what is written in the page's language, when that is not the reader's."""
    if not isinstance(page, Page) or languages.is_in_language_of_reader(page):
        return ""
    return format_html(' lang="{}"', languages.language_of(page))


@register.simple_tag
def lang_if_other(language: str) -> SafeString | str:
    """Write the attribute ``lang`` of what is written in ``language``, when that is not the reader's."""
    return "" if language in ("", languages.active_language()) else format_html(' lang="{}"', language)


@register.simple_tag
def language_of_content(page: Any) -> str:
    """Return the code of the language that a published page is written in, or "" when that is the reader's."""
    if not isinstance(page, Page) or not page.pk or languages.is_in_language_of_reader(page):
        return ""
    return languages.language_of(page)


@register.simple_tag
def lang_of_reader(page: Page | None) -> SafeString | str:
    """Write the attribute ``lang`` of our own words that stand inside what ``lang_of`` has marked."""
    if not isinstance(page, Page) or languages.is_in_language_of_reader(page):
        return ""
    return format_html(' lang="{}"', languages.active_language())


@register.inclusion_tag("courses/includes/level.html")
def level(number: int, word: str = "") -> dict[str, Any]:
    """Show a level as its plates, its number and, if given, its word."""
    return {"number": number, "word": word}


@register.inclusion_tag("courses/includes/can.html")
def can(done_scaled: Decimal | float) -> dict[str, Any]:
    """Draw a can that is charged from 0 to 1. Decoration: the words stand in the row."""
    height = round(CAN_HEIGHT * min(max(float(done_scaled), 0), 1), 1)
    return {"height": height, "top": round(CAN_FLOOR - height, 1)}


@register.inclusion_tag("courses/includes/charge.html")
def charge(
    name: str, done_scaled: Decimal | float, words: str, plates: int = 0, is_small: bool = False
) -> dict[str, Any]:
    """Show progress from 0 to 1 as a cell with its percentage and a phrase. ``name`` is an id, once a page."""
    return {
        "name": name,
        "percent": percent(done_scaled),
        "words": words,
        "plates": plates if 2 <= plates <= MOST_PLATES else 0,
        "is_small": is_small,
    }


@register.filter
def percent(scaled: Decimal | float | None) -> int:
    """Return a share from 0 to 1 in whole percent, rounded down: 100 is said only when nothing is missing."""
    return int((Decimal(str(scaled or 0)) * 100).to_integral_value(ROUND_FLOOR))


@register.filter
def status_of(records: Records, key: UUID) -> Status:
    return records.status_of(key)


@register.simple_tag
def status(status: Status) -> SafeString:
    """Show a status as its sign and its word. The same for everybody, so it is rendered once in each language."""
    key = (status, get_language())
    return _statuses.get(key) or _statuses.keep(key, render_to_string(STATUS, {"status": status}))


@register.simple_tag(takes_context=True)
def module_row(context: Mapping[str, Any], module: OutlineModule, outcomes: Mapping[int, list[LearningOutcome]]) -> str:
    """Show a module on the page of its course. Who stands the same with it sees the same, so that is kept with it."""
    records, page = context["records"], context["page"]
    statuses = tuple(records.status_of(one.key) for one in (module, *module.lessons))
    key = (records.is_kept, statuses, languages.language_of(page), get_language())
    row = module.rows.get(key)
    # Outcomes are a new object when one of them has changed.
    if row is None or row[0] is not outcomes:
        shown = {"module": module, "records": records, "outcomes_by_page": outcomes, "page": page}
        row = module.rows.keep(key, (outcomes, render_to_string(MODULE_ROW, shown)))
    return row[1]


@register.filter
def at_key(values: Mapping[Any, Any], key: Any) -> Any:
    """Return the value at a key that a template cannot write, or None."""
    return values.get(key)


@register.simple_tag
def course_progress(outline: Outline, records: Records) -> Progress:
    return progress_of(outline, records)


@register.filter
def done_in(module: OutlineModule, records: Records) -> Decimal:
    """Return the share of a module's lessons that are done, from 0 to 1."""
    return module_progress(module, records)


@register.filter
def what_is_open(module: ModulePage) -> str:
    return assessments.what_is_open(module)


@register.simple_tag
def drawing(name: str, page: Page | None = None) -> SafeString:
    """Put a drawing of ours into a page, in the page's language where there is one.

    Drawings are files of the site's own code, never uploads.
    """
    found = drawings.drawing(name, language=languages.language_of(page) if isinstance(page, Page) else "")
    return mark_safe(found.markup) if found else mark_safe("")


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Return the languages by their own names, separated by commas; a code that nobody knows as it is."""
    names = []
    for code in codes:
        try:
            names.append(get_language_info(code)["name_local"])
        except KeyError:
            names.append(code)
    return ", ".join(names)


@register.simple_tag
def outcomes_of(page: ModulePage) -> list[LearningOutcome]:
    """Return the outcomes of a module with their competences: in one query, or as they stand in a draft."""
    return list(page.outcomes.all().select_related("competence__area"))


@register.simple_tag
def outcomes_by_module(outline: Outline) -> dict[int, list[LearningOutcome]]:
    """Return the outcomes of all modules of a course by the module's pk; the same object while none has changed."""
    pages = tuple(module.page.pk for module in outline.modules)

    def queryset() -> QuerySet[LearningOutcome]:
        return LearningOutcome.objects.filter(page__in=pages).select_related("competence__area")

    def by_module() -> dict[int, list[LearningOutcome]]:
        found: dict[int, list[LearningOutcome]] = {}
        for outcome in queryset():
            found.setdefault(outcome.page_id, []).append(outcome)
        return found

    return kept_while_unchanged(_outcomes, pages, lambda: rows_of(("outcomes", pages), queryset), by_module)


@register.simple_tag
def measured_columns(rows: Iterable[Sequence[str | None]]) -> list[bool]:
    """Say for each column of a table whether all its cells are numbers, with a unit or without."""
    columns = zip(*rows, strict=False)
    return [all(_MEASURE.fullmatch((cell or "").strip()) for cell in column) for column in columns]


@register.filter
def at_place(values: Sequence[Any], place: int) -> Any:
    return values[place] if place < len(values) else None
