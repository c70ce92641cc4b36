"""Where the frame of a page leads: to the catalogue, and to the same page in other languages. Reads only."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_from_path
from wagtail.models import Page


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

    ``page_language`` is empty when a page of Wagtail's is written in the language of the frame around it.
    """

    courses_url: str
    languages: tuple[LanguageLink, ...]
    page_language: str = ""


def navigation_for(request: HttpRequest | None, page: Page | None) -> Navigation:
    """Return where the frame around ``page`` (None: no page of Wagtail's) leads, in one query."""
    is_catalogue = Q(courseindexpage__isnull=False, courseindexpage__organisation=None)
    wanted = is_catalogue | Q(translation_key=page.translation_key) if page else is_catalogue
    found = list(
        Page.objects.live().filter(wanted).select_related("locale", "courseindexpage").order_by("depth", "path")
    )
    catalogues = [one for one in found if hasattr(one, "courseindexpage") and not one.courseindexpage.organisation_id]
    # Where the catalogue is in one language only, Wagtail serves it in that one under the address of every language.
    preferred = (get_language(), settings.LANGUAGE_CODE)
    catalogue = min(catalogues, key=lambda one: _rank(one.locale.language_code, preferred), default=None)
    versions = {one.locale.language_code: one for one in found if page and one.translation_key == page.translation_key}
    written_in = next((code for code, one in versions.items() if page and one.pk == page.pk), "")
    return Navigation(
        courses_url=(catalogue.get_url(request) or "") if catalogue else "",
        languages=_language_links(request, versions),
        page_language=written_in if written_in != get_language() else "",
    )


def _rank(code: str, preferred: tuple[str | None, ...]) -> int:
    return preferred.index(code) if code in preferred else len(preferred)


def _language_links(request: HttpRequest | None, versions: dict[str, Page]) -> tuple[LanguageLink, ...]:
    """Return a link per language of the site: to the page's version, else to this address under the other prefix."""
    here = get_language_from_path(request.path_info) if request else None
    if request is None or here is None:
        # Outside the language prefixes there is one address for all, and nothing to choose.
        return ()
    root = get_script_prefix()
    path = request.get_full_path().removeprefix(f"{root}{here}/")
    return tuple(
        LanguageLink(
            code=code,
            name=name,
            url=(versions[code].get_url() or "") if code in versions and code != here else f"{root}{code}/{path}",
            is_shown=code == here,
        )
        for code, name in settings.LANGUAGES
    )
