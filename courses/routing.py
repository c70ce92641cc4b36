"""From an address to a course, module or lesson in one query, whatever its depth."""

from django.http import Http404
from wagtail.models import Page
from wagtail.url_routing import RouteResult

CHILD_LINKS = ("lessonpage", "modulepage", "coursepage")


def as_own_kind(page: Page) -> Page | None:
    """Return a page loaded with ``select_related(*CHILD_LINKS)`` as its lesson, module or course; else None."""
    for link in CHILD_LINKS:
        child = page._state.fields_cache.get(link)
        if child is not None:
            return child
    return None


def route_below(page: Page, path_components: list[str]) -> RouteResult | None:
    """Return the live page at ``path_components`` below ``page``, or None when the address is of another kind.

    Wagtail's own routing asks twice for every level, which a lesson, four levels down, would pay on every view.
    Raises Http404 for a page that is not published.
    """
    found = (
        Page.objects.filter(url_path=f"{page.url_path}{'/'.join(path_components)}/")
        .select_related(*CHILD_LINKS)
        .first()
    )
    if found is None:
        return None
    if not found.live:
        raise Http404
    specific = as_own_kind(found)
    return RouteResult(specific if specific is not None else found.specific)
