"""The pages that search engines are told of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses.models import CoursePage
from courses.sharing.sitemaps import PageSitemap
from tests.courses.translated import translate


def listed(**parts) -> dict[str, dict]:
    kind = type("Listed", (PageSitemap,), parts)
    return {url["location"].removeprefix("http://testserver"): url for url in kind().get_urls()}


def alternates(url: dict) -> dict[str, str]:
    return {found["lang_code"]: found["location"].removeprefix("http://testserver") for found in url["alternates"]}


def test_every_public_page_is_listed_once(module):
    assert set(listed()) == {
        "/en/",
        "/en/courses/",
        "/en/courses/bat101/",
        "/en/courses/bat101/m1/",
        "/en/courses/bat101/m1/parts/",
    }


def test_what_a_site_gates_it_leaves_out(module):
    from courses.models import LessonPage, ModulePage

    assert set(listed(hidden_kinds=(LessonPage, ModulePage))) == {"/en/", "/en/courses/", "/en/courses/bat101/"}


def test_a_page_names_its_languages_and_what_only_stands_in_is_not_listed(module, course):
    translate(module, title="Kennon sisällä", slug="sisalla")

    found = listed()

    languages = {
        "en": "/en/courses/bat101/m1/",
        "fi": "/fi/courses/bat101/sisalla/",
        "x-default": "/en/courses/bat101/m1/",
    }
    assert alternates(found["/en/courses/bat101/m1/"]) == languages
    assert alternates(found["/fi/courses/bat101/sisalla/"]) == languages
    assert alternates(found["/en/courses/bat101/"]) == {}
    assert "/fi/courses/bat101/" not in found


def test_a_page_says_when_it_was_published_last(course):
    course.save_revision().publish()
    course.refresh_from_db()

    assert listed()["/en/courses/bat101/"]["lastmod"] == course.last_published_at


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict above"])
def test_what_not_everybody_may_read_is_not_listed_in_any_language(index, course, hide):
    translate(course, title="Akun perusteet")
    if hide == "unpublish":
        course.unpublish()
    else:
        page = index if hide.endswith("above") else course
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert not [address for address in listed() if "bat101" in address]


def test_it_costs_the_same_with_many_pages(index, course, organisation):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            listed()
        return len(asked)

    listed()
    few = cost()
    for number in range(20):
        fields = {"title": f"C{number}", "slug": f"c{number}", "code": f"C{number}"}
        index.add_child(instance=CoursePage(level=5, organisation=organisation, **fields))

    assert cost() == few
