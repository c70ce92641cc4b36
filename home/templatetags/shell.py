"""What the frame of a page and the front page ask for."""

from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Page

from courses.models import CourseRun

from ..front_page import PackCell, next_runs, pack
from ..navigation import Navigation, navigation_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> Navigation:
    page = context.get("page")
    return navigation_for(context.get("request"), page if isinstance(page, Page) and page.pk else None)


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
