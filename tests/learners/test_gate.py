"""Who may open a lesson."""

import pytest

from learners.enrolments import leave
from learners.models import Attempt
from tests.learners.conftest import QUESTION, RIGHT

pytestmark = pytest.mark.django_db


def test_who_is_not_signed_in_is_asked_to(client, reading):
    answer = client.get(reading.url)

    assert (answer.status_code, answer["Location"]) == (302, f"/en/accounts/login/?next={reading.url}")


def test_who_is_not_enrolled_is_sent_to_the_course(browser, reading, course):
    answer = browser.get(reading.url, follow=True)

    assert answer.redirect_chain == [(course.url, 302)]
    assert b"Enrol first, then the lessons open." in answer.content


def test_who_is_enrolled_reads(browser, reading, enrolment):
    assert browser.get(reading.url).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_key == reading.translation_key


def test_who_has_left_reads_no_more(browser, reading, enrolment):
    leave(enrolment)

    assert browser.get(reading.url).status_code == 302


def test_course_and_module_are_open_to_everybody(client, course, module, reading):
    assert client.get(course.url).status_code == 200
    assert client.get(module.url).status_code == 200


def test_enrolling_leads_to_the_first_lesson(browser, course, reading):
    answer = browser.post(f"/en/learning/courses/{course.pk}/enrol/")

    assert (answer.status_code, answer["Location"]) == (302, reading.url)


def test_enrolling_twice_is_enrolling_once(browser, course, reading, learner):
    browser.post(f"/en/learning/courses/{course.pk}/enrol/")
    browser.post(f"/en/learning/courses/{course.pk}/enrol/")

    assert learner.enrolments.count() == 1


def test_who_comes_back_finds_what_was_done(browser, course, reading, enrolment, learner):
    browser.post(f"/en/learning/lessons/{reading.pk}/done/")
    browser.post(f"/en/learning/courses/{course.pk}/leave/")
    browser.post(f"/en/learning/courses/{course.pk}/enrol/")

    assert learner.enrolments.active().count() == 1
    assert learner.lesson_completions.count() == 1


@pytest.fixture(params=["learners", "courses"])
def quiz_address(request, test_lesson, quiz):
    """The two addresses that mark a quiz: with records, and without."""
    return {
        "learners": f"/en/learning/lessons/{test_lesson.pk}/quizzes/{quiz.translation_key}/",
        "courses": f"/en/quizzes/{test_lesson.pk}/{quiz.translation_key}/",
    }[request.param]


@pytest.mark.parametrize("sent", [{}, {f"q-{QUESTION}": RIGHT}])
def test_a_quiz_marks_nobody_whom_its_lesson_would_not_let_in(client, browser, quiz_address, course, enrolment, sent):
    leave(enrolment)

    for visitor, leads_to in ((client, "/en/accounts/login/"), (browser, course.url)):
        answer = visitor.post(quiz_address, sent)
        assert answer.status_code == 302
        assert answer["Location"].startswith(leads_to)


def test_without_records_a_restricted_lesson_is_as_closed_to_its_quiz(browser, quiz_address, test_lesson, enrolment):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=test_lesson, restriction_type=PageViewRestriction.GROUPS)

    assert browser.post(quiz_address, {f"q-{QUESTION}": RIGHT}).status_code == 302
    assert not Attempt.objects.exists()


def test_nobody_enrols_in_an_outline(browser, course, module, learner):
    answer = browser.post(f"/en/learning/courses/{course.pk}/enrol/", follow=True)

    assert b"has no lessons yet, so nobody can enrol in it." in answer.content
    assert not learner.enrolments.exists()


def test_nobody_enrols_past_a_restriction(browser, course, reading, learner):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)

    assert browser.post(f"/en/learning/courses/{course.pk}/enrol/").status_code == 302
    assert not learner.enrolments.exists()


def test_a_page_with_records_is_for_one_person_and_an_open_one_is_not(client, browser, course, reading, enrolment):
    assert "private" in browser.get(reading.url)["Cache-Control"]
    assert "private" in browser.get(course.url)["Cache-Control"]
    assert "private" not in client.get(course.url).get("Cache-Control", "")


def test_a_lesson_of_an_unpublished_module_is_closed_with_its_quiz(
    browser, quiz_address, module, test_lesson, enrolment
):
    module.unpublish()

    assert browser.get(test_lesson.url).status_code == 404
    assert browser.post(quiz_address, {f"q-{QUESTION}": RIGHT}).status_code == 404
    assert not Attempt.objects.exists()


def test_a_number_that_no_database_holds_is_no_address(browser):
    for address in ("learning/courses/{}/enrol/", "learning/lessons/{}/done/"):
        assert browser.post(f"/en/{address.format('9' * 20)}").status_code == 404
