"""The workflow of wagtail-localize in the admin, and who may go which step of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Page, Site
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from courses.groups import set_up_translators
from courses.models import CoursePage, LessonPage, ModulePage, Quiz
from tests.courses.conftest import *  # noqa: F403
from tests.courses.translated import locale_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(index):
    home = Page.get_first_root_node().add_child(instance=Page(title="Home", slug="front"))
    index.move(home, pos="last-child")
    index.refresh_from_db()
    Site.objects.all().delete()
    locale_of("fi")
    return Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


@pytest.fixture
def lesson(course):
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.lead = "Start here."
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def quiz(index):
    said = {"feedback_correct": "", "feedback_incorrect": ""}
    question = {"prompt": "How much?", "answer": "3", "tolerance": "0", "unit": "", "unit_label": "", **said}
    return Quiz.objects.create(
        title="Parts",
        organisation=index.organisation,
        questions=[{"type": "numeric", "id": "11111111-1111-4111-8111-111111111111", "value": question}],
    )


def submit(browser, thing, *, subtree=False):
    """Press “Translate this page” and choose Finnish."""
    if isinstance(thing, Page):
        address = reverse("wagtail_localize:submit_page_translation", args=[thing.pk])
    else:
        address = reverse("wagtail_localize:submit_snippet_translation", args=["courses", "quiz", thing.pk])
    return browser.post(address, {"locales": [locale_of("fi").pk], **({"include_subtree": "on"} if subtree else {})})


def finnish_of(thing):
    return type(thing).objects.get(translation_key=thing.translation_key, locale=locale_of("fi"))


def translation_of(thing):
    return Translation.objects.get(source__object_id=thing.translation_key, target_locale=locale_of("fi"))


def segment_of(thing, text):
    return StringSegment.objects.get(source__object_id=thing.translation_key, string__data=text)


def say(browser, thing, text, words):
    """Write the translation of one text, as the translator's screen does."""
    address = reverse(
        "wagtail_localize:edit_string_translation", args=[translation_of(thing).pk, segment_of(thing, text).pk]
    )
    return browser.put(address, urlencode({"value": words}), content_type="application/x-www-form-urlencoded")


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# The way through


def test_a_teacher_translates_a_lesson_of_the_own_provider_and_publishes_it(
    signed_in, teacher, lesson, client, django_capture_on_commit_callbacks
):
    browser = signed_in(teacher)
    address = f"/fi/{lesson.url.removeprefix('/en/')}"

    assert submit(browser, lesson).status_code == 302
    finnish = finnish_of(lesson)
    assert not finnish.live
    screen = browser.get(edit_url(finnish)).content.decode()
    assert "Start here." in screen

    assert say(browser, lesson, "Lesson 1.1", "Oppitunti 1.1").status_code == 201
    assert say(browser, lesson, "Start here.", "Aloita tästä.").status_code == 201
    assert LessonPage.objects.get(pk=finnish.pk).title == "Lesson 1.1"
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(edit_url(finnish), {"action": "publish"}).status_code == 302

    finnish = finnish_of(lesson)
    assert (finnish.live, finnish.title, finnish.lead) == (True, "Oppitunti 1.1", "Aloita tästä.")
    assert b"Aloita t\xc3\xa4st\xc3\xa4." in browser.get(address).content


def test_a_lesson_that_is_being_translated_is_still_read_in_english(signed_in, teacher, lesson):
    browser = signed_in(teacher)

    submit(browser, lesson)

    page = browser.get(f"/fi/{lesson.url.removeprefix('/en/')}").content.decode()
    assert "Start here." in page
    assert '<article class="lesson" lang="en">' in page


def test_a_whole_course_is_submitted_at_once(signed_in, teacher, course):
    submit(signed_in(teacher), course, subtree=True)

    for model in (CoursePage, ModulePage, LessonPage):
        english = model.objects.filter(locale=course.locale)
        assert {page.translation_key for page in english} == {
            page.translation_key for page in model.objects.filter(locale=locale_of("fi"), alias_of__isnull=True)
        }


