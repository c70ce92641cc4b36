"""In which language a page is written, and what it is called in that of the reader. Published pages cost no query."""

from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Page, Site


def language_of(page: Page) -> str:
    """Return the code of the language that ``page`` is written in: that of the tree of pages it stands in.

    What stands in no site, where no reader comes, counts as written in the default language.
    """
    if not page.url_path:
        # A page that is previewed before it was saved stands nowhere yet.
        return page.locale.language_code
    # Wagtail keeps the roots of all trees in its cache; the page's own locale would cost a query.
    roots = [root for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)]
    closest = max(roots, key=lambda root: len(root.root_path), default=None)
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
