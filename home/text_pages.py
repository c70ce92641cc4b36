"""The pages of text that the law asks for: their templates in each language, and how a site gets them.

``home/texts`` has a file per language. What only the organisation knows stands there in braces. A page that is made
from it has either the facts in their place or, in double square brackets, what is missing: it is then a draft, and is
not published before somebody has written what belongs there.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.languages import leader_of

from .models import HomePage, TextPage

NAMESPACE = uuid.UUID("d1a4f4de-52a1-5c0e-9d55-5a4a3f0f7c11")
TEXTS = Path(__file__).parent / "texts"


def text_page(
    topic: str, *, language: str, facts: Mapping[str, str] | None = None, reviewed_on: date | None = None
) -> TextPage:
    """Return the page on a topic, not saved, with the same ids of blocks in every language.

    ``facts`` are what the site's organisation is called and the like, by the names in ``missing`` of the file. Without
    them the page has gaps. Raises LookupError when there is no text in the language, KeyError when a fact is missing.
    """
    path = TEXTS / f"{language}.yaml"
    if not path.is_file():
        raise LookupError(f"There is no {path.name} in home/texts, so there are no pages of text in “{language}”.")
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {name: f"[[{words}]]" for name, words in written["missing"].items()} if facts is None else facts
    return TextPage(
        title=written["pages"][topic]["title"],
        slug=topic,
        topic=topic,
        reviewed_on=reviewed_on,
        body=[
            _block(block, place=f"{topic}/{number}", facts=known)
            for number, block in enumerate(written["pages"][topic]["body"], start=1)
        ],
        show_in_menus=False,
    )


def _block(written: str | dict[str, str], *, place: str, facts: Mapping[str, str]) -> dict[str, Any]:
    block_id = str(uuid.uuid5(NAMESPACE, place))
    if isinstance(written, str):
        return {"type": written, "value": None, "id": block_id}
    return {"type": "text", "value": written["text"].strip().format_map(facts), "id": block_id}


@transaction.atomic
def add_text_pages(front: HomePage) -> list[TextPage]:
    """Add a draft of each page under ``front`` and its translations, with gaps; return those that were added.

    A topic that has a page is left alone, so this may be called again. Languages without a text are left out.
    """
    front = leader_of(front)
    made: list[TextPage] = []
    for topic in TextPage.Topic.values:
        if TextPage.objects.filter(topic=topic).exists():
            continue
        first: TextPage | None = None
        for home in [front, *front.get_translations().filter(alias_of=None).order_by("pk")]:
            language = home.locale.language_code
            if not (TEXTS / f"{language}.yaml").is_file():
                continue
            page = text_page(topic, language=language)
            page.locale, page.live = home.locale, False
            if first is not None:
                page.translation_key = first.translation_key
            home.add_child(instance=page)
            page.save_revision()
            first = first or page
            made.append(page)
    return made


def refuse_to_publish_template(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep a text with gaps a draft: what a law asks to say would be said with a hole in it. A hook of Wagtail's."""
    page = page.specific
    if not isinstance(page, TextPage) or not page.missing:
        return None
    messages.error(
        request,
        _("This page was saved but not published. Write first what stands in double square brackets: %(gaps)s.")
        % {"gaps": ", ".join(page.missing)},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
