"""From an address to a course, module or lesson in two queries, whatever its depth and its language.

Wagtail's own routing asks twice for every level, and twice more for the restrictions that hold on the way. A lesson,
four levels down, would pay that on every view, and once more for each language that has to be looked in.
"""

from copy import copy

from django.conf import settings
from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath
from wagtail.url_routing import RouteResult

from .languages import active_language, address_in, is_in_language_of_reader, language_of, translated
from .prepared import Kept, kept_while_unchanged, rows_of

CHILD_LINKS = ("lessonpage", "modulepage", "coursepage")
ROUTED_LINKS = (*CHILD_LINKS, "courseindexpage")
DEEPEST = 20
"""Levels of an address in the tree of pages. Deeper ones are found by Wagtail, a level at a time."""

ROUTED = (
    *(f"{link}__pk" for link in ROUTED_LINKS),
    "live",
    "leads_live",
    "is_restricted_on_the_way",
    "leading_course_path",
    "translated_path",
)


def as_own_kind(page: Page, links: tuple[str, ...] = CHILD_LINKS) -> Page | None:
    """Return a page loaded with ``select_related(*links)`` as its lesson, module, course or index; else None."""
    for link in links:
        child = page._state.fields_cache.get(link)
        if child is not None:
            return child
    return None


def route_below(page: Page, path_components: list[str]) -> RouteResult | None:
    """Return the live course, module or lesson at ``path_components`` below ``page``; None for any other page.

    Raises Http404 for one that is not published.
    """
    return _route_to([f"{page.url_path}{'/'.join(path_components)}/"])


def route_from_site(request: HttpRequest, path: str) -> RouteResult | HttpResponseRedirect | None:
    """Return the course index, course, module or lesson at an address of the request's site; None for any other page.

    Looks in the tree of the reader's language first, then in that of the site's own, then in the others, all in one
    query. What is found in another tree has not been translated, or is asked for by the address of another language:
    then the answer leads to the translation. Raises Http404 for a page that is not published.
    """
    components = [component for component in path.split("/") if component]
    if not components:
        return None
    found = _route_to([f"{root.root_path}{'/'.join(components)}/" for root in trees_of(request)])
    if found is not None and (elsewhere := address_of_translation(found.page, request)):
        return redirect(elsewhere)
    return found


def route_in_any_language(request: HttpRequest, path: str) -> RouteResult | HttpResponseRedirect | None:
    """Return what Wagtail finds at an address, asking each page on the way; if nothing, in the other languages.

    For the pages that ``route_from_site`` does not know. An alias repeats the text of another language, so the page
    that it repeats is shown in its place.
    """
    components = [component for component in path.split("/") if component]
    found = Page.route_for_request(request, path)
    for root in trees_of(request) if found is None else ():
        front = Page.objects.filter(url_path=root.root_path).first()
        try:
            found = front.specific.route(request, components) if front else None
        except Http404:
            continue
        if found is not None:
            break
    if found is None:
        return None
    page, args, kwargs = found
    if page.alias_of_id is not None and page.alias_of.locale_id != page.locale_id:
        page = page.alias_of.specific
    if elsewhere := address_of_translation(page, request):
        return redirect(elsewhere)
    return RouteResult(page, args, kwargs)


MOST_SITES = 100
_sites: Kept[Site] = Kept(most=MOST_SITES)


def find_site(request: HttpRequest) -> Site | None:
    """Return the site of a request as Wagtail does, for whose question Django writes the SQL anew each time."""
    if not hasattr(request, "_wagtail_site"):
        found = kept_while_unchanged(
            _sites,
            (request.get_host(), request.get_port()),
            lambda: rows_of("sites", lambda: Site.objects.select_related("root_page").order_by("pk")),
            lambda: Site.find_for_request(copy(request)),
        )
        # Where Wagtail itself remembers it. A copy, because what it has to ask for is remembered on it.
        request._wagtail_site = copy(found)  # type: ignore[attr-defined]
    return Site.find_for_request(request)


def trees_of(request: HttpRequest) -> list[SiteRootPath]:
    """Return where the site's trees of pages begin: the reader's language, the site's own, then the others."""
    site = find_site(request)
    wanted = (get_language() or "", settings.LANGUAGE_CODE)
    roots = [root for root in Site.get_site_root_paths() if site is not None and root.site_id == site.pk]
    return sorted(
        roots, key=lambda root: wanted.index(root.language_code) if root.language_code in wanted else len(wanted)
    )


