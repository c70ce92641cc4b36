"""What the frame of a page needs to know: where the catalogue is, and in which languages this page exists."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Locale, Page

from courses.models import CourseIndexPage, CourseRun

from ..front_page import PackCell, next_runs, pack

register = template.Library()


@dataclass(frozen=True)
class LanguageLink:
    """This page in one language; the address is empty for the language that is shown."""

    code: str
    name: str
    url: str


@register.simple_tag(takes_context=True)
def catalogue_url(context: dict[str, Any]) -> str:
    """Return the address of the catalogue in the language of the request, or an empty string when there is none yet."""
    index = (
        CourseIndexPage.objects.filter(organisation=None, live=True, locale=Locale.get_active())
        .order_by("depth", "path")
        .first()
    )
    return (index.get_url(context.get("request")) or "") if index else ""


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """Return the languages in which the page can be read, the one that is shown included; empty when it is the only one."""
    page = context.get("page")
    if not isinstance(page, Page) or not page.pk:
        return []
    versions = (
        Page.objects.filter(translation_key=page.translation_key, live=True)
        .select_related("locale")
        .order_by("locale__language_code")
    )
    links = [
        LanguageLink(
            code=version.locale.language_code,
            name=version.locale.get_display_name(),
            url="" if version.pk == page.pk else version.get_url(context.get("request")) or "",
        )
        for version in versions
    ]
    return links if len(links) > 1 else []


@register.simple_tag
def pack_today() -> list[PackCell]:
    return pack()


@register.simple_tag
def runs_to_come() -> list[CourseRun]:
    return next_runs(timezone.localdate())


@register.filter
def plate_top(number: int) -> float:
    """Return where the plate of a level stands in its can: the lowest at 64, each higher one 17.3 above."""
    return round(64 - 17.3 * number, 1)
