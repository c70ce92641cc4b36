import pytest
from django.core.management import call_command

from learners.lessons import say_done
from learners.models import (
    Attempt,
    CompetenceRecord,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
)
from learners.quizzes import answer_quiz
from learners.rebuilding import PROJECTIONS
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

    call_command("rebuild_completions")

    assert list(Attempt.objects.order_by("activity_key", "number").values(*FIELDS)) == attempts
    assert LessonCompletion.objects.count() == 3
    assert ModuleCompletion.objects.get().is_assessed
    assert CourseCompletion.objects.count() == CompetenceRecord.objects.count() == 1


def projected():
    """Every row of every projection, without its own number."""
    return {
        model: sorted(
            repr([(f.attname, getattr(row, f.attname)) for f in model._meta.concrete_fields if f.name != "id"])
            for row in model._default_manager.all()
        )
        for model in PROJECTIONS
    }


def test_rebuilding_twice_gives_what_stands_to_the_last_field(
    reading, practice, test_lesson, enrolment, learner, quiz, activity, post_statement, django_user_model, course
):
    say_done(reading, learner=learner)
    for score in (0, 2, 1):
        post_statement(statement_about(activity, "attempted"))
        post_statement(statement_about(activity, "interacted"))
        post_statement(statement_about(activity, result={"score": {"raw": score, "min": 0, "max": 2}}))
    post_statement(statement_about(activity, "attempted"))
    answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    for number in range(5):
        other = django_user_model.objects.create_user(f"other{number}@example.org")
        Enrolment.objects.create(learner=other, course_key=course.translation_key)
        answer_quiz(quiz, {QUESTION: RIGHT if number % 2 else WRONG}, learner=other)
    stood = projected()
    assert all(stood.values())
    assert Attempt.objects.filter(finished_at=None).exists()

    for _ in range(2):
        call_command("rebuild_completions")
        assert projected() == stood


def test_what_is_told_about_a_question_inside_an_activity_costs_no_query_to_replay(
    practice, enrolment, learner, activity, post_statement, count_queries
):
    def rebuild_with(number):
        for _ in range(number):
            statement = statement_about(activity, "answered")
            statement["object"]["id"] += "#question"
            assert post_statement(statement).status_code == 200
        return count_queries(lambda: call_command("rebuild_completions"))

    assert rebuild_with(2) == rebuild_with(40)


def test_what_is_complete_stays_so_when_its_page_is_gone(test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    test_lesson.delete()

    call_command("rebuild_completions", learner.pk)

    assert ModuleCompletion.objects.exists()