def test_a_change_of_the_original_is_brought_over_and_what_is_said_already_stays(
    signed_in, teacher, lesson, django_capture_on_commit_callbacks
):
    browser = signed_in(teacher)
    submit(browser, lesson)
    say(browser, lesson, "Lesson 1.1", "Oppitunti 1.1")
    lesson.lead = "Begin here."
    lesson.minutes = 20
    lesson.save_revision().publish()

    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(address, {"publish_translations": "on"}).status_code == 302

    finnish = finnish_of(lesson)
    assert (finnish.title, finnish.lead, finnish.minutes) == ("Oppitunti 1.1", "Begin here.", 20)


def test_a_teacher_translates_a_quiz_of_the_own_provider(signed_in, teacher, quiz):
    browser = signed_in(teacher)

    assert submit(browser, quiz).status_code == 302
    assert say(browser, quiz, "How much?", "Kuinka paljon?").status_code == 201
    finnish = finnish_of(quiz)
    screen = reverse("wagtailsnippets_courses_quiz:edit", args=[finnish.pk])
    assert browser.get(screen).status_code == 200
    assert browser.post(screen, {"action": "publish"}).status_code == 302

    assert finnish_of(quiz).questions[0].value["prompt"] == "Kuinka paljon?"


def test_lists_lead_to_translating_and_ask_nothing_for_each_row(signed_in, teacher, index, quiz, make_course):
    browser = signed_in(teacher)
    quizzes = reverse("wagtailsnippets_courses_quiz:list")
    pages = reverse("wagtailadmin_explore", args=[index.pk])
    first = make_course(index, code="C0", modules=0, lessons=0)

    def cost(address):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    few = cost(quizzes), cost(pages)
    for number in range(1, 10):
        Quiz.objects.create(title=f"Q{number}", organisation=index.organisation, questions=quiz.questions)
        make_course(index, code=f"C{number}", modules=0, lessons=0)

    assert (cost(quizzes), cost(pages)) == few
    submit_quiz = reverse("wagtail_localize:submit_snippet_translation", args=["courses", "quiz", quiz.pk])
    assert submit_quiz in browser.get(quizzes).content.decode()
    submit_page = reverse("wagtail_localize:submit_page_translation", args=[first.pk])
    assert submit_page in browser.get(pages).content.decode()


def test_teachers_may_edit_the_translation_of_their_index_and_what_is_below_it(signed_in, teacher, lesson):
    submit(signed_in(teacher), lesson)

    for page in finnish_of(lesson).get_ancestors(inclusive=True).filter(depth__gte=3):
        assert page.permissions_for_user(teacher).can_edit(), page


# Others


def test_a_teacher_of_another_provider_submits_nothing(signed_in, stranger, lesson, quiz):
    browser = signed_in(stranger)

    for thing in (lesson, quiz):
        submit(browser, thing)

    assert not Translation.objects.exists()
    assert not LessonPage.objects.filter(locale=locale_of("fi")).exists()
    assert not Quiz.objects.filter(locale=locale_of("fi")).exists()


