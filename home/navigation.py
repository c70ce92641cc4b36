"""Where the frame of a page leads: to the catalogue, and to the same page in other languages. Reads only."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_from_path
from wagtail.models import Page

from courses.languages import active_language, address_in


@dataclass(frozen=True)
class LanguageLink:
    """The page in one language of the site."""

    code: str
    name: str
    url: str
    is_shown: bool


@dataclass(frozen=True)
class Navigation:
    """``courses_url`` is empty while there is no catalogue; ``languages`` where an address has no language in it.

    ``alternates`` are the languages that the page is really written in, its own included, with its full address in
    each: what ``hreflang`` tells search engines. What only stands in for a translation is not among them.
    """

    courses_url: str
    languages: tuple[LanguageLink, ...]
    alternates: tuple[tuple[str, str], ...] = ()


def navigation_for(request: HttpRequest | None, page: Page | None) -> Navigation:
    """Return where the frame around ``page`` (None: no page of Wagtail's) leads, in one query."""
    is_catalogue = Q(courseindexpage__isnull=False, courseindexpage__organisation=None)
    wanted = is_catalogue | Q(translation_key=page.translation_key) if page else is_catalogue
    found = list(
        Page.objects.live()
        .filter(wanted, alias_of__isnull=True)
        .select_related("locale", "courseindexpage")
        .order_by("depth", "pk")
    )
    catalogues = [one for one in found if hasattr(one, "courseindexpage") and not one.courseindexpage.organisation_id]
    # Where the catalogue is in one language only, it is served in that one under the address of every language.
    preferred = (get_language(), settings.LANGUAGE_CODE)
    catalogue = min(catalogues, key=lambda one: _rank(one.locale.language_code, preferred), default=None)
    versions = {one.locale.language_code: one for one in found if page and one.translation_key == page.translation_key}
    return Navigation(
        courses_url=address_in(catalogue, active_language()) if catalogue else "",
        languages=_language_links(request, versions),
        alternates=tuple((code, address) for code, one in versions.items() if (address := one.get_full_url())),
    )


def _rank(code: str, preferred: tuple[str | None, ...]) -> int:
    return preferred.index(code) if code in preferred else len(preferred)


def _language_links(request: HttpRequest | None, versions: dict[str, Page]) -> tuple[LanguageLink, ...]:
    """Return a link per language of the site: to what is read there of this page, the query of the address included.

    ``versions`` begin with the page that leads: it is read where there is no translation. A page without versions is
    no page of Wagtail's, and has the same address in every language.
    """
    here = get_language_from_path(request.path_info) if request else None
    if request is None or here is None:
        # Outside the language prefixes there is one address for all, and nothing to choose.
        return ()
    root = get_script_prefix()
    path, query = request.path.removeprefix(f"{root}{here}/"), request.META.get("QUERY_STRING", "")
    leading = next(iter(versions.values()), None)

    def address(code: str) -> str:
        page = versions.get(code, leading)
        own = address_in(page, code) if page is not None and code != here else ""
        return f"{own or f'{root}{code}/{path}'}{f'?{query}' if query else ''}"

    return tuple(
        LanguageLink(code=code, name=name, url=address(code), is_shown=code == here)
        for code, name in settings.LANGUAGES
    )
