"""From an address to a course, module or lesson in one query, whatever its depth.

Wagtail's own routing asks twice for every level, and twice more for the restrictions that hold on the way. A lesson,
four levels down, would pay that on every view.
"""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
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
    """Return the live course, module or lesson at ``path_components`` below ``page``; None for any other page.

    Raises Http404 for one that is not published.
    """
    return _route_to(f"{page.url_path}{'/'.join(path_components)}/")


def route_from_site(request: HttpRequest, path: str) -> RouteResult | None:
    """Return the course, module or lesson at an address of the request's site, or None for any other page.

    Knows the site's front page in the language of the request from what Wagtail keeps in its cache.
    Raises Http404 for a page that is not published.
    """
    components = [component for component in path.split("/") if component]
    site = Site.find_for_request(request)
    if site is None or len(components) < 2:
        return None
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk}
    root_path = roots.get(get_language() or "", site.root_page.url_path)
    return _route_to(f"{root_path}{'/'.join(components)}/")


def _route_to(url_path: str) -> RouteResult | None:
    slugs = url_path.strip("/").split("/")
    depth = len(slugs) + 1
    found = (
        # Wagtail has an index on the slug and none on the address.
        Page.objects.filter(slug=slugs[-1], depth=depth, url_path=url_path)
        .select_related(*CHILD_LINKS)
        .annotate(
            may_be_restricted=_on_the_way(PageViewRestriction, "page__path", depth=depth)
            # An alias has the restrictions of the page that it repeats, which stands elsewhere: ask Wagtail then.
            | _on_the_way(Page, "path", Q(alias_of__isnull=False), depth=depth)
        )
        .first()
    )
    own = as_own_kind(found) if found is not None else None
    if own is None:
        return None
    if not own.live:
        raise Http404
    own.may_be_restricted = found.may_be_restricted
    return RouteResult(own)


def _on_the_way(model: type, path_field: str, *conditions: Q, depth: int) -> Exists:
    """Whether a row stands at the page, ``depth`` levels deep, or at one of its ancestors. Finds it by their paths."""
    way = [Substr(OuterRef("path"), 1, Page.steplen * level) for level in range(1, depth + 1)]
    return Exists(model.objects.order_by().filter(*conditions, **{f"{path_field}__in": way}))