LOCALIZE = [
    ("submit_page_translation", lambda lesson, _quiz: [lesson.pk]),
    ("submit_snippet_translation", lambda _lesson, quiz: ["courses", "quiz", quiz.pk]),
    ("update_translations", lambda lesson, _quiz: [translation_of(lesson).source_id]),
    ("update_translations", lambda _lesson, quiz: [translation_of(quiz).source_id]),
    ("edit_string_translation", lambda lesson, _q: [translation_of(lesson).pk, segment_of(lesson, "Start here.").pk]),
    ("edit_string_translation", lambda _l, quiz: [translation_of(quiz).pk, segment_of(quiz, "How much?").pk]),
    ("edit_override", lambda lesson, _quiz: [translation_of(lesson).pk, 1]),
    ("edit_override", lambda _lesson, quiz: [translation_of(quiz).pk, 1]),
    ("download_pofile", lambda lesson, _quiz: [translation_of(lesson).pk]),
    ("download_pofile", lambda _lesson, quiz: [translation_of(quiz).pk]),
    ("upload_pofile", lambda lesson, _quiz: [translation_of(lesson).pk]),
    ("upload_pofile", lambda _lesson, quiz: [translation_of(quiz).pk]),
    ("machine_translate", lambda lesson, _quiz: [translation_of(lesson).pk]),
    ("machine_translate", lambda _lesson, quiz: [translation_of(quiz).pk]),
    ("preview_translation", lambda lesson, _quiz: [translation_of(lesson).pk]),
    ("stop_translation", lambda lesson, _quiz: [translation_of(lesson).pk]),
    ("stop_translation", lambda _lesson, quiz: [translation_of(quiz).pk]),
    ("convert_to_alias", lambda lesson, _quiz: [finnish_of(lesson).pk]),
    ("snippets_api_listing", lambda _lesson, _quiz: ["courses", "quiz"]),
    ("snippets_api_detail", lambda _lesson, quiz: ["courses", "quiz", quiz.pk]),
]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize(("name", "arguments"), LOCALIZE)
def test_no_address_of_the_tool_opens_for_a_teacher_of_another_provider(
    signed_in, coordinator, stranger, lesson, quiz, name, arguments, method
):
    for thing in (lesson, quiz):
        submit(signed_in(coordinator), thing)
    translations = Translation.objects.count()
    address = reverse(f"wagtail_localize:{name}", args=arguments(lesson, quiz))

    response = getattr(signed_in(stranger), method)(address)

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
    assert Translation.objects.filter(enabled=True).count() == translations


def test_every_address_of_the_tool_is_in_that_list_or_names_nothing():
    from wagtail_localize.wagtail_hooks import register_admin_urls

    from courses.translation_fence import NAMES_NOTHING

    [mounted] = register_admin_urls()
    assert {pattern.name for pattern in mounted.url_patterns} == {name for name, _arguments in LOCALIZE} | set(
        NAMES_NOTHING
    )


def test_the_report_lists_ones_own_translations_only(signed_in, coordinator, teacher, stranger, lesson, quiz):
    for thing in (lesson, quiz):
        submit(signed_in(coordinator), thing)
    report = reverse("wagtail_localize:translations_report")

    def listed(person):
        response = signed_in(person).get(report)
        assert response.status_code == 200
        return {translation.source.object_repr for translation in response.context["object_list"]}

    assert listed(coordinator) == listed(teacher) == {"Lesson 1.1", "Parts"}
    assert listed(stranger) == set()


def test_a_translator_translates_for_every_provider_and_leaves_publishing_to_it(
    signed_in, make_person, teacher, lesson, django_capture_on_commit_callbacks
):
    translator = make_person("translator", set_up_translators())
    browser = signed_in(translator)
    submit(browser, lesson)
    finnish = finnish_of(lesson)

    assert say(browser, lesson, "Start here.", "Aloita tästä.").status_code == 201
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(edit_url(finnish), {"action": "publish"})

    assert not finnish_of(lesson).live
    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {"publish_translations": "on"})
    assert not finnish_of(lesson).live
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(teacher).post(edit_url(finnish), {"action": "publish"})
    assert (finnish_of(lesson).live, finnish_of(lesson).lead) == (True, "Aloita tästä.")


@pytest.mark.parametrize("kind", ["quiz", "h5pcontent"])
def test_what_a_lesson_may_hold_is_found_by_its_name_in_one_language(signed_in, teacher, quiz, kind):
    submit(signed_in(teacher), quiz)
    address = reverse(f"wagtailsnippetchoosers_courses_{kind}:choose_results")

    response = signed_in(teacher).get(address, {"q": "Parts", "locale": "en"})

    assert response.status_code == 200
    assert list(response.context["results"]) == ([quiz] if kind == "quiz" else [])
