"""The picture that others show beside a link: 1200 × 630, from our own template, in the language of the page."""

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache

from django.template.defaultfilters import floatformat
from django.template.loader import get_template, render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from .. import conf
from ..languages import language_of
from ..models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from ..outline import outline_of
from ..pictures import DISPLAY, READING, TEXT, drawable, drawn, plates, shortened, width_of, wrapped
from .descriptions import description_of, title_of

WIDTH, HEIGHT = 1200, 630
"""What Facebook, LinkedIn, Mastodon and others show large and whole (1.91 : 1)."""

TEMPLATE = "courses/sharing_picture.svg"
TEXT_WIDTH = 700
TITLE_SIZES = (84, 74, 64, 56, 48)
TITLE_HEIGHT = 290
LEADING = 1.1
TEXT_SIZE, MOST_FACTS = 34, 3
COLOURS = 64
"""The picture has eight, and the shades between them at the edges. A fifth of the bytes."""
SECONDS_KEPT = 7 * 24 * 60 * 60
"""A week. A shared link is fetched by few, and soon after; whoever comes later waits a third of a second."""


@dataclass(frozen=True)
class Card:
    """What the picture says. ``note`` says of an invented provider that it is one."""

    title: str
    over: str = ""
    facts: str = ""
    provider: str = ""
    note: str = ""
    level: int | None = None
    site: str = ""
    language: str = ""

    @property
    def digest(self) -> str:
        """Return what the address of the picture ends with: another one whenever the picture is another."""
        return hashlib.sha256(f"{_design()}{astuple(self)}".encode()).hexdigest()[:20]

    @property
    def words(self) -> str:
        """Return what somebody hears who does not see the picture."""
        return ". ".join(part for part in (self.title, self.over, self.facts, self.provider) if part)


@dataclass(frozen=True)
class Line:
    """A line of text at its baseline."""

    text: str
    baseline: int


def card_of(page: Page, *, course: CoursePage | None = None) -> Card:
    """Return the picture of a page in its own language. ``course``: that of a module or lesson; else it is looked up.

    Another page than a course, module or lesson has the picture of the site, with its title and what it is about.
    """
    language = language_of(page)
    with translation.override(language):
        if isinstance(page, ModulePage | LessonPage) and course is None:
            course = outline_of(page).course
        if isinstance(page, CoursePage):
            return _of_course(page, title=page.title, over=page.code, facts=_workload(page))
        if isinstance(page, ModulePage | LessonPage):
            code = f"{course.code} {page.code}" if isinstance(page, ModulePage) else course.code
            return _of_course(course, title=page.title, over=code, facts=course.title)
        provider = page.organisation if isinstance(page, CourseIndexPage) else None
        return _card(
            title=title_of(page),
            facts=description_of(page),
            provider=provider.name if provider else "",
            note=_invented() if provider and provider.is_fictional else "",
        )


def picture_url(page: Page, card: Card) -> str:
    """Return the full address of a picture, or "" where the site has not included ``courses.sharing.urls``."""
    try:
        return conf.site_address() + reverse("courses_sharing:picture", args=(page.pk, card.digest))
    except NoReverseMatch:
        return ""


def card_svg(card: Card) -> str:
    """Return the picture as an SVG document."""
    size, lines = _title(drawable(card.title))
    return render_to_string(
        TEMPLATE,
        {
            "card": card,
            "over": shortened(drawable(card.over), font=READING, size=TEXT_SIZE, width=TEXT_WIDTH),
            "size": size,
            "lines": [
                Line(text, round(190 + size * 0.36 + place * size * LEADING)) for place, text in enumerate(lines)
            ],
            "facts": _facts(drawable(card.facts), lowest=488 if card.provider else 536),
            "provider": shortened(drawable(card.provider), font=TEXT, size=TEXT_SIZE, width=TEXT_WIDTH),
            "note": shortened(drawable(card.note), font=TEXT, size=24, width=1056),
            "site": shortened(drawable(card.site), font=DISPLAY, size=44, width=396),
            "plates": plates(card.level),
            "text_font": TEXT,
            "display_font": DISPLAY,
            "reading_font": READING,
        },
    ).strip()


def card_png(card: Card) -> bytes:
    """Return the picture as a PNG of 1200 × 630 px, about 30 kB."""
    return drawn(card_svg(card), scale=1, colours=COLOURS, seconds_kept=SECONDS_KEPT)


def _title(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which the title fits, and its lines; at the smallest, as much of it as fits."""
    for size in TITLE_SIZES:
        words_fit = all(width_of(word, font=DISPLAY, size=size) <= TEXT_WIDTH for word in title.split())
        lines = wrapped(title[:500], font=DISPLAY, size=size, width=TEXT_WIDTH)
        if words_fit and len(lines) * size * LEADING <= TITLE_HEIGHT:
            return size, lines
    most = int(TITLE_HEIGHT / (size * LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]} …", font=DISPLAY, size=size, width=TEXT_WIDTH)]
    return size, lines


def _facts(facts: str, *, lowest: int) -> list[Line]:
    """Return the facts in at most three lines, of which the last stands at ``lowest``."""
    lines = wrapped(facts, font=TEXT, size=TEXT_SIZE, width=TEXT_WIDTH)
    if len(lines) > MOST_FACTS:
        last = shortened(f"{lines[MOST_FACTS - 1]} …", font=TEXT, size=TEXT_SIZE, width=TEXT_WIDTH)
        lines = [*lines[: MOST_FACTS - 1], last]
    return [Line(text, lowest - 44 * (len(lines) - place)) for place, text in enumerate(lines, start=1)]


def _of_course(course: CoursePage, *, title: str, over: str, facts: str) -> Card:
    return _card(
        title=title,
        over=over,
        facts=facts,
        provider=course.organisation.name,
        note=_invented() if course.organisation.is_fictional else "",
        level=course.level,
    )


def _card(**parts: str | int | None) -> Card:
    return Card(site=conf.site_name(), language=translation.get_language() or "", **parts)


def _invented() -> str:
    return _("Demonstration content. Organisations and people are fictional.")


def _workload(course: CoursePage) -> str:
    units = (
        (course.hours, _("hours")),
        (course.ects, _("ECTS credits")),
        (course.competence_points, _("competence points (osp)")),
    )
    return " · ".join(f"{floatformat(value)} {unit}" for value, unit in units if value)


@lru_cache(maxsize=1)
def _design() -> str:
    return get_template(TEMPLATE).template.source
