"""Where the frame of a page leads: to the catalogue, and to the same page in other languages. Reads only."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page


@dataclass(frozen=True)
class LanguageLink:
    """A page in one language; the address is empty for the language that is shown."""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class Navigation:
    """``courses_url`` is empty while there is no catalogue; ``languages`` when the page exists in one language only."""

    courses_url: str
    languages: tuple[LanguageLink, ...]


def navigation_for(request: HttpRequest | None, page: Page | None) -> Navigation:
    """Return where the frame around ``page`` (None: no page of Wagtail's) leads, in one query."""
    is_catalogue = Q(courseindexpage__isnull=False, courseindexpage__organisation=None)
    wanted = is_catalogue | Q(translation_key=page.translation_key) if page else is_catalogue
    found = list(
        Page.objects.live().filter(wanted).select_related("locale", "courseindexpage").order_by("depth", "path")
    )
    catalogue = next(
        (one for one in found if one.locale.language_code == get_language() and hasattr(one, "courseindexpage")), None
    )
    versions = sorted(
        (one for one in found if page and one.translation_key == page.translation_key),
        key=lambda one: one.locale.language_code,
    )
    return Navigation(
        courses_url=(catalogue.get_url(request) or "") if catalogue else "",
        languages=tuple(
            LanguageLink(
                code=version.locale.language_code,
                name=version.locale.get_display_name(),
                url="" if page and version.pk == page.pk else version.get_url(request) or "",
            )
            for version in (versions if len(versions) > 1 else ())
        ),
    )
