"""The short way to a page finds what Wagtail's own would, and keeps what it would keep."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import LessonPage, ModulePage
from courses.routing import route_from_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(index):
    home = Page.get_first_root_node().add_child(instance=Page(title="Home", slug="front"))
    index.move(home, pos="last-child")
    index.refresh_from_db()
    Site.objects.all().delete()
    return Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


@pytest.fixture
def lesson(site, course):
    return LessonPage.objects.descendant_of(course).first()


@pytest.fixture
def path(lesson, site):
    return lesson.url_path.removeprefix(site.root_page.url_path)


def route(path):
    return route_from_site(RequestFactory().get("/"), path)


def test_a_lesson_is_found_as_a_lesson(lesson, path):
    assert route(path).page == lesson
    assert type(route(path).page) is LessonPage


def test_any_other_page_is_left_to_wagtail(site, index):
    site.root_page.add_child(instance=Page(title="About", slug="about"))

    assert route("about/") is None
    assert route("") is None
    assert route("no/such/page/") is None


def test_a_course_index_is_found_at_any_depth(site, index):
    below = index.add_child(instance=type(index)(title="Below", slug="below", organisation=index.organisation))

    assert route(f"{index.slug}/").page == index
    assert route(f"{index.slug}/{below.slug}/").page == below


def test_a_lesson_that_is_not_published_is_not_found(lesson, path, client):
    lesson.unpublish()

    assert client.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("place", ["lesson", "module", "course", "home"])
def test_a_restriction_holds_wherever_it_stands_on_the_way(lesson, path, client, site, course, place, settings):
    module = lesson.get_parent()
    page = {"lesson": lesson, "module": module, "course": course, "home": site.root_page}[place]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert route(path).page.get_view_restrictions().count() == 1
    module_path = module.url_path.removeprefix(site.root_page.url_path)
    answer = client.get(f"/en/{module_path}")
    assert answer.status_code == (200 if place == "lesson" else 302)


def test_a_restriction_beside_the_way_does_not_matter(lesson, path, course):
    other = ModulePage.objects.child_of(course).last()
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)

    assert not route(path).page.may_be_restricted
    assert list(route(path).page.get_view_restrictions()) == []


def test_an_alias_keeps_the_restriction_of_the_page_that_it_repeats(lesson, course, site, index):
    module = ModulePage.objects.child_of(course).first()
    PageViewRestriction.objects.create(page=module, restriction_type=PageViewRestriction.LOGIN)
    alias = course.create_alias(parent=index, update_slug="again", recursive=True)
    copied = LessonPage.objects.descendant_of(alias).get(alias_of=lesson)

    found = route(copied.url_path.removeprefix(site.root_page.url_path)).page

    assert found == copied
    assert found.get_view_restrictions().count() == 1


def test_the_way_costs_three_queries(lesson, path, django_assert_num_queries):
    route(path)
    with django_assert_num_queries(3):
        list(route(path).page.get_view_restrictions())


def test_an_address_of_many_levels_is_left_to_wagtail(site, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert route("a/" * 1000) is None
