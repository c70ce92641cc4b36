"""The picture of a badge: an SVG from our own template, and a PNG of it in which a credential can travel."""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.loader import render_to_string

from . import conf
from .models import Achievement, Credential
from .openbadges.baking import bake_png
from .signing import written

logger = logging.getLogger(__name__)

# The light values of tokens.css: a file has no theme.
STAGE_COLOURS = {
    "cross": "#62716d",
    "upstream": "#673506",
    "materials": "#14506a",
    "manufacturing": "#cf4015",
    "application": "#2380e2",
    "end-of-life": "#38152c",
}

# Inner width of the middle band in units of the picture, and the mean width of a character in em.
BAND_WIDTH = 152
CODE_CHARACTER = 0.62
TITLE_CHARACTER = 0.53
LARGEST_CODE, LARGEST_TITLE, SMALLEST_TITLE = 27, 13, 8.5

PNG_SCALE = 2
"""440 × 464 px twice: sharp on a phone, about 150 kB."""


@dataclass(frozen=True)
class Font:
    """A font of the picture: the file among the static files, its family, and the weight at which it is used."""

    file: str
    family: str
    weight: int


FONTS = (
    Font(
        "vendor/fonts/atkinson-hyperlegible-mono-latin-wght-normal.woff2",
        "Atkinson Hyperlegible Mono",
        weight=600,
    ),
    Font(
        "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        "Atkinson Hyperlegible Next",
        weight=500,
    ),
)


PLATES = (
    "153.3,180.0 110.0,205.0 66.7,180.0",
    "187.1,149.0 187.1,160.5 163.7,174.0 56.3,174.0 32.9,160.5 32.9,149.0",
    "163.7,58.0 187.1,71.5 187.1,83.0 32.9,83.0 32.9,71.5 56.3,58.0",
    "110.0,27.0 153.3,52.0 66.7,52.0",
)
"""The plates of the cell from below: one is charged for EQF 4, all four for EQF 7."""
LEVEL_OF_FIRST_PLATE = 4


@dataclass(frozen=True)
class Plate:
    """A plate of the cell: where it lies, and whether it is charged."""

    points: str
    is_on: bool


@dataclass(frozen=True)
class TitleLine:
    """A line of text under the code, at its baseline."""

    text: str
    baseline: int


def badge_svg(achievement: Achievement) -> str:
    """Return the picture as an SVG document."""
    name, title_size = fitted_title(achievement.name)
    lines = [TitleLine(name, 127)]
    if achievement.level:
        lines.append(TitleLine(f"EQF {achievement.level}", 143))
    return render_to_string(
        "badges/picture.svg",
        {
            "code": achievement.code,
            "code_size": code_size(achievement.code, largest=LARGEST_CODE),
            "code_baseline": 109 if achievement.level else 114,
            "level": achievement.level or 0,
            "plates": plates(achievement.level),
            "name": achievement.name,
            "title_lines": lines,
            "title_size": title_size,
            "stage_colour": STAGE_COLOURS.get(achievement.stage, STAGE_COLOURS["cross"]),
        },
    ).strip()


def plates(level: int | None) -> list[Plate]:
    """Return the four plates; without a level none is charged."""
    charged = (level or 0) - LEVEL_OF_FIRST_PLATE + 1
    return [Plate(points, number < charged) for number, points in enumerate(PLATES)]


def code_size(code: str, *, largest: float) -> float:
    """Return the font size, in units of the picture, at which the code fits into the band."""
    return round(min(largest, BAND_WIDTH / (CODE_CHARACTER * max(len(code), 1))), 1)


def fitted_title(name: str) -> tuple[str, float]:
    """Return the name, shortened if need be, and the font size at which it fits into the band."""
    longest = int(BAND_WIDTH / (TITLE_CHARACTER * SMALLEST_TITLE))
    if len(name) > longest:
        name = f"{name[: longest - 1].rstrip()}…"
    return name, round(min(LARGEST_TITLE, BAND_WIDTH / (TITLE_CHARACTER * max(len(name), 1))), 1)


def badge_png(achievement: Achievement) -> bytes:
    """Return the picture as a PNG of 880 × 928 px, drawn once for each state of the achievement."""
    svg = badge_svg(achievement)
    place = f"badges.png.{hashlib.sha256(svg.encode()).hexdigest()}"
    picture = cache.get(place)
    if picture is None:
        picture = _draw(svg)
        cache.set(place, picture, timeout=None)
    return picture


def baked_png(credential: Credential) -> bytes:
    """Return the picture with the credential in it, as Open Badges 3.0, 5.3.1 has it."""
    return bake_png(badge_png(credential.achievement), credential=written(credential.document).decode())


def _draw(svg: str) -> bytes:
    # 84 MB that only a first picture needs.
    import vl_convert

    folder = prepare_fonts()
    if folder is not None:
        vl_convert.register_font_directory(str(folder))
    return vl_convert.svg_to_png(svg, scale=PNG_SCALE)


def prepare_fonts() -> Path | None:
    """Return a folder with the fonts of the picture as TrueType, made from the site's woff2 files when missing.

    The first call takes some seconds; a site makes it with ``prepare_badge_fonts`` when it is set up.
    None, and the system's fonts have to do, where the site has no such files or no folder to write to.
    """
    folder = conf.font_directory()
    if folder is None:
        return None
    for font in FONTS:
        source = finders.find(font.file)
        if not source:
            logger.info("%s is not among the static files; badges are drawn in a font of the system.", font.file)
            continue
        target = folder / f"{Path(font.file).stem}-{font.weight}.ttf"
        if not target.exists():
            try:
                _convert(font, Path(source), target)
            except Exception:
                # A font that cannot be converted is worth a log entry, not a learner's badge.
                logger.exception("The font %s could not be converted.", font.file)
    return folder if folder.is_dir() else None


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
