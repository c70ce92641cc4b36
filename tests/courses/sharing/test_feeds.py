"""What is new, as Atom, and when courses are held, as a calendar."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from courses.models import CoursePage
from tests.courses.sharing.conftest import make_run
from tests.courses.translated import translate

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def texts(element, *path):
    return [found.text for found in element.findall("/".join(ATOM + name for name in path))]


def events(client, address="/sharing/en/runs.ics"):
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def publish(page, *, days_ago):
    when = timezone.now() - timedelta(days=days_ago)
    type(page).objects.filter(pk=page.pk).update(first_published_at=when, last_published_at=when)


@pytest.mark.parametrize("name", ["courses", "runs"])
def test_a_feed_has_what_atom_asks_for(client, course, run, name):
    """RFC 4287, 4.1.1 and 4.1.2: id, title and updated, of the feed and of each entry, and who wrote it."""
    found = feed(client, f"/sharing/en/{name}.atom")

    for element in (found, *found.findall(f"{ATOM}entry")):
        assert all(
            len(texts(element, wanted)) == 1 and texts(element, wanted)[0] for wanted in ("id", "title", "updated")
        )
    assert texts(found, "entry", "author", "name") == ["Merikaari"]
    itself = next(link for link in found.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert itself.get("href") == texts(found, "id")[0] == f"http://localhost:8000/sharing/en/{name}.atom"


def test_the_course_that_changed_last_comes_first(client, index, course, organisation):
    newer = index.add_child(
        instance=CoursePage(title="Cells", slug="cel", code="CEL1", level=5, organisation=organisation)
    )
    publish(course, days_ago=9)
    publish(newer, days_ago=3)

    assert texts(feed(client, "/sharing/en/courses.atom"), "entry", "title") == ["CEL1 Cells", "BAT101 Battery basics"]
    publish(course, days_ago=1)
    assert texts(feed(client, "/sharing/en/courses.atom"), "entry", "title")[0] == "BAT101 Battery basics"


def test_a_feed_speaks_its_language_and_links_to_it(client, index, course, organisation):
    translate(course, title="Akkutekniikan perusteet", slug="akku")
    index.add_child(instance=CoursePage(title="Cells", slug="cel", code="CEL1", level=5, organisation=organisation))

    finnish, swedish = (feed(client, f"/sharing/{language}/courses.atom") for language in ("fi", "sv"))

    assert finnish.get("{http://www.w3.org/XML/1998/namespace}lang") == "fi"
    assert set(texts(finnish, "entry", "title")) == {"BAT101 Akkutekniikan perusteet", "CEL1 Cells"}
    assert set(texts(swedish, "entry", "title")) == {"BAT101 Battery basics", "CEL1 Cells"}
    links = {link.get("href") for link in finnish.findall(f"{ATOM}entry/{ATOM}link")}
    assert links == {"http://testserver/fi/courses/akku/", "http://testserver/fi/courses/cel/"}


def test_the_id_of_an_entry_outlives_its_title_and_address(client, course):
    before = texts(feed(client, "/sharing/en/courses.atom"), "entry", "id")
    course.title, course.slug = "Other", "other"
    course.save()

    assert texts(feed(client, "/sharing/en/courses.atom"), "entry", "id") == before
    assert before[0].startswith("urn:uuid:")


@pytest.mark.parametrize("hide", ["unpublish", "restrict above"])
def test_what_not_everybody_may_read_is_in_no_feed(client, index, course, run, hide):
    translate(course, title="Akun perusteet")
    if hide == "unpublish":
        course.unpublish()
    else:
        PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)

    for language in ("en", "fi"):
        assert texts(feed(client, f"/sharing/{language}/courses.atom"), "entry", "id") == []
        assert texts(feed(client, f"/sharing/{language}/runs.atom"), "entry", "id") == []
        assert events(client, f"/sharing/{language}/runs.ics") == []


def test_runs_that_are_over_are_left_out_and_the_next_one_comes_first(client, course):
    make_run(course, "later", in_days=60)
    make_run(course, "sooner", in_days=7)
    make_run(course, "over", in_days=-200)

    uids = [event["uid"] for event in events(client)]

    assert [event.start for event in events(client)] == sorted(event.start for event in events(client))
    assert len(uids) == len(set(uids)) == 2


def test_a_run_is_an_event_of_whole_days_from_the_first_to_the_last(client, course, run):
    (event,) = events(client)

    assert event["dtstart"].dt == run.starts_on
    # Exclusive: RFC 5545, 3.6.1.
    assert event["dtend"].dt == run.ends_on + timedelta(days=1)
    assert isinstance(event["dtstart"].dt, date)
    assert event["summary"] == "BAT101 Battery basics"
    assert event["location"] == "Kymenlaakso"
    assert event["url"].endswith("/en/courses/bat101/")


def test_a_run_belongs_to_its_course_in_every_language(client, course, run):
    translate(course, title="Akun perusteet")

    (event,) = events(client, "/sharing/fi/runs.ics")

    assert event["summary"] == "BAT101 Akun perusteet"


def test_a_title_with_any_characters_gives_a_calendar_that_can_be_read(client, course, run):
    course.title = "One; two, three\\n\r\nEND:VCALENDAR 🔋"
    course.save()

    (event,) = events(client)

    assert event["summary"].startswith("BAT101 One; two, three")


@pytest.mark.parametrize("name", ["courses.atom", "runs.atom", "runs.ics"])
def test_a_language_that_the_site_has_not_has_no_feed(client, course, name):
    assert client.get(f"/sharing/xx/{name}").status_code == 404


@pytest.mark.parametrize("name", ["courses.atom", "runs.atom", "runs.ics"])
def test_a_feed_costs_the_same_with_many_courses(client, index, course, organisation, name):
    def cost():
        client.get(f"/sharing/en/{name}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/sharing/en/{name}")
        return len(asked)

    make_run(course, "first")
    few = cost()
    for number in range(20):
        fields = {"title": f"C{number}", "slug": f"c{number}", "code": f"C{number}"}
        another = index.add_child(instance=CoursePage(level=5, organisation=organisation, **fields))
        make_run(another, f"run-{number}")

    assert cost() == few


@pytest.mark.parametrize("name", ["courses", "runs"])
def test_a_control_character_in_a_title_breaks_no_feed(client, course, run, organisation, name):
    organisation.name = "Col\x0blege"
    organisation.save()
    course.title = "A\x0bB \x01C"
    course.save_revision().publish()

    assert "A B  C" in "".join(texts(feed(client, f"/sharing/en/{name}.atom"), "entry", "title"))
