"""Where the frame of a page leads: to the catalogue, and to the same page in other languages. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_from_path
from wagtail.models import Page, Site

from courses.languages import active_language, address_in
from courses.prepared import Kept, kept_while_unchanged, rows_of

from .models import TextPage


@dataclass(frozen=True)
class LanguageLink:
    """The page in one language of the site."""

    code: str
    name: str
    url: str
    is_shown: bool


@dataclass(frozen=True)
class TextLink:
    """A page of plain text that the footer leads to; ``language`` is the one that it is written in."""

    title: str
    url: str
    language: str


@dataclass(frozen=True)
class Navigation:
    """``courses_url`` is empty while there is no catalogue; ``languages`` where an address has no language in it.

    ``texts`` are the published pages of plain text by their topic, in the order of ``TextPage.Topic``.

    ``alternates`` are the languages that the page is really written in, its own included, with its full address in
    each: what ``hreflang`` tells search engines. What only stands in for a translation is not among them.
    """

    courses_url: str
    languages: tuple[LanguageLink, ...]
    alternates: tuple[tuple[str, str], ...] = ()
    texts: Mapping[str, TextLink] = field(default_factory=dict)


@dataclass(frozen=True)
class _Versions:
    """Where the catalogue and a page are read. ``addresses``: of the page, by the language of the reader."""

    courses_url: str
    addresses: Mapping[str, str]
    alternates: tuple[tuple[str, str], ...]
    texts: Mapping[str, TextLink]


MOST_PAGES = 1000
_versions: Kept[_Versions] = Kept(most=MOST_PAGES)


def navigation_for(request: HttpRequest | None, page: Page | None) -> Navigation:
    """Return where the frame around ``page`` (None: no page of Wagtail's) leads, in one query."""
    key = page.translation_key if page else None
    versions = kept_while_unchanged(
        _versions,
        (key, get_language(), tuple(Site.get_site_root_paths()), get_script_prefix()),
        lambda: rows_of(("versions", key), lambda: _pages(key)),
        lambda: _versions_of(key),
    )
    return Navigation(
        courses_url=versions.courses_url,
        languages=_language_links(request, versions.addresses),
        alternates=versions.alternates,
        texts=versions.texts,
    )


def _pages(key: UUID | None) -> QuerySet[Page]:
    is_catalogue = Q(courseindexpage__isnull=False, courseindexpage__organisation=None)
    wanted = is_catalogue | Q(textpage__topic__gt="")
    if key:
        wanted |= Q(translation_key=key)
    return (
        Page.objects.live()
        .filter(wanted, alias_of__isnull=True)
        .select_related("locale", "courseindexpage", "textpage")
        # Whole texts, on every page of the site.
        .defer("textpage__body")
        .order_by("depth", "pk")
    )


def _versions_of(key: UUID | None) -> _Versions:
    """Return where the page with this key is read; where there is no translation, the page that leads is."""
    found = list(_pages(key))
    catalogues = [one for one in found if hasattr(one, "courseindexpage") and not one.courseindexpage.organisation_id]
    texts = [one for one in found if hasattr(one, "textpage") and one.textpage.topic]
    # What is in one language only, is served in that one under the address of every language.
    preferred = (get_language(), settings.LANGUAGE_CODE)
    catalogue = min(catalogues, key=lambda one: _rank(one.locale.language_code, preferred), default=None)
    own = {one.locale.language_code: one for one in found if key and one.translation_key == key}
    leading = next(iter(own.values()), None)
    return _Versions(
        courses_url=address_in(catalogue, active_language()) if catalogue else "",
        addresses={
            code: address_in(own.get(code, leading), code) if leading is not None else ""
            for code, _name in settings.LANGUAGES
        },
        alternates=tuple((code, address) for code, one in own.items() if (address := one.get_full_url())),
        texts=_text_links(texts, preferred),
    )


def _text_links(pages: list[Page], preferred: tuple[str | None, ...]) -> dict[str, TextLink]:
    links = {}
    for topic in TextPage.Topic.values:
        versions = [one for one in pages if one.textpage.topic == topic]
        if versions:
            page = min(versions, key=lambda one: _rank(one.locale.language_code, preferred))
            links[topic] = TextLink(page.title, address_in(page, active_language()), page.locale.language_code)
    return links


def _rank(code: str, preferred: tuple[str | None, ...]) -> int:
    return preferred.index(code) if code in preferred else len(preferred)


def _language_links(request: HttpRequest | None, addresses: Mapping[str, str]) -> tuple[LanguageLink, ...]:
    """Return a link per language of the site: to what is read there of this page, the query of the address included.

    What is no page of Wagtail's has the same address in every language.
    """
    here = get_language_from_path(request.path_info) if request else None
    if request is None or here is None:
        # Outside the language prefixes there is one address for all, and nothing to choose.
        return ()
    root = get_script_prefix()
    path, query = request.path.removeprefix(f"{root}{here}/"), request.META.get("QUERY_STRING", "")

    def address(code: str) -> str:
        own = addresses.get(code, "") if code != here else ""
        return f"{own or f'{root}{code}/{path}'}{f'?{query}' if query else ''}"

    return tuple(
        LanguageLink(code=code, name=name, url=address(code), is_shown=code == here)
        for code, name in settings.LANGUAGES
    )
