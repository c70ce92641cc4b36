"""In few words and without markup: what a page is called, and what it is about."""

import re
from html import unescape

from django.utils.html import strip_tags
from wagtail.fields import RichTextField
from wagtail.models import Page

_ENDS = re.compile(r"</(?:p|li|h\d|blockquote)>|<[bh]r\b[^>]*>")
"""Where a line ends, so that the words before and after stay two."""

LONGEST_DESCRIPTION = 160
"""Characters: about what search engines show of a description."""

LONGER = 500
"""Characters, where there is room for more."""

DESCRIBING = ("search_description", "summary", "lead", "intro", "audience")
"""The fields that describe a page, the first that has something in it. A page type of another app may have them too."""


def title_of(page: Page) -> str:
    """Return what a page is called where it stands among others: as its author wrote for search engines, if at all."""
    return page.seo_title or getattr(page, "headline", "") or page.title


def description_of(page: Page, *, longest: int = LONGEST_DESCRIPTION) -> str:
    """Return in one or two sentences what a page is about, as plain text; "" where nobody has written anything."""
    for name in DESCRIBING:
        text = str(getattr(page, name, "") or "")
        if text := plain(text) if name in _rich_fields(type(page)) else text.strip():
            return shortened(text, longest)
    return ""


def shortened(text: str, longest: int) -> str:
    """Return the text on one line: what has more than ``longest`` characters as whole words, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    kept, _space, _rest = text[:longest].rpartition(" ")
    return f"{(kept or text[: longest - 1]).rstrip(' .,;:–-')}…"


def plain(markup: str) -> str:
    """Return the words of rich text on one line."""
    return " ".join(unescape(strip_tags(_ENDS.sub(" ", markup))).split())


def _rich_fields(kind: type[Page]) -> set[str]:
    return {found.name for found in kind._meta.get_fields() if isinstance(found, RichTextField)}
