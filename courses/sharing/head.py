"""What the head of a page says to others: who it is for a search engine, and how it looks where its link is shared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from .. import conf
from ..languages import active_language, language_of
from ..models import CourseIndexPage, CoursePage, LearningOutcome, LessonPage, ModulePage
from . import structured_data
from .cards import HEIGHT, WIDTH, Card, card_of, picture_url
from .descriptions import LONGER, description_of, title_of
from .offering import runs_of, versions_of

LOCALES = {"en": "en_GB", "fi": "fi_FI", "sv": "sv_FI"}
"""The languages of the site as they are written here, British English and the Swedish of Finland."""

Alternates = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    """A picture beside a shared link; ``words`` for those who do not see it."""

    url: str
    width: int
    height: int
    words: str

    @property
    def is_wide(self) -> bool:
        return self.width > self.height * 1.5


@dataclass(frozen=True)
class Head:
    """What the head of a page says.

    ``url``         the one address of what is shown, in full, however it was asked for
    ``alternates``  (language, full address) of the page in each language that it is really written in
    ``documents``   structured data, each a JSON-LD document
    ``feeds``       (title, media type, address)
    """

    title: str
    description: str
    url: str
    language: str
    site: str
    picture: Picture | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    documents: tuple[SafeString, ...] = field(default=())
    feeds: tuple[tuple[str, str, str], ...] = ()

    @property
    def locale(self) -> str:
        """Return the language with the country, as the Open Graph protocol has it; the language alone is understood."""
        return LOCALES.get(self.language, self.language.replace("-", "_"))

    @property
    def default_url(self) -> str:
        """Return the address for readers of any other language: the English page, else the one that leads."""
        return dict(self.alternates).get("en") or next((address for _code, address in self.alternates), "")


def head_of(
    page: Page, request: HttpRequest | None, *, alternates: Alternates | None = None, context: Mapping[str, Any]
) -> Head:
    """Return what the head of ``page`` says, in the language of the page and not of the frame around it.

    ``alternates`` saves the query by which they are found. ``context`` is that of the page's own template, for what it
    knows already (outline, catalogue). Two more queries for a course or a module, and none for somebody who is signed
    in: what only search engines and other sites read is left out.
    """
    if alternates is None:
        found = ((one.locale.language_code, one.full_url) for one in versions_of(page))
        alternates = tuple((code, address) for code, address in found if address)
    url = _address(page, context)
    head = Head(
        title=title_of(page),
        description=description_of(page),
        url=url,
        language=language_of(page),
        site=conf.site_name(),
        alternates=tuple(alternates) if url == page.full_url else (),
        feeds=feeds(),
    )
    if request is not None and getattr(request, "user", None) is not None and request.user.is_authenticated:
        return head
    outline = context.get("outline")
    card = card_of(page, course=outline.course if outline else None)
    return Head(
        **{
            **head.__dict__,
            "picture": _picture(page, card),
            "documents": tuple(structured_data.written(data) for data in _data_of(page, context)),
        }
    )


def feeds() -> tuple[tuple[str, str, str], ...]:
    """Return title, media type and address of the feeds in the reader's language; none where they are not included."""
    from .feeds import titles

    try:
        return tuple(
            (str(title), media_type, reverse(f"courses_sharing:{name}", args=(active_language(),)))
            for name, media_type, title in titles()
        )
    except NoReverseMatch:
        return ()


def _address(page: Page, context: Mapping[str, Any]) -> str:
    """Return the one address of what is shown. A later page of a list is a page of its own; filters are not."""
    catalogue = context.get("catalogue")
    if catalogue is not None and catalogue.page.number > 1 and not catalogue.is_narrowed:
        return f"{page.full_url}?page={catalogue.page.number}"
    return page.full_url or ""


def _picture(page: Page, card: Card) -> Picture | None:
    address = picture_url(page, card)
    return Picture(address, WIDTH, HEIGHT, card.words) if address else None


def _data_of(page: Page, context: Mapping[str, Any]) -> Iterable[structured_data.Data]:
    """Yield the structured data of a page: of what it shows, and where it stands."""
    outline = context.get("outline")
    description = description_of(page, longest=LONGER)
    if isinstance(page, CoursePage):
        modules = [module.page.pk for module in outline.modules] if outline else []
        yield structured_data.course(
            page,
            description=description,
            outline=outline,
            outcomes=LearningOutcome.objects.filter(page__in=modules).order_by("page__path", "sort_order"),
            runs=runs_of(page, today=timezone.localdate()),
        )
    elif isinstance(page, ModulePage | LessonPage) and outline:
        outcomes = page.outcomes.all() if isinstance(page, ModulePage) else ()
        yield structured_data.learning_resource(page, within=outline.course, description=description, outcomes=outcomes)
    elif isinstance(page, CourseIndexPage) and "catalogue" in context:
        listed = [course.page for course in context["catalogue"].courses]
        yield structured_data.course_list(page, listed, about=page.organisation, description=description)
    elif (site := _site_below(page)) is not None:
        yield structured_data.website(page, name=site, description=description)
    if crumbs := _crumbs(page, context):
        yield structured_data.breadcrumb(crumbs)


def _site_below(page: Page) -> str | None:
    """Return the name of the site whose front page, in any language, ``page`` is; else None. From Wagtail's cache."""
    roots = [root for root in Site.get_site_root_paths() if root.root_path == page.url_path]
    return conf.site_name() if roots else None


def _crumbs(page: Page, context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the way that the page itself shows above its title, or nothing where it shows none."""
    way: list[Page] = []
    if isinstance(page, CoursePage):
        way = [page.get_parent(), page]
    elif (outline := context.get("outline")) is not None:
        module = context.get("module")
        above = [module.page] if isinstance(page, LessonPage) and module else []
        way = [outline.course, *above, page]
    return [(one.title, one.full_url) for one in way]
