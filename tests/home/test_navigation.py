import pytest
from django.utils import translation
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage, Organisation
from home.models import HomePage
from home.navigation import navigation_for


@pytest.fixture
def home(db) -> HomePage:
    Site.objects.all().delete()
    Locale.objects.get_or_create(language_code="fi")
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Kenno", slug="kenno"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def catalogue(home) -> CourseIndexPage:
    return home.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))


def test_the_way_to_the_catalogue_is_not_the_index_of_one_provider(home, catalogue):
    provider = Organisation.objects.create(slug="merikaari", name="Merikaari", kind=Organisation.Kind.PROVIDER)
    catalogue.add_child(instance=CourseIndexPage(title="Merikaari", slug="merikaari", organisation=provider))

    assert navigation_for(None, home).courses_url == catalogue.url


def test_without_a_published_catalogue_there_is_no_way_to_it(home, catalogue):
    catalogue.unpublish()

    assert navigation_for(None, home).courses_url == ""


def test_the_catalogue_is_that_of_the_language_shown(home, catalogue):
    finnish_home = home.copy_for_translation(Locale.objects.get(language_code="fi"))
    finnish_home.get_latest_revision().publish()
    finnish = catalogue.copy_for_translation(Locale.objects.get(language_code="fi"))
    finnish.get_latest_revision().publish()

    with translation.override("fi"):
        assert navigation_for(None, None).courses_url == finnish.url


def test_where_the_catalogue_is_in_one_language_the_way_leads_there_under_the_readers_address(home, catalogue):
    with translation.override("fi"):
        assert navigation_for(None, None).courses_url == "/fi/courses/"


def test_a_page_in_one_language_is_offered_under_the_address_of_each(home, catalogue, rf):
    shown = navigation_for(rf.get("/en/courses/?level=5"), catalogue)

    assert [(link.code, link.url) for link in shown.languages] == [
        ("fi", "/fi/courses/?level=5"),
        ("sv", "/sv/courses/?level=5"),
        ("en", "/en/courses/?level=5"),
    ]
    assert [link.code for link in shown.languages if link.is_shown] == ["en"]


def test_the_languages_that_a_page_is_really_in_are_told_to_search_engines(home, catalogue, rf):
    finnish = Locale.objects.get(language_code="fi")
    home.copy_for_translation(finnish).get_latest_revision().publish()

    assert navigation_for(rf.get("/en/"), home).alternates == (
        ("en", "http://localhost/en/"),
        ("fi", "http://localhost/fi/"),
    )
    assert [code for code, _address in navigation_for(rf.get("/fi/courses/"), catalogue).alternates] == ["en"]


def test_a_page_in_two_languages_offers_the_other_one(home, catalogue, rf):
    language = Locale.objects.get(language_code="fi")
    home.copy_for_translation(language).get_latest_revision().publish()
    finnish = catalogue.copy_for_translation(language)
    finnish.slug = "kurssit"
    finnish.save_revision().publish()

    shown = navigation_for(rf.get("/en/courses/"), catalogue).languages
    assert {link.code: link.url for link in shown}["fi"] == "/fi/kurssit/"


def test_an_address_outside_the_languages_offers_none(home, rf):
    assert navigation_for(rf.get("/badges/issuers/bmk/"), None).languages == ()


def test_a_reader_stays_in_a_language_that_no_page_is_written_in(home, catalogue, client):
    html = client.get("/fi/courses/").content.decode()

    assert '<html lang="fi"' in html
    assert '<h1 lang="en">Courses</h1>' in html
    assert 'href="/en/' not in html.replace('href="/en/courses/" lang="en" hreflang="en"', "")


def test_a_translated_page_leads_to_one_that_is_not_under_its_own_language(home, catalogue, client):
    home.copy_for_translation(Locale.objects.get(language_code="fi")).get_latest_revision().publish()

    assert 'href="/fi/courses/"' in client.get("/fi/").content.decode()


def test_one_query_however_many_pages_there_are(home, catalogue, django_assert_num_queries):
    first = navigation_for(None, home)

    with django_assert_num_queries(1):
        assert navigation_for(None, home) == first


def test_where_a_page_is_not_found_the_courses_are_offered_in_the_language_of_the_address(home, catalogue, client):
    answer = client.get("/fi/ei-ole/")
    html = answer.content.decode()

    assert answer.status_code == 404
    assert '<html lang="fi"' in html
    assert '<form class="search-line" method="get" action="/fi/courses/" role="search"' in html


def test_where_a_page_is_not_found_and_no_catalogue_is_published_none_is_offered(home, client):
    assert 'class="search-line"' not in client.get("/fi/ei-ole/").content.decode()
