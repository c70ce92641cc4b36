"""Pictures from our own SVG templates: the fonts in them, how wide a text is, and the PNG.

For what leaves the site: the badge that a credential travels in, and what others show when somebody shares a link.
"""

import hashlib
import logging
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from django.contrib.staticfiles import finders
from django.core.cache import caches

from . import conf

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Font:
    """A font of our pictures: the file among the static files, its family, and the weight at which it is used."""

    file: str
    family: str
    weight: int

    @property
    def converted_name(self) -> str:
        return f"{Path(self.file).stem}-{self.weight}.ttf"


READING = Font(
    "vendor/fonts/atkinson-hyperlegible-mono-latin-wght-normal.woff2", "Atkinson Hyperlegible Mono", weight=600
)
TEXT = Font("vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2", "Atkinson Hyperlegible Next", weight=500)
DISPLAY = Font("vendor/fonts/familjen-grotesk-latin-wght-normal.woff2", "Familjen Grotesk", weight=640)
FONTS = (READING, TEXT, DISPLAY)

WIDEST_MEAN = 0.62
"""The mean width of a character in em, on the safe side, where the font itself cannot be asked."""

PLATES = (
    "153.3,180.0 110.0,205.0 66.7,180.0",
    "187.1,149.0 187.1,160.5 163.7,174.0 56.3,174.0 32.9,160.5 32.9,149.0",
    "163.7,58.0 187.1,71.5 187.1,83.0 32.9,83.0 32.9,71.5 56.3,58.0",
    "110.0,27.0 153.3,52.0 66.7,52.0",
)
"""The plates of the cell from below: one is charged for EQF 4, all four for EQF 7."""
LEVEL_OF_FIRST_PLATE = 4

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, 2.2: the characters that a document cannot hold."""
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Hyphens for breaking, spaces of no width, and what turns the direction of the text around it."""
_drawing = Lock()


@dataclass(frozen=True)
class Plate:
    """A plate of the cell: where it lies, and whether it is charged."""

    points: str
    is_on: bool


def plates(level: int | None) -> list[Plate]:
    """Return the four plates; without a level none is charged."""
    charged = (level or 0) - LEVEL_OF_FIRST_PLATE + 1
    return [Plate(points, number < charged) for number, points in enumerate(PLATES)]


def drawable(text: str) -> str:
    """Return the text on one line, without what an SVG cannot hold or nobody can see."""
    return " ".join(_UNSEEN.sub("", _NOT_IN_XML.sub(" ", text)).split())


def width_of(text: str, *, font: Font, size: float) -> float:
    """Return how wide the text is in ``font`` at ``size``: measured, or estimated where the font is not at hand."""
    measure = _measure(font)
    if measure is not None:
        return measure(text) * size / 100
    return sum(_estimated(character) for character in text) * size


def wrapped(text: str, *, font: Font, size: float, width: float) -> list[str]:
    """Return the lines in which the text is at most ``width`` wide. A word that is wider by itself is broken."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, font=font, size=size) <= width:
            lines[-1] = joined
        else:
            lines.extend(_broken(word, font=font, size=size, width=width))
    return lines


def shortened(text: str, *, font: Font, size: float, width: float) -> str:
    """Return the text, and with an ellipsis as much of it as is at most ``width`` wide."""
    if width_of(text, font=font, size=size) <= width:
        return text
    return f"{text[: _room(text, '…', font=font, size=size, width=width)].rstrip()}…"


def drawn(svg: str, *, scale: float, colours: int = 0, seconds_kept: int | None = None) -> bytes:
    """Return the SVG as a PNG, drawn once for each content, and kept in the cache: for ever, or some seconds.

    With ``colours`` (2 to 256) it has no more than these: fewer bytes for a picture of few colours.
    """
    place = f"courses.png.{scale}.{hashlib.sha256(svg.encode()).hexdigest()}"
    cache = caches[conf.picture_cache()]
    picture = cache.get(place)
    if picture is None:
        picture = _draw(svg, scale=scale)
        if colours:
            picture = _with_few_colours(picture, colours)
        cache.set(place, picture, timeout=seconds_kept)
    return picture


def prepare_fonts() -> Path | None:
    """Return a folder with the fonts of pictures as TrueType, made from the site's woff2 files when missing.

    The first call takes some seconds; a site makes it with ``prepare_fonts`` when it is set up.
    None, and the system's fonts have to do, where the site has no such files or no folder to write to.
    """
    folder = conf.font_directory()
    if folder is None:
        return None
    for font in FONTS:
        source = finders.find(font.file)
        if not source:
            logger.info("%s is not among the static files; pictures are drawn in a font of the system.", font.file)
            continue
        target = folder / font.converted_name
        if not target.exists():
            try:
                _convert(font, Path(source), target)
            except Exception:
                # A font that cannot be converted is worth a log entry, not a learner's badge.
                logger.exception("The font %s could not be converted.", font.file)
    return folder if folder.is_dir() else None


def _draw(svg: str, *, scale: float) -> bytes:
    # 84 MB that only a first picture needs.
    import vl_convert

    # One at a time: a picture takes a core for a third of a second, and many at once would leave none for the pages.
    with _drawing:
        folder = prepare_fonts()
        if folder is not None:
            vl_convert.register_font_directory(str(folder))
        return vl_convert.svg_to_png(svg, scale=scale)


def _with_few_colours(png: bytes, colours: int) -> bytes:
    from PIL import Image

    written = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(colours).save(written, format="PNG", optimize=True)
    return written.getvalue()


def _convert(font: Font, source: Path, target: Path) -> None:
    """Write one weight of a variable woff2 font as TrueType; whole or not at all."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    opened = TTFont(source)
    if "fvar" in opened:
        opened = instancer.instantiateVariableFont(opened, {"wght": font.weight})
    # The file names itself after its lightest weight, by which nobody would find it.
    for name_id in (1, 4, 16):
        opened["name"].setName(font.family, name_id, 3, 1, 0x409)
    opened.flavor = None
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        opened.save(part)
    Path(part.name).replace(target)


def _measure(font: Font) -> Callable[[str], float] | None:
    """Return what measures a text at size 100, or None where the font was not converted."""
    folder = conf.font_directory()
    path = folder / font.converted_name if folder else None
    return _measure_with(str(path)) if path is not None and path.exists() else None


@lru_cache(maxsize=8)
def _measure_with(path: str) -> Callable[[str], float]:
    from PIL import ImageFont

    return ImageFont.truetype(path, 100).getlength


def _estimated(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    return 1 if unicodedata.east_asian_width(character) in "WF" else WIDEST_MEAN


def _room(text: str, tail: str, *, font: Font, size: float, width: float) -> int:
    """Return how many characters of the text, with ``tail`` after them, are at most ``width`` wide."""
    return bisect_right(
        range(1, len(text) + 1), width, key=lambda end: width_of(f"{text[:end]}{tail}", font=font, size=size)
    )


def _broken(word: str, *, font: Font, size: float, width: float) -> Iterator[str]:
    """Yield the word, in pieces where it is too wide for a line."""
    while len(word) > 1 and width_of(word, font=font, size=size) > width:
        end = min(max(_room(word, "-", font=font, size=size, width=width), 1), len(word) - 1)
        yield f"{word[:end]}-"
        word = word[end:]
    yield word
