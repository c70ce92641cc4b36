from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from learners.models import Attempt, StoredStatement
from learners.quizzes import NoAttemptLeft, answer_quiz
from tests.learners.conftest import QUESTION, RIGHT, WRONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(test_lesson, quiz):
    return f"/en/learning/lessons/{test_lesson.pk}/quizzes/{quiz.translation_key}/"


def test_a_right_answer_passes_and_is_kept(browser, address, enrolment, learner, test_lesson):
    answer = browser.post(address, {f"q-{QUESTION}": RIGHT}, follow=True)

    attempt = Attempt.objects.get()
    assert attempt.is_passed
    assert attempt.is_assessed
    assert attempt.responses == {QUESTION: RIGHT}
    assert b"Passed: 1 of 1 right." in answer.content


def test_every_question_and_the_whole_are_statements(browser, address, enrolment):
    browser.post(address, {f"q-{QUESTION}": WRONG})

    verbs = sorted(statement.verb.rsplit("/", 1)[1] for statement in StoredStatement.objects.all())
    assert verbs == ["answered", "failed"]
    assert set(StoredStatement.objects.values_list("source", flat=True)) == {"server"}


def test_the_right_answer_is_not_in_the_page_before_the_quiz_is_passed(browser, address, enrolment, test_lesson):
    page = browser.get(test_lesson.url).content.decode()

    assert "is_correct" not in page
    assert "The right answer" not in page
    # Nothing distinguishes the two options but their ids and texts.
    shapes = {
        line.replace(RIGHT, "ID")
        .replace(WRONG, "ID")
        .replace("A separator", "TEXT")
        .replace("A cathode", "TEXT")
        .strip()
        for line in page.splitlines()
        if RIGHT in line or WRONG in line
    }
    assert len(shapes) == 1


def test_a_missing_answer_is_asked_for_and_costs_no_attempt(browser, address, enrolment):
    answer = browser.post(address, {})

    assert answer.status_code == 422
    assert b"This question has no answer yet." in answer.content
    assert not Attempt.objects.exists()


def test_an_option_that_is_not_the_questions_is_refused(browser, address, enrolment):
    answer = browser.post(address, {f"q-{QUESTION}": "99999999-1111-4111-8111-111111111111"})

    assert answer.status_code == 422
    assert b"Choose one of the answers." in answer.content


def test_after_the_last_attempt_there_is_a_pause_and_then_a_new_round(test_lesson, enrolment, learner, quiz):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)
        answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)
        with pytest.raises(NoAttemptLeft):
            answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    with time_machine.travel(now + timedelta(hours=24, seconds=1), tick=False):
        assert answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner).is_passed


def test_a_passed_quiz_takes_no_more_answers(test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    with pytest.raises(NoAttemptLeft):
        answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)


def test_who_is_not_enrolled_is_sent_to_the_course(browser, address, course):
    answer = browser.post(address, {f"q-{QUESTION}": RIGHT})

    assert (answer.status_code, answer["Location"]) == (302, course.url)
    assert not Attempt.objects.exists()


def test_a_quiz_of_another_lesson_is_not_found(browser, reading, quiz, test_lesson, enrolment):
    answer = browser.post(f"/en/learning/lessons/{reading.pk}/quizzes/{quiz.translation_key}/", {})

    assert answer.status_code == 404