def address_of_translation(page: Page, request: HttpRequest) -> str:
    """Return where a page in another language is to be read instead; "" when the address that was asked for is right.

    Right is the address of its translation, and where there is none, its own under the reader's prefix.
    """
    if is_in_language_of_reader(page):
        return ""
    wanted = copy(page)
    if hasattr(page, "translated_path"):
        own = page.translated_path
    else:
        versions = Page.objects.filter(translated(active_language()), translation_key=page.translation_key)
        own = versions.values_list("url_path", flat=True).first()
    wanted.url_path = own or page.url_path
    address = address_in(wanted, active_language(), site=Site.find_for_request(request))
    if address in ("", request.path):
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _route_to(url_paths: list[str]) -> RouteResult | None:
    """Return the page at the first of these addresses where one is published. Raises Http404 where none is."""
    if any(path.count("/") > DEEPEST for path in url_paths):
        # The question grows with the square of the depth, and strangers choose the address.
        return None
    key = ("route", tuple(url_paths), active_language())
    found = next(
        iter(rows_of(key, lambda: _pages_at(url_paths).values_list(*ROUTED)[:1], kept_without_rows=False)), None
    )
    if found is None:
        return None
    *own_keys, is_live, is_leader_live, may_be_restricted, course_path, translated_path = found
    kind = next((kind for kind, own in zip(ROUTED_LINKS, own_keys, strict=True) if own is not None), None)
    if kind is None:
        return None
    if not is_live or not is_leader_live:
        raise Http404
    page = Page._meta.get_field(kind).related_model._default_manager.get(pk=own_keys[ROUTED_LINKS.index(kind)])
    page.may_be_restricted = bool(may_be_restricted)
    page.leading_course_path = course_path
    page.translated_path = translated_path
    page.written_in = language_of(page)
    return RouteResult(page)


def _pages_at(url_paths: list[str]) -> QuerySet[Page]:
    lengths = {len(path.strip("/").split("/")) + 1 for path in url_paths}
    depth = max(lengths, default=0)
    return (
        # Wagtail has an index on the slug and none on the address.
        Page.objects.filter(
            # An alias of a page in another language is not a translation of it.
            Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale")),
            slug__in={path.strip("/").rpartition("/")[2] for path in url_paths},
            depth__in=lengths,
            url_path__in=url_paths,
        )
        .annotate(**_in_other_languages(depth))
        .annotate(
            is_restricted_on_the_way=_on_the_way(PageViewRestriction, "page__path", depth=depth)
            # An alias has the restrictions of the page that it repeats, which stands elsewhere: ask Wagtail then.
            | _on_the_way(Page, "path", Q(alias_of__locale=F("locale")), depth=depth)
            # What is restricted where it was written is restricted in every language.
            | Exists(
                PageViewRestriction.objects.annotate(
                    leads_path=ExpressionWrapper(OuterRef("leads_path"), output_field=CharField())
                ).filter(leads_path__startswith=F("page__path"))
            ),
        )
        .order_by(
            "-live", "-leads_live", Case(*(When(url_path=path, then=place) for place, path in enumerate(url_paths)))
        )
    )


def _in_other_languages(depth: int) -> dict[str, Subquery]:
    """Return what is asked about the other languages of a page, ``depth`` levels deep at most.

    ``leads_live``, ``leads_path``  whether the page that leads is published, and where it is.
    ``leading_course_path``         where the leading course is that the page belongs to, if any.
    ``translated_path``             where the page in the reader's language is, if there is one.
    """
    versions = Page.objects.filter(translation_key=OuterRef("translation_key"))
    way = [Substr(OuterRef(OuterRef("path")), 1, Page.steplen * level) for level in range(1, depth + 1)]
    course = Page.objects.filter(path__in=way, coursepage__isnull=False).order_by("-depth").values("translation_key")
    courses = Page.objects.filter(translation_key=Subquery(course[:1])).order_by("pk")
    return {
        "leads_live": Subquery(versions.order_by("pk").values("live")[:1]),
        "leads_path": Subquery(versions.order_by("pk").values("path")[:1]),
        "leading_course_path": Subquery(courses.values("path")[:1]),
        "translated_path": Subquery(versions.filter(translated(active_language())).values("url_path")[:1]),
    }


def _on_the_way(model: type, path_field: str, *conditions: Q, depth: int) -> Exists:
    """Whether a row stands at the page, ``depth`` levels deep, or at one of its ancestors. Finds it by their paths."""
    way = [Substr(OuterRef("path"), 1, Page.steplen * level) for level in range(1, depth + 1)]
    return Exists(model.objects.order_by().filter(*conditions, **{f"{path_field}__in": way}))
