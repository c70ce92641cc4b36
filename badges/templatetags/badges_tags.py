"""What the templates of badges need to draw: the badge itself, and the words of a credential."""

from dataclasses import dataclass
from typing import Any

from django import template

from courses.pictures import plates
from courses.sharing.head import Head

from ..images import code_size
from ..models import Achievement, Issuer
from ..openbadges.summary import ResultLine
from ..outcomes import AchievedOutcome
from ..sharing import head_of_achievement, head_of_issuer
from ..words import result_label, result_value

register = template.Library()

LARGEST_CODE = 37
"""Font size of the code on a page, where the title stands beside the picture and not in it."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a narrative, or a list when it has items."""

    text: str
    items: tuple[str, ...] = ()


@register.inclusion_tag("badges/includes/badge.html")
def badge_picture(achievement: Any, is_large: bool = False) -> dict[str, Any]:
    """Draw the badge of an achievement in the colours of the page. Decoration: its name stands beside it."""
    return {
        "code": achievement.code,
        "code_size": code_size(achievement.code, largest=LARGEST_CODE),
        "stage": achievement.stage,
        "plates": plates(achievement.level),
        "is_large": is_large,
    }


@register.inclusion_tag("courses/includes/sharing.html")
def achievement_head(
    achievement: Achievement, description: str, outcomes: list[tuple[AchievedOutcome, str]]
) -> dict[str, Head]:
    """Write what the head of an achievement's page says to search engines, and to whoever is sent its link."""
    known = [outcome for outcome, _place in outcomes]
    return {"head": head_of_achievement(achievement, description=description, outcomes=known)}


@register.inclusion_tag("courses/includes/sharing.html")
def issuer_head(issuer: Issuer) -> dict[str, Head]:
    return {"head": head_of_issuer(issuer)}


@register.filter
def paragraphs(narrative: str) -> list[Paragraph]:
    """Return the paragraphs and lists of a narrative, which Open Badges 3.0 writes as Markdown; the rest stays text."""
    found: list[Paragraph] = []
    for block in narrative.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if lines and all(line.startswith(("- ", "* ")) for line in lines):
            found.append(Paragraph("", tuple(line[2:].strip() for line in lines)))
        elif lines:
            found.append(Paragraph(" ".join(lines)))
    return found


@register.filter
def competence_code(code: str) -> str:
    """Return the code of a competence without the level, which our credentials write after an @."""
    return code.partition("@")[0]


@register.filter
def label(line: ResultLine) -> str:
    return result_label(line)


@register.filter
def value(line: ResultLine) -> str:
    return result_value(line)
