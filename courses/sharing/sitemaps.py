"""The pages that anybody may read, each with the languages that it is written in, for search engines.

https://www.sitemaps.org/protocol.html, and for ``hreflang``
https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.models import Page, Site

from .offering import public_pages


class PageSitemap(Sitemap):
    """Every page of a site under its own language: one that only stands in for a translation is another's address.

    ``hidden_kinds``: page types that a site does not show to everybody, whatever Wagtail knows of it.
    """

    hidden_kinds: tuple[type[Page], ...] = ()

    def __init__(self, site: Site | None = None) -> None:
        self.site = site

    def items(self) -> list[Page]:
        return self._pages

    def location(self, page: Page) -> str:
        return page.full_url or ""

    def lastmod(self, page: Page) -> datetime | None:
        return page.last_published_at or page.latest_revision_created_at

    def get_urls(self, page: int | str = 1, **_host: Any) -> list[dict[str, Any]]:
        versions: dict[Any, list[Page]] = {}
        for one in self._pages:
            versions.setdefault(one.translation_key, []).append(one)
        return [
            {
                "item": one,
                "location": address,
                "lastmod": self.lastmod(one),
                "changefreq": None,
                "priority": "",
                "alternates": _alternates(versions[one.translation_key]),
            }
            for one in self.paginator.page(page).object_list
            if (address := self.location(one))
        ]

    def get_latest_lastmod(self) -> datetime | None:
        return max((when for page in self._pages if (when := self.lastmod(page))), default=None)

    @cached_property
    def _pages(self) -> list[Page]:
        """The pages of the site in all its languages, in the order of the tree: three queries, however many."""
        below = Q(pk__in=())
        for root in Site.get_site_root_paths():
            if self.site is None or root.site_id == self.site.pk:
                below |= Q(url_path__startswith=root.root_path)
        return public_pages(Page.objects.filter(below).not_exact_type(*self.hidden_kinds))


def _alternates(versions: Iterable[Page]) -> list[dict[str, str]]:
    """Return where a page is in each of its languages, itself included; nothing for a page in one language."""
    found = [{"lang_code": one.locale.language_code, "location": one.full_url} for one in versions]
    if len(found) < 2:
        return []
    default = next((one for one in found if one["lang_code"] == "en"), found[0])
    return [*found, {"lang_code": "x-default", "location": default["location"]}]
