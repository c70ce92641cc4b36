from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage, Quiz

NOTHING_IS_RECORDED = "You see this as a learner would. Nothing is recorded."


def modules_of(course):
    return list(ModulePage.objects.child_of(course).order_by("path"))


def lessons_of(module):
    return list(LessonPage.objects.child_of(module).order_by("path"))


def learner_view(course, page):
    return reverse("courses_admin:learner_view", args=[course.pk, page.pk])


def read(response):
    return BeautifulSoup(response.content, "html.parser")


def links_in(response):
    return {link["href"] for link in read(response).select("main a[href]")}


@pytest.fixture
def browser(signed_in, teacher):
    return signed_in(teacher)


@pytest.fixture
def draft_lesson(course):
    """A lesson that was never published, between two that are."""
    module = modules_of(course)[0]
    lesson = lessons_of(module)[0].add_sibling(instance=LessonPage(title="Draft", live=False), pos="right")
    lesson.title, lesson.lead = "Newer draft", "What you can do afterwards."
    lesson.save_revision()
    return lesson


@pytest.fixture
def quiz(index):
    option = {"text": "Anode", "is_correct": True, "feedback": "Well seen."}
    other = {"text": "Cathode", "is_correct": False, "feedback": "The other side."}
    return Quiz.objects.create(
        title="Parts of a cell",
        organisation=index.organisation,
        locale=Locale.get_default(),
        questions=[
            {
                "type": "single_choice",
                "id": "11111111-1111-4111-8111-111111111111",
                "value": {
                    "prompt": "Where do ions start?",
                    "feedback_correct": "",
                    "feedback_incorrect": "",
                    "options": [
                        {"type": "item", "id": "22222222-2222-4222-8222-222222222222", "value": option},
                        {"type": "item", "id": "33333333-3333-4333-8333-333333333333", "value": other},
                    ],
                },
            }
        ],
    )


# View as learner


@pytest.mark.parametrize("which", ["course", "module", "lesson"])
def test_an_author_sees_course_module_and_lesson_as_a_learner_would(browser, course, which):
    module = modules_of(course)[0]
    page = {"course": course, "module": module, "lesson": lessons_of(module)[0]}[which]

    response = browser.get(learner_view(course, page))

    assert response.status_code == 200
    assert read(response).select_one("main h1").text == page.title
    assert NOTHING_IS_RECORDED in read(response).get_text(" ", strip=True)


def test_the_latest_draft_is_shown(browser, course, draft_lesson):
    response = browser.get(learner_view(course, draft_lesson))

    assert read(response).select_one("main h1").text == "Newer draft"
    assert "What you can do afterwards." in read(response).text


def test_its_links_stay_among_the_drafts(browser, course, draft_lesson):
    module = modules_of(course)[0]

    on_module = links_in(browser.get(learner_view(course, module)))
    on_lesson = links_in(browser.get(learner_view(course, draft_lesson)))

    assert learner_view(course, draft_lesson) in on_module
    assert {learner_view(course, lesson) for lesson in lessons_of(module)} <= on_module
    assert {learner_view(course, lesson) for lesson in lessons_of(module)} - {
        learner_view(course, draft_lesson)
    } <= on_lesson


def test_a_lesson_that_is_not_published_has_its_place_between_the_others(browser, course, draft_lesson):
    response = browser.get(learner_view(course, lessons_of(modules_of(course)[0])[0]))

    forward = read(response).select(".next-prev a")[-1]
    assert forward["href"] == learner_view(course, draft_lesson)
    assert "Newer draft" in forward.text


def test_it_leads_back_to_the_outline(browser, course):
    assert reverse("courses_admin:outline", args=[course.pk]) in links_in(browser.get(learner_view(course, course)))


def test_drafts_are_hidden_from_teachers_of_other_providers(signed_in, stranger, course, draft_lesson):
    for page in (course, modules_of(course)[0], draft_lesson):
        response = signed_in(stranger).get(learner_view(course, page))
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")


def test_a_page_outside_the_course_is_not_found(browser, course, index, make_course):
    other = make_course(index, code="BAT102")

    assert browser.get(learner_view(course, other), follow=True).status_code == 404


