"""Drawings of our own that a lesson can show: SVG files from trusted folders, put into the page itself.

A drawing with words has a file for each language that it is translated into: ``charge.fi.svg`` beside ``charge.svg``.

Inline, they take their colours from the page, so they follow light and dark. They come from ``COURSES_DRAWINGS``,
a list of folders of the site's own code; nothing that a person uploads is ever read here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import conf

_TITLE = re.compile(r"<title[^>]*>([^<]+)</title>")


@dataclass(frozen=True)
class Drawing:
    """One SVG file: its name without suffix, the title inside, and the markup."""

    name: str
    title: str
    markup: str


@lru_cache(maxsize=1)
def _read(folders: tuple[str, ...]) -> dict[str, Drawing]:
    found: dict[str, Drawing] = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("*.svg")):
            markup = path.read_text(encoding="utf-8")
            title = _TITLE.search(markup)
            found[path.stem] = Drawing(path.stem, title.group(1) if title else path.stem, markup)
    return found


def drawings() -> list[Drawing]:
    """Return every drawing that a lesson may show, each once whatever its languages."""
    known = _read(conf.drawing_folders())
    return [found for found in known.values() if found.name.rpartition(".")[0] not in known]


def drawing(name: str, *, language: str = "") -> Drawing | None:
    """Return one drawing, in ``language`` where it is translated; None when the site no longer has it."""
    known = _read(conf.drawing_folders())
    return known.get(f"{name}.{language}") or known.get(name)


def drawing_choices() -> list[tuple[str, str]]:
    """Return (name, title) of every drawing, for a form."""
    return [(found.name, found.title) for found in drawings()]
