"""The one place that cleans HTML of contents, so that another library can take bleach's place."""

import html
import re
from collections.abc import Collection
from typing import Any

from bleach.sanitizer import Cleaner

_ALWAYS = frozenset({"div", "span", "p", "br"})
_BROUGHT_ALONG = {
    "table": ("tr", "td", "th", "colgroup", "col", "thead", "tbody", "tfoot", "figure", "figcaption"),
    "b": ("strong",),
    "i": ("em",),
    "ul": ("li",),
    "ol": ("li",),
    "del": ("s",),
    "strike": ("s",),
}
_NEVER = frozenset({"script", "style", "iframe", "object", "embed", "form", "base", "link", "meta", "svg", "math"})
_ATTRIBUTES = frozenset(
    {
        "alt",
        "align",
        "class",
        "colspan",
        "dir",
        "headers",
        "height",
        "href",
        "id",
        "lang",
        "name",
        "rel",
        "rowspan",
    }
    | {"scope", "span", "src", "start", "style", "target", "title", "type", "valign", "width"}
)
_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

_LENGTH = r"[0-9.]{1,8}(?:em|rem|px|%)?"
_COLOUR = r"(?:#[a-f0-9]{3}(?:[a-f0-9]{3})?|rgba?\([0-9., %]{1,40}\)|hsla?\([0-9., %]{1,40}\))"
_STYLES = {
    "text-align": re.compile(r"left|right|center|justify|start|end", re.IGNORECASE),
    "font-size": re.compile(_LENGTH, re.IGNORECASE),
    "font-family": re.compile(r"[-a-z0-9,'& ]{1,200}", re.IGNORECASE),
    "color": re.compile(_COLOUR, re.IGNORECASE),
    "background-color": re.compile(_COLOUR, re.IGNORECASE),
    "letter-spacing": re.compile(_LENGTH, re.IGNORECASE),
    "line-height": re.compile(_LENGTH, re.IGNORECASE),
    "vertical-align": re.compile(r"middle|top|bottom", re.IGNORECASE),
    "padding": re.compile(_LENGTH, re.IGNORECASE),
    "width": re.compile(_LENGTH, re.IGNORECASE),
    "height": re.compile(_LENGTH, re.IGNORECASE),
    "float": re.compile(r"left|right|none", re.IGNORECASE),
    "border-collapse": re.compile(r"collapse", re.IGNORECASE),
    "border-style": re.compile(r"none|solid|dotted|dashed|double", re.IGNORECASE),
    "border-width": re.compile(_LENGTH, re.IGNORECASE),
    "border-color": re.compile(_COLOUR, re.IGNORECASE),
}
_REFERENCE = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)", re.IGNORECASE)


class _StyleCleaner:
    """What bleach calls for a style attribute: keeps the declarations that an editor of texts can make."""

    def sanitize_css(self, style: str) -> str:
        kept = []
        for declaration in style.split(";"):
            name, _, value = declaration.partition(":")
            pattern = _STYLES.get(name.strip().lower())
            if pattern and pattern.fullmatch(value.strip()):
                kept.append(f"{name.strip().lower()}: {value.strip()};")
        return " ".join(kept)


def clean_html(text: str, *, tags: Collection[str]) -> str:
    """Return ``text`` with the given tags, and those that belong to them, and no other markup.

    Scripts, event handlers and addresses other than http, https, mailto, tel and relative ones are taken out.
    """
    if not any(mark in text for mark in "<>&"):
        return text
    allowed = _ALWAYS | {tag.lower() for tag in tags}
    for tag in tuple(allowed):
        allowed |= set(_BROUGHT_ALONG.get(tag, ()))
    css: Any = _StyleCleaner()
    cleaner = Cleaner(
        tags=allowed - _NEVER,
        attributes=_is_allowed,
        protocols=_PROTOCOLS,
        strip=True,
        strip_comments=True,
        css_sanitizer=css,
    )
    return str(cleaner.clean(text))


def escape_text(text: str) -> str:
    """Return ``text`` as HTML that shows it, character references that are there already kept as they are."""
    return html.escape(_REFERENCE.sub("&amp;", text).replace("&", "\0"), quote=True).replace("\0", "&")


def _is_allowed(tag: str, name: str, value: str) -> bool:
    return name in _ATTRIBUTES or name.startswith(("aria-", "data-"))


def plain_text(text: str) -> str:
    """Return what a person reads of a title that some editors write with character references."""
    return html.unescape(text)
