"""From the words of the site to the fields of its front page, in any language."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Page


def front_page_words(words: dict[str, Any], *, catalogue: Page, courses: Mapping[str, Page]) -> dict[str, str]:
    """Return what the front page says. Its links lead to the pages given, for readers of each language to theirs."""
    pages: dict[str, Page] = {"courses": catalogue, "bat101": courses["BAT101"]}
    return {
        "headline": words["home"]["hero"]["heading"],
        "lead": words["home"]["hero"]["text"],
        "about": _about(words["home"]["sections"], pages=pages),
    }


def rich(text: str) -> str:
    """Return a text as a paragraph of a rich text field."""
    return f"<p>{text}</p>"


def _about(sections: list[dict[str, Any]], *, pages: Mapping[str, Page]) -> str:
    parts = []
    for section in sections:
        parts.append(f"<h3>{section['heading']}</h3>")
        if "text" in section:
            parts.append(f"<p>{section['text']}</p>")
        parts += [f"<p><b>{step['heading']}.</b> {step['text']}</p>" for step in section.get("steps", [])]
        action = section.get("action", {})
        if page := pages.get(action.get("to", "")):
            parts.append(f'<p><a linktype="page" id="{page.pk}">{action["label"]}</a></p>')
    return "".join(parts)