def test_looking_leaves_no_trace(browser, course, draft_lesson):
    before = draft_lesson.revisions.count()
    lesson = lessons_of(modules_of(course)[0])[0]

    with CaptureQueriesContext(connection) as queries:
        browser.get(learner_view(course, lesson))

    writes = [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert [sql for sql in writes if "session" not in sql] == []
    assert draft_lesson.revisions.count() == before


def test_the_learner_view_costs_the_same_with_two_lessons_and_with_two_hundred(browser, index, make_course):
    small = make_course(index, code="SMALL", modules=1, lessons=2)
    large = make_course(index, code="LARGE", modules=4, lessons=50)
    for course in (small, large):
        browser.get(learner_view(course, course))

    counts = []
    for course in (small, large):
        with CaptureQueriesContext(connection) as queries:
            browser.get(learner_view(course, course))
            browser.get(learner_view(course, lessons_of(modules_of(course)[0])[0]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Trying a quiz


def test_an_author_tries_the_quiz_of_a_draft_and_nothing_is_kept(browser, course, draft_lesson, quiz):
    draft_lesson.body = [("quiz", {"quiz": quiz})]
    draft_lesson.save_revision()
    form = read(browser.get(learner_view(course, draft_lesson))).select_one("form[action*='/learner/']")
    right = form.select_one("input[value='22222222-2222-4222-8222-222222222222']")

    response = browser.post(form["action"], {right["name"]: right["value"]})

    assert response.status_code == 200
    assert "Well seen." in read(response).text
    assert not LessonActivity.objects.filter(lesson=draft_lesson).exists()
    assert "Well seen." not in read(browser.get(learner_view(course, draft_lesson))).text


def test_saving_a_draft_puts_no_quiz_into_the_published_lesson(course, quiz):
    lesson = lessons_of(modules_of(course)[0])[0]
    lesson.body = [("quiz", {"quiz": quiz})]

    revision = lesson.save_revision()
    assert not LessonActivity.objects.filter(lesson=lesson).exists()

    revision.publish()
    assert LessonActivity.objects.get(lesson=lesson).activity_key == quiz.translation_key


def test_a_quiz_that_the_draft_does_not_hold_cannot_be_tried(browser, course, draft_lesson, quiz):
    url = reverse("courses_admin:try_quiz", args=[course.pk, draft_lesson.pk, quiz.translation_key])

    assert browser.post(url, {}, follow=True).status_code == 404


def test_a_stranger_cannot_try_the_quiz_of_a_draft(signed_in, stranger, course, draft_lesson, quiz):
    draft_lesson.body = [("quiz", {"quiz": quiz})]
    draft_lesson.save_revision()
    url = reverse("courses_admin:try_quiz", args=[course.pk, draft_lesson.pk, quiz.translation_key])

    assert signed_in(stranger).post(url, {}).url == reverse("wagtailadmin_home")


# Previews of the page editor


def preview(browser, page, **changes):
    """Preview the page with changes that are not saved, as the editor does."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        sent[name] = "" if value is None or not isinstance(value, str | int) else value
    for formset in getattr(form, "formsets", {}).values():
        sent |= {
            f"{formset.prefix}-TOTAL_FORMS": 0,
            f"{formset.prefix}-INITIAL_FORMS": 0,
            f"{formset.prefix}-MIN_NUM_FORMS": 0,
            f"{formset.prefix}-MAX_NUM_FORMS": 1000,
        }
    sent |= {"body-count": 0, "intro": '{"entityMap": {}, "blocks": []}'} | changes
    answer = browser.post(url, sent)
    assert answer.json() == {"is_valid": True, "is_available": True}, answer.json()
    return browser.get(url + "?" + urlencode({"in_preview_panel": "true"}))


@pytest.mark.parametrize("which", ["index", "course", "module", "lesson"])
def test_every_kind_of_page_is_previewed_with_changes_that_are_not_saved(browser, index, course, which):
    module = modules_of(course)[0]
    page = {"index": index, "course": course, "module": module, "lesson": lessons_of(module)[0]}[which]

    response = preview(browser, page, title="Not saved yet")

    assert response.status_code == 200
    assert read(response).select_one("main h1").text == "Not saved yet"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_preview_of_a_draft_shows_the_drafts_beside_it(browser, course, draft_lesson):
    response = browser.get(reverse("wagtailadmin_pages:view_draft", args=[draft_lesson.pk]))

    assert response.status_code == 200
    assert read(response).select_one("main h1").text == "Newer draft"
    neighbours = [link.text for link in read(response).select(".next-prev a")]
    assert any("Lesson 1.1" in text for text in neighbours)
    assert any("Lesson 1.2" in text for text in neighbours)


@pytest.mark.parametrize("model", [CoursePage, ModulePage, LessonPage])
def test_a_page_is_previewed_before_it_is_saved_for_the_first_time(browser, index, course, model):
    parent = {CoursePage: index, ModulePage: course, LessonPage: modules_of(course)[0]}[model]
    place = ["courses", model._meta.model_name, parent.pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=place)
    sent = {"title": "Brand new", "slug": "brand-new", "code": "NEW", "level": 4, "body-count": 0}
    sent |= {"organisation": index.organisation.pk, "intro": '{"entityMap": {}, "blocks": []}'}
    for prefix in ("prerequisites", "outcomes", "comments"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    assert browser.post(url, sent).json()["is_valid"]
    response = browser.get(url)

    assert response.status_code == 200
    assert read(response).select_one("main h1").text == "Brand new"


def test_a_quiz_is_previewed_as_learners_see_it_before_it_is_saved(browser, quiz):
    url = reverse("wagtailsnippets_courses_quiz:preview_on_edit", args=[quiz.pk])
    question = "questions-0-value"
    sent = {
        "title": "Parts of a cell",
        "organisation": quiz.organisation_id,
        "pass_mark": "0.80",
        "pause_hours": 24,
        "questions-count": 1,
        "questions-0-type": "single_choice",
        "questions-0-order": 0,
        "questions-0-deleted": "",
        f"{question}-prompt": "Where do ions start?",
        f"{question}-options-count": 2,
    }
    for number, (text, feedback) in enumerate([("Anode", "Well seen."), ("Cathode", "The other side.")]):
        option = f"{question}-options-{number}"
        sent |= {f"{option}-type": "item", f"{option}-order": number, f"{option}-deleted": ""}
        sent |= {f"{option}-value-text": text, f"{option}-value-feedback": feedback}
    sent |= {f"{question}-options-0-value-is_correct": "on"}

    assert browser.post(url, sent).json()["is_valid"]
    response = browser.get(url)

    text = read(response).get_text(" ", strip=True)
    assert "Where do ions start?" in text
    assert "Anode" in text
    assert "Well seen." not in text
    assert NOTHING_IS_RECORDED in text
