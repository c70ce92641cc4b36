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
    with translation.override("fi"):
        assert navigation_for(None, None).courses_url == ""


def test_a_page_in_one_language_offers_no_other(home, catalogue):
    assert navigation_for(None, catalogue).languages == ()


def test_a_page_in_two_languages_offers_the_other_one(home, catalogue):
    finnish = home.copy_for_translation(Locale.objects.get(language_code="fi"))
    assert navigation_for(None, home).languages == ()  # a draft is no offer

    finnish.get_latest_revision().publish()

    shown = navigation_for(None, home).languages
    assert [(link.code, bool(link.url)) for link in shown] == [("en", False), ("fi", True)]


def test_one_query_however_many_pages_there_are(home, catalogue, django_assert_num_queries):
    assert catalogue.url  # Wagtail remembers where sites begin

    with django_assert_num_queries(1):
        navigation_for(None, home)
