import pytest
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Locale, Site

from courses.languages import language_of, other_titles, title_of
from courses.models import CoursePage
from courses.templatetags.courses_tags import lang_of, lang_of_reader
from courses.templatetags.courses_tags import title_of as shown_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(course):
    course.title, course.title_fi, course.title_sv = "Cells", "Kennot", ""
    return course


def test_a_course_is_called_what_it_is_called_in_the_language_of_the_reader(translated):
    with translation.override("fi"):
        assert title_of(translated) == ("Kennot", "fi")
        assert other_titles(translated) == [("en", "Cells")]
    with translation.override("sv"):
        assert title_of(translated) == ("Cells", "en")
        assert other_titles(translated) == [("fi", "Kennot")]
    with translation.override("en"):
        assert title_of(translated) == ("Cells", "en")


def test_only_what_is_not_in_the_language_of_the_reader_is_marked(translated):
    with translation.override("en"):
        assert (shown_title(translated), lang_of(translated), lang_of_reader(translated)) == ("Cells", "", "")
    with translation.override("sv"):
        assert shown_title(translated) == '<span lang="en">Cells</span>'
        assert (lang_of(translated), lang_of_reader(translated)) == (' lang="en"', ' lang="sv"')
    with translation.override("fi"):
        assert shown_title(translated) == "Kennot"


def test_a_title_is_text_and_never_markup(course):
    course.title = "<b>Cells</b>"

    with translation.override("sv"):
        assert shown_title(course) == '<span lang="en">&lt;b&gt;Cells&lt;/b&gt;</span>'


def test_the_language_of_a_page_costs_no_query(course, django_assert_num_queries):
    Site.objects.update(root_page=course.get_parent())
    cache.clear()
    Site.get_site_root_paths()  # Wagtail keeps them in its cache

    with django_assert_num_queries(0):
        assert language_of(course) == "en"


def test_a_page_that_is_previewed_before_it_is_saved_has_the_language_it_was_begun_in(course):
    unsaved = CoursePage(title="Kennot", locale=Locale.objects.get_or_create(language_code="fi")[0])

    assert language_of(unsaved) == "fi"


def test_a_page_in_the_tree_of_a_language_is_written_in_it(course):
    index = course.get_parent().specific
    Site.objects.update(root_page=index)
    finnish = index.copy_for_translation(Locale.objects.get_or_create(language_code="fi")[0])
    translated = course.copy_for_translation(finnish.locale)

    assert language_of(translated) == "fi"
