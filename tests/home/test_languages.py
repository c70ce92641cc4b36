"""A course in two languages: one structure, each page in the reader's language where it is translated."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from badges.keys import create_issuer_key
from badges.models import Achievement, AwardRule, Credential, Issuer
from courses.catalogue import catalogue
from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import outline_of
from courses.quizzes.submissions import field_name
from learners.enrolments import enrol
from learners.models import Attempt, Enrolment, LessonCompletion, ModuleCompletion
from tests.courses.translated import locale_of, translate
from tests.learners.conftest import *  # noqa: F403

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(module):
    return module.add_child(instance=LessonPage(title="Parts of a cell", slug="parts"))


@pytest.fixture
def second(module, first):
    return module.add_child(instance=LessonPage(title="Charge", slug="charge"))


@pytest.fixture
def lessons(first, second, enrolment):
    return first, second


def seen(browser: Client, address: str) -> BeautifulSoup:
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))
    return BeautifulSoup(response.content, "html.parser")


def notice(page: BeautifulSoup) -> str:
    return " ".join(found.text for found in page.select(".notice"))


def titles(outline) -> list[list[str]]:
    return [[module.page.title, *(lesson.page.title for lesson in module.lessons)] for module in outline.modules]


# What is shown


def test_a_page_that_is_not_translated_is_shown_in_english_under_the_readers_address(browser, lessons):
    page = seen(browser, "/fi/courses/bat101/m1/parts/")

    assert page.html["lang"] == "fi"
    assert page.select_one("article.lesson")["lang"] == "en"
    assert page.select_one("article.lesson h1").text == "Parts of a cell"
    assert len(page.select(".notice")) == 1
    assert page.select_one("link[rel=canonical]")["href"].endswith("/en/courses/bat101/m1/parts/")


def test_a_translated_page_is_shown_without_a_notice(browser, lessons, first):
    translate(first, title="Kennon osat")

    page = seen(browser, "/fi/courses/bat101/m1/parts/")

    assert page.select_one("article.lesson h1").text == "Kennon osat"
    assert not page.select_one("article.lesson").has_attr("lang")
    assert not page.select(".notice")
    assert page.select_one("link[rel=canonical]")["href"].endswith("/fi/courses/bat101/m1/parts/")


def test_the_english_page_stays_as_it_is_when_there_is_a_translation(browser, lessons, first):
    translate(first, title="Kennon osat")

    page = seen(browser, "/en/courses/bat101/m1/parts/")

    assert page.select_one("article.lesson h1").text == "Parts of a cell"
    assert not page.select(".notice")


def test_a_draft_translation_is_shown_to_no_reader(browser, lessons, first):
    translate(first, title="Kennon osat", publish=False).unpublish()

    assert seen(browser, "/fi/courses/bat101/m1/parts/").select_one("article.lesson h1").text == "Parts of a cell"


def test_an_alias_that_stands_in_for_a_translation_counts_as_none(browser, lessons, first, course):
    translate(first, title="Kennon osat")

    page = seen(browser, "/fi/courses/bat101/")

    assert page.select_one("h1 [lang=en]").text == "Battery basics"
    assert len(page.select(".notice")) == 1


def test_a_page_written_in_finnish_only_is_shown_to_english_readers_too(browser, index, organisation, course):
    finnish_index = translate(index, title="Kurssit", slug="kurssit")
    finnish_index.add_child(
        instance=CoursePage(title="Suomeksi", slug="vain", code="FIN1", level=4, organisation=organisation)
    )

    page = seen(browser, "/en/kurssit/vain/")

    assert page.html["lang"] == "en"
    assert page.select_one("h1 [lang=fi]").text == "Suomeksi"
    assert "Below is the Finnish text." in notice(page)


# Where it leads


def test_the_english_address_of_a_translated_page_leads_to_the_translation(browser, lessons, first):
    translate(first, title="Kennon osat", slug="osat")

    response = browser.get("/fi/courses/bat101/m1/parts/?from=mail")

    assert response.status_code == 302
    assert response.headers["Location"] == "/fi/courses/bat101/m1/osat/?from=mail"
    assert seen(browser, "/fi/courses/bat101/m1/osat/").select_one("h1").text == "Kennon osat"


def test_the_address_of_an_alias_leads_to_where_its_original_is_read(browser, lessons, first, index):
    translate(index, title="Kurssit", slug="kurssit")
    translate(first, title="Kennon osat")

    response = browser.get("/fi/kurssit/bat101/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/fi/courses/bat101/"
    assert browser.get("/fi/courses/bat101/").status_code == 200


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_links_stay_in_the_readers_language_whatever_they_lead_to(browser, lessons, second, course, language):
    translate(course, title="Akun perusteet")
    translate(second, title="Lataus")

    for address in ("courses/bat101/", "courses/bat101/m1/", "courses/bat101/m1/parts/"):
        page = seen(browser, f"/{language}/{address}")
        inside = [a["href"] for a in page.select("main a[href^='/']")]
        assert inside
        assert all(href.startswith(f"/{language}/") for href in inside), inside


def test_the_switch_keeps_the_page_in_each_direction(browser, lessons, first):
    translate(first, title="Kennon osat", slug="osat")

    def switch(address):
        return {a["hreflang"]: a["href"] for a in seen(browser, address).select("nav.languages a")}

    english, finnish = "/en/courses/bat101/m1/parts/?a=1", "/fi/courses/bat101/m1/osat/?a=1"
    swedish = "/sv/courses/bat101/m1/parts/?a=1"
    for address in (english, finnish, swedish):
        assert switch(address) == {"en": english, "fi": finnish, "sv": swedish}


def test_a_page_of_an_app_keeps_its_address_in_each_language(browser, lessons):
    links = {a["hreflang"]: a["href"] for a in seen(browser, "/fi/learning/?x=1").select("nav.languages a")}

    assert links == {language: f"/{language}/learning/?x=1" for language in ("fi", "sv", "en")}


def test_links_in_written_text_lead_to_the_readers_language(browser, lessons, first, second, course):
    course.intro = f'<p><a linktype="page" id="{first.pk}">parts</a> <a linktype="page" id="{second.pk}">charge</a></p>'
    course.save_revision().publish()
    translate(course, title="Akun perusteet")
    translate(second, title="Lataus", slug="lataus")

    def linked(address):
        links = seen(browser, address).select("main a")
        return [next(a["href"] for a in links if a.text == words) for words in ("parts", "charge")]

    assert linked("/fi/courses/bat101/") == ["/fi/courses/bat101/m1/parts/", "/fi/courses/bat101/m1/lataus/"]
    assert linked("/en/courses/bat101/") == ["/en/courses/bat101/m1/parts/", "/en/courses/bat101/m1/charge/"]


# One structure


def test_an_outline_mixes_what_is_translated_with_what_is_not(lessons, first, module, course):
    translate(module, title="Kennon sisällä")
    translate(first, title="Kennon osat")

    with translation.override("fi"):
        assert titles(outline_of(course)) == [["Kennon sisällä", "Kennon osat", "Charge"]]
    with translation.override("en"):
        assert titles(outline_of(course)) == [["Inside a cell", "Parts of a cell", "Charge"]]


def test_the_order_is_that_of_the_leading_course_in_every_language(lessons, first, second, module, course):
    finnish = translate(course, title="Akun perusteet")
    translate(module, title="Kennon sisällä")
    translate(first, title="Kennon osat")
    translate(second, title="Lataus")

    second.move(first, pos="left")

    with translation.override("fi"):
        assert titles(outline_of(finnish)) == [["Kennon sisällä", "Lataus", "Kennon osat"]]


def test_a_lesson_moved_to_another_module_has_moved_in_every_language(lessons, first, module, course):
    translate(module, title="Kennon sisällä")
    translate(first, title="Kennon osat")
    other = course.add_child(instance=ModulePage(title="Quantities", slug="m2", code="M2"))

    LessonPage.objects.get(pk=first.pk).move(other, pos="last-child")

    with translation.override("fi"):
        assert titles(outline_of(course)) == [["Kennon sisällä", "Charge"], ["Quantities", "Kennon osat"]]


def test_a_lesson_that_is_taken_down_is_down_in_every_language(browser, lessons, first, module, course):
    translate(module, title="Kennon sisällä")
    translate(first, title="Kennon osat")

    first.unpublish()

    with translation.override("fi"):
        assert titles(outline_of(course)) == [["Kennon sisällä", "Charge"]]
    assert browser.get("/fi/courses/bat101/m1/parts/").status_code == 404


def test_a_lesson_that_only_a_translation_has_belongs_to_no_outline(browser, lessons, module, course):
    finnish = translate(module, title="Kennon sisällä")
    finnish.add_child(instance=LessonPage(title="Vain suomeksi", slug="vain"))

    with translation.override("fi"):
        assert titles(outline_of(course)) == [["Kennon sisällä", "Parts of a cell", "Charge"]]
    assert browser.get("/fi/courses/bat101/m1/vain/").status_code == 404


def test_when_the_leading_course_is_gone_the_oldest_translation_leads(lessons, first, module, course):
    finnish = translate(course, title="Akun perusteet")
    translate(module, title="Kennon sisällä")
    translate(first, title="Kennon osat")

    CoursePage.objects.get(pk=course.pk).delete()

    assert titles(outline_of(CoursePage.objects.get(pk=finnish.pk))) == [["Kennon sisällä", "Kennon osat"]]


# Catalogue


def test_the_catalogue_has_each_course_once_in_the_language_of_the_reader(index, course, organisation):
    finnish_index = translate(index, title="Kurssit")
    translate(course, title="Akun perusteet")
    index.refresh_from_db()
    index.add_child(instance=CoursePage(title="Cells", slug="cel", code="CEL1", level=5, organisation=organisation))

    def shown(page, language):
        with translation.override(language):
            return [found.page.title for found in catalogue(page, QueryDict()).courses]

    assert shown(index, "fi") == shown(finnish_index, "fi") == ["Akun perusteet", "Cells"]
    assert shown(index, "en") == shown(finnish_index, "en") == ["Battery basics", "Cells"]


def test_a_course_that_is_taken_down_or_restricted_is_in_no_catalogue(index, course):
    translate(course, title="Akun perusteet")

    def shown():
        with translation.override("fi"):
            return [found.page.title for found in catalogue(index, QueryDict()).courses]

    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert shown() == []
    restriction.delete()
    assert shown() == ["Akun perusteet"]
    course.unpublish()
    assert shown() == []


# People


def test_the_dashboard_shows_courses_in_the_language_of_the_reader(browser, lessons, first, course, learner):
    translate(course, title="Akun perusteet")
    translate(first, title="Kennon osat")
    assert Enrolment.objects.filter(learner=learner).count() == 1

    page = seen(browser, "/fi/learning/")

    assert "Akun perusteet" in page.text
    assert "Kennon osat" in page.text
    assert "Battery basics" not in page.text


def test_who_enrols_in_the_translation_is_enrolled_in_the_course(lessons, course, stranger):
    finnish = translate(course, title="Akun perusteet")

    enrol(stranger, course=finnish)

    assert Enrolment.objects.get(learner=stranger).course_key == course.translation_key


@pytest.mark.parametrize("place", ["course", "index"])
def test_a_restriction_on_the_original_holds_for_its_translation(lessons, course, index, place, client):
    translate(course, title="Akun perusteet")
    assert client.get("/fi/courses/bat101/").status_code == 200

    page = {"course": course, "index": index}[place]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/fi/courses/bat101/").status_code == 302


def test_half_in_finnish_and_half_in_english_is_the_whole_and_earns_one_badge(
    browser, first, module, course, quiz, organisation, learner, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"
    issuer = Issuer.objects.create(organisation=organisation, slug="merikaari", name="Merikaari (demo)")
    create_issuer_key(issuer)
    achievement = Achievement.objects.create(issuer=issuer, name="Inside a Cell", description="D", criteria="C")
    AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=module.translation_key)
    test = add_lesson(module, "Show this", quiz_block(quiz))  # noqa: F405
    finnish_quiz = quiz.copy_for_translation(locale_of("fi"))
    finnish_quiz.title = "Kennon osat"
    finnish_quiz.save()
    finnish_test = translate(test, title="Näytä tämä", body=[quiz_block(finnish_quiz)])  # noqa: F405
    finnish_course = translate(course, title="Akun perusteet")

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("learners:enrol", args=[finnish_course.pk]))
        browser.post(
            reverse("learners:answer_quiz", args=[finnish_test.pk, quiz.translation_key]),
            {field_name(QUESTION): RIGHT},  # noqa: F405
        )
        browser.post(reverse("learners:lesson_done", args=[first.pk]))

    assert Enrolment.objects.get(learner=learner).course_key == course.translation_key
    assert Attempt.objects.get().is_passed
    assert {one.lesson_key for one in LessonCompletion.objects.all()} == {first.translation_key, test.translation_key}
    assert ModuleCompletion.objects.get().is_assessed
    assert Credential.objects.get().recipient == learner
    for language in ("fi", "en"):
        page = seen(browser, f"/{language}/courses/bat101/")
        assert page.select_one(".modules .status-done")
