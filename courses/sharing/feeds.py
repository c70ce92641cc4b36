"""What is new in the offering as Atom (RFC 4287), and when courses are held as Atom and as iCalendar (RFC 5545)."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from .. import conf
from ..catalogue import catalogue_url
from ..languages import active_language, address_in, title_of
from ..models import CoursePage, CourseRun
from .descriptions import description_of
from .offering import public_courses, runs_to_come

LONGEST = 50
"""Entries."""

ATOM = "application/atom+xml"
CALENDAR = "text/calendar"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a page that was published before anybody wrote down when."""


def titles() -> list[tuple[str, str, Any]]:
    """Return name of the address, media type and title of each feed."""
    return [
        ("course_feed", ATOM, gettext_lazy("New and changed courses")),
        ("run_feed", ATOM, gettext_lazy("When courses are held")),
        ("run_calendar", CALENDAR, gettext_lazy("When courses are held")),
    ]


def entry_id(*parts: object) -> str:
    """Return the permanent id of an entry (RFC 4287, 4.2.6): the same parts have the same id on every site."""
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(str(part) for part in ("kenno", *parts))).urn


class InLanguage(Feed):
    """A feed in the language that its address names. Its id is its address; an entry's lasts as long as the course."""

    feed_type = Atom1Feed
    name = ""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = kwargs["language"]
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=300"
        response["Content-Language"] = language
        return response

    def get_object(self, request: HttpRequest, language: str) -> str:
        return language

    def link(self, language: str) -> str:
        return catalogue_url()

    def feed_url(self, language: str) -> str:
        return conf.site_address() + reverse(f"courses_sharing:{self.name}", args=(language,))

    def feed_guid(self, language: str) -> str:
        return self.feed_url(language)

    def title(self, language: str) -> str:
        words = {name: title for name, _media_type, title in titles()}[self.name]
        return f"{words} · {conf.site_name()}"


def _printable(text: str) -> str:
    """Return the text with spaces for what XML cannot hold. One control character would break the feed of all."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class CourseFeed(InLanguage):
    """Courses, those that changed last first."""

    name = "course_feed"

    def items(self, language: str) -> list[CoursePage]:
        return sorted(public_courses(), key=self.item_updateddate, reverse=True)[:LONGEST]

    def item_title(self, course: CoursePage) -> str:
        return _printable(f"{course.code} {title_of(course)[0]}")

    def item_description(self, course: CoursePage) -> str:
        return _printable(description_of(course))

    def item_link(self, course: CoursePage) -> str:
        return address_in(course, active_language())

    def item_guid(self, course: CoursePage) -> str:
        return entry_id("course", course.translation_key, active_language())

    def item_author_name(self, course: CoursePage) -> str:
        return _printable(course.organisation.name)

    def item_pubdate(self, course: CoursePage) -> datetime:
        return course.first_published_at or NEVER

    def item_updateddate(self, course: CoursePage) -> datetime:
        return course.last_published_at or NEVER

    def item_categories(self, course: CoursePage) -> tuple[str, ...]:
        return (f"EQF {course.level}",)


class RunFeed(InLanguage):
    """The times that courses are held and that are not over, the next one first."""

    name = "run_feed"

    def items(self, language: str) -> list[tuple[CourseRun, CoursePage]]:
        return runs_to_come(public_courses(), today=timezone.localdate())[:LONGEST]

    def item_title(self, item: tuple[CourseRun, CoursePage]) -> str:
        run, course = item
        days = {"start": _day(run.starts_on), "end": _day(run.ends_on)}
        return _printable(f"{course.code} {title_of(course)[0]}: {_('%(start)s to %(end)s') % days}")

    def item_description(self, item: tuple[CourseRun, CoursePage]) -> str:
        run, course = item
        place = ", ".join(str(word) for word in (run.get_region_display(), run.get_mode_display()) if word)
        places = ngettext("%(number)s place", "%(number)s places", run.seats) % {"number": run.seats}
        return _printable(f"{place}. {places}. {description_of(course)}")

    def item_link(self, item: tuple[CourseRun, CoursePage]) -> str:
        return address_in(item[1], active_language())

    def item_guid(self, item: tuple[CourseRun, CoursePage]) -> str:
        return entry_id("run", item[0].code, active_language())

    def item_author_name(self, item: tuple[CourseRun, CoursePage]) -> str:
        return _printable(item[1].organisation.name)

    def item_updateddate(self, item: tuple[CourseRun, CoursePage]) -> datetime:
        return item[0].changed_at


@require_safe
def run_calendar(request: HttpRequest, language: str) -> HttpResponse:
    """The same times as a calendar (RFC 5545), for a calendar program to subscribe to: days, without hours."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        runs = runs_to_come(public_courses(), today=timezone.localdate())
        written = calendar_of(runs, name=f"{_('When courses are held')} · {conf.site_name()}")
    return HttpResponse(
        written,
        content_type=f"{CALENDAR}; charset=utf-8",
        headers={"Cache-Control": "public, max-age=300", "Content-Language": language},
    )


def calendar_of(runs: list[tuple[CourseRun, CoursePage]], *, name: str) -> bytes:
    """Return a calendar in which each run is an event of whole days, from its first to its last."""
    from icalendar import Calendar, Event

    calendar = Calendar({"prodid": "-//Kenno//Course runs//EN", "version": "2.0"})
    calendar.add("x-wr-calname", name)
    for run, course in runs:
        event = Event()
        event.add("uid", entry_id("run", run.code))
        event.add("dtstamp", run.changed_at.astimezone(UTC))
        event.add("last-modified", run.changed_at.astimezone(UTC))
        event.add("dtstart", run.starts_on)
        # The day after the last one: RFC 5545, 3.6.1.
        event.add("dtend", run.ends_on + timedelta(days=1))
        event.add("summary", f"{course.code} {title_of(course)[0]}")
        event.add("description", f"{run.get_mode_display()}. {description_of(course)}")
        event.add("url", urljoin(conf.site_address(), address_in(course, active_language())))
        if run.region:
            event.add("location", str(run.get_region_display()))
        # Weeks of study do not make a person busy.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
