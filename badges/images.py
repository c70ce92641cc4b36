"""The picture of a badge: an SVG from our own template, and a PNG of it in which a credential can travel."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from courses.pictures import drawn, plates

from .models import Achievement, Credential
from .openbadges.baking import bake_png
from .signing import written

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

WIDTH, HEIGHT = 440, 464
PNG_SCALE = 2
"""440 × 464 px twice: sharp on a phone, about 150 kB."""


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
    return drawn(badge_svg(achievement), scale=PNG_SCALE)


def baked_png(credential: Credential) -> bytes:
    """Return the picture with the credential in it, as Open Badges 3.0, 5.3.1 has it."""
    return bake_png(badge_png(credential.achievement), credential=written(credential.document).decode())
