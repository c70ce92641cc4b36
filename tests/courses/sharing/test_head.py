"""What the head of a page says: addresses, languages, description, picture, feeds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, ModulePage
from courses.sharing.descriptions import description_of, plain, shortened, title_of
from tests.courses.sharing.conftest import make_run
from tests.courses.translated import translate


def links(head, rel):
    return list(head.find_all("link", rel=rel))


def named(head, name):
    found = head.find("meta", attrs={"property": name}) or head.find("meta", attrs={"name": name})
    return found["content"] if found else None


def languages(head):
    return {link["hreflang"]: link["href"] for link in links(head, "alternate") if link.has_attr("hreflang")}


# Addresses and languages


def test_a_page_names_itself_in_each_language_that_it_is_written_in(head, course):
    translate(course, title="Akun perusteet", slug="akku")
    english, finnish = "http://testserver/en/courses/bat101/", "http://testserver/fi/courses/akku/"

    for address in ("/en/courses/bat101/", "/fi/courses/akku/"):
        page = head(address)
        assert languages(page) == {"en": english, "fi": finnish, "x-default": english}
        assert [link["href"] for link in links(page, "canonical")] == [f"http://testserver{address}"]


def test_a_page_in_one_language_names_no_others(head, course):
    assert languages(head("/en/courses/bat101/")) == {}


def test_what_stands_in_for_a_translation_says_where_it_really_is(head, course):
    page = head("/fi/courses/bat101/")

    assert [link["href"] for link in links(page, "canonical")] == ["http://testserver/en/courses/bat101/"]
    assert named(page, "og:url") == "http://testserver/en/courses/bat101/"
    assert named(page, "og:title") == "Battery basics"
    assert named(page, "og:locale") == "en_GB"
    assert languages(page) == {}


def test_a_later_page_of_the_catalogue_is_a_page_of_its_own_and_a_filter_is_not(
    head, index, course, organisation, monkeypatch
):
    monkeypatch.setattr("courses.catalogue.PER_PAGE", 1)
    index.add_child(instance=CoursePage(title="Cells", slug="cel", code="CEL1", level=5, organisation=organisation))

    for address, canonical in {
        "/en/courses/": "/en/courses/",
        "/en/courses/?page=2": "/en/courses/?page=2",
        "/en/courses/?level=4&level=5&page=2": "/en/courses/",
        "/en/courses/?q=battery": "/en/courses/",
    }.items():
        found = links(head(address), "canonical")
        assert [link["href"] for link in found] == [f"http://testserver{canonical}"]


def test_without_english_other_readers_are_led_to_the_page_that_leads(head, index, organisation):
    finnish = translate(index, title="Kurssit", slug="kurssit")
    course = finnish.add_child(
        instance=CoursePage(title="Vain", slug="vain", code="V1", level=4, organisation=organisation)
    )
    translate(course, into="sv", title="Bara")

    assert languages(head("/fi/kurssit/vain/"))["x-default"] == "http://testserver/fi/kurssit/vain/"


# Words


def test_the_description_is_the_authors_for_search_engines_or_else_the_introduction(course):
    assert description_of(course) == "What is inside. And why."
    course.search_description = "Learn what is inside."
    assert description_of(course) == "Learn what is inside."


def test_a_description_ends_after_a_whole_word():
    assert shortened("Cells and packs", 15) == "Cells and packs"
    assert shortened("Cells, and packs", 8) == "Cells…"
    assert shortened("x" * 50, 10) == f"{'x' * 9}…"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("<p>A <b>bold</b>, word</p>", "A bold, word"),
        ("<ul><li>One</li><li>Two</li></ul>", "One Two"),
        ("<p>R&amp;D &lt; 5</p>", "R&D < 5"),
    ],
)
def test_rich_text_becomes_its_words(markup, words):
    assert plain(markup) == words


def test_a_title_for_search_engines_goes_before_the_title(course):
    course.seo_title = "Battery basics, online"

    assert title_of(course) == "Battery basics, online"


# Where a link is shared


def test_a_shared_link_has_title_description_and_picture(head, course):
    page = head("/en/courses/bat101/")

    assert named(page, "og:title") == "Battery basics"
    assert named(page, "og:description") == named(page, "description") == "What is inside. And why."
    assert named(page, "twitter:card") == "summary_large_image"
    assert (named(page, "og:image:width"), named(page, "og:image:height")) == ("1200", "630")
    assert "Battery basics" in named(page, "og:image:alt")


def test_a_picture_is_at_a_full_address_that_answers(head, course, client):
    address = named(head("/en/courses/bat101/"), "og:image")

    assert address.startswith("http://localhost:8000/sharing/pictures/")
    assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200


def test_feeds_are_named_in_the_language_of_the_reader(head, course):
    found = {link["href"]: link["type"] for link in links(head("/fi/courses/"), "alternate") if link.has_attr("type")}

    assert found == {
        "/sharing/fi/courses.atom": "application/atom+xml",
        "/sharing/fi/runs.atom": "application/atom+xml",
        "/sharing/fi/runs.ics": "text/calendar",
    }


# What it costs


def test_who_is_signed_in_is_not_sent_what_only_others_read(head, course, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("aino@example.org", "a-long-password"))

    page = head("/en/courses/bat101/", client)

    assert links(page, "canonical")
    assert named(page, "description")
    assert named(page, "og:image") is None
    assert not page.find_all("script", type="application/ld+json")


def test_the_head_of_a_course_costs_the_same_with_many_modules_and_runs(course, module, client):
    def cost():
        client.get("/en/courses/bat101/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/courses/bat101/")
        return len(asked)

    make_run(course, "first")
    few = cost()
    for number in range(20):
        course.add_child(instance=ModulePage(title=f"More {number}", code=f"N{number}"))
        make_run(course, f"run-{number}")

    assert cost() == few


def test_a_preview_tells_nobody_anything(course, rf):
    request = rf.get("/en/courses/bat101/")
    response = course.make_preview_request(request, preview_mode="")

    page = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert "og:title" not in page
    assert 'rel="canonical"' not in page
