"""In which language a page is written, and what it is called, and where it is read, in that of the reader.

A course has one structure and many languages. Of the pages with one ``translation_key`` the oldest leads: it says what
is taught, in which order, and whether it is published. A page in the reader's language takes its place where there is
one that is published and not just an alias; else the leading page is shown, under the reader's address. Where a page
is written, is known without a query.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

P = TypeVar("P", bound=Page)


def language_of(page: Page) -> str:
    """Return the code of the language that ``page`` is written in: that of the tree of pages it stands in.

    What stands in no site, where no reader comes, counts as written in the default language.
    """
    if known := getattr(page, "written_in", ""):
        return known
    if not page.url_path:
        # A page that is previewed before it was saved stands nowhere yet.
        return page.locale.language_code
    # Wagtail keeps the roots of all trees in its cache; the page's own locale would cost a query.
    return language_at(page.url_path, Site.get_site_root_paths())


def language_at(url_path: str, roots: Iterable[SiteRootPath]) -> str:
    """Return the language of what stands at a path from the root of all pages, by the trees that begin at ``roots``."""
    above = [root for root in roots if url_path.startswith(root.root_path)]
    closest = max(above, key=lambda root: len(root.root_path), default=None)
    return closest.language_code if closest else settings.LANGUAGE_CODE[:2]


def is_in_language_of_reader(page: Page) -> bool:
    return language_of(page) == active_language()


def title_of(page: Page) -> tuple[str, str]:
    """Return the title for the reader and the language it is in.

    A course may have titles in other languages than its own; all else has one.
    """
    own, wanted = language_of(page), active_language()
    translated = getattr(page, f"title_{wanted}", "") if wanted != own else ""
    return (translated, wanted) if translated else (page.title, own)


def other_titles(page: Page) -> list[tuple[str, str]]:
    """Return (language, title) of what a course is called besides ``title_of`` it."""
    shown, _language = title_of(page)
    titles = {title: language for language, title in [(language_of(page), page.title), *page.other_titles] if title}
    return [(language, title) for title, language in titles.items() if title != shown]


def active_language() -> str:
    """Return the language of the reader without a region; English when none is active."""
    return (get_language() or "en")[:2]


def translated(language: str) -> Q:
    """Return what matches the pages that are really in ``language``: published, and no aliases of another's text."""
    return Q(locale__language_code=language, live=True, alias_of__isnull=True)


def leading(pages: QuerySet) -> QuerySet:
    """Return those that lead: the oldest with their key, of pages, quizzes or activities. Drafts lead too."""
    keyed = Page if issubclass(pages.model, Page) else pages.model
    oldest = (
        keyed._default_manager.order_by()
        .filter(translation_key=OuterRef("translation_key"))
        .order_by("pk")
        .values("pk")[:1]
    )
    return pages.filter(pk=Subquery(oldest))


def leader_of(page: P) -> P:
    """Return the page that leads among those with the key of ``page``, in one query."""
    return type(page).objects.filter(translation_key=page.translation_key).order_by("pk").first() or page


def for_reader(pages: Sequence[P]) -> list[P]:
    """Return each page in the language of the reader, or as it is where it has not been translated.

    The pages are of one kind. One query, none when all are in the reader's language.
    """
    strangers = [page.translation_key for page in pages if not is_in_language_of_reader(page)]
    if not strangers:
        return list(pages)
    found = type(pages[0]).objects.filter(translated(active_language()), translation_key__in=strangers)
    by_key = {page.translation_key: page for page in found}
    return [by_key.get(page.translation_key, page) for page in pages]


def roots_for(language: str | None, roots: Iterable[SiteRootPath] | None = None) -> list[SiteRootPath]:
    """Return where the trees of pages begin, all of them as if they stood under the prefix of ``language``.

    Where Page.get_url looks, a page then has an address in that language, whichever it is written in.
    """
    known = Site.get_site_root_paths() if roots is None else roots
    return [root._replace(language_code=language) for root in known]


class _Reader:
    """Stands for a request where Page.get_url looks for the site and for the roots of all sites, and nothing else."""

    def __init__(self, language: str, site: Site | None) -> None:
        self._wagtail_site = site
        self._wagtail_cached_site_root_paths = roots_for(language)


def address_in(page: Page, language: str, *, site: Site | None = None) -> str:
    """Return where ``page`` is read by somebody who reads in ``language``; "" for a page without an address.

    Without a host for a page of ``site``, and where there is one site only.
    """
    return page.get_url(_Reader(language, site)) or ""
