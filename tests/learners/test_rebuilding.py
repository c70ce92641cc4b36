import pytest
from django.core.management import call_command

from learners.lessons import say_done
from learners.models import Attempt, CompetenceRecord, CourseCompletion, LessonCompletion, ModuleCompletion
from learners.quizzes import answer_quiz
from tests.learners.conftest import QUESTION, RIGHT, WRONG, statement_about

pytestmark = pytest.mark.django_db

FIELDS = ("activity_key", "number", "finished_at", "score_scaled", "is_passed", "is_assessed", "responses", "results")


def test_everything_can_be_made_again_from_the_log(
    reading, practice, test_lesson, enrolment, learner, quiz, activity, post_statement
):
    say_done(reading, learner=learner)
    post_statement(statement_about(activity, "attempted"))
    post_statement(statement_about(activity, result={"score": {"raw": 1, "min": 0, "max": 2}}))
    answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    attempts = list(Attempt.objects.order_by("activity_key", "number").values(*FIELDS))
    for model in (Attempt, LessonCompletion, ModuleCompletion, CourseCompletion, CompetenceRecord):
        assert model.objects.exists()
        model.objects.all().delete()

    call_command("rebuild_records")

    assert list(Attempt.objects.order_by("activity_key", "number").values(*FIELDS)) == attempts
    assert LessonCompletion.objects.count() == 3
    assert ModuleCompletion.objects.get().is_assessed
    assert CourseCompletion.objects.count() == CompetenceRecord.objects.count() == 1


def test_what_is_complete_stays_so_when_its_page_is_gone(test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    test_lesson.delete()

    call_command("rebuild_records", learner.pk)

    assert ModuleCompletion.objects.exists()
