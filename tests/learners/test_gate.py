"""Who may open a lesson."""

import pytest

from learners.enrolments import leave

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
