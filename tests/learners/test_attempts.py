from datetime import timedelta

import pytest
from django.utils import timezone

from learners.attempts import tries_and_pause
from learners.models import Attempt
from tests.learners.conftest import statement_about

pytestmark = pytest.mark.django_db


def test_an_attempt_begins_once_however_often_the_page_is_loaded(post_statement, practice, enrolment, activity):
    post_statement(statement_about(activity, "attempted"))
    post_statement(statement_about(activity, "attempted"))

    assert Attempt.objects.filter(finished_at=None).count() == 1


def test_a_finished_attempt_is_followed_by_the_next(post_statement, practice, enrolment, activity):
    for raw in (1, 2):
        post_statement(statement_about(activity, "attempted"))
        post_statement(statement_about(activity, result={"score": {"raw": raw, "min": 0, "max": 2}}))

    assert [(a.number, float(a.score_scaled)) for a in Attempt.objects.all()] == [(1, 0.5), (2, 1.0)]


def test_what_a_browser_reports_is_marked_as_self_checked(post_statement, practice, enrolment, activity):
    post_statement(statement_about(activity, "passed", result={"success": True, "score": {"scaled": 1}}))

    assert not Attempt.objects.get().is_assessed


def test_an_answer_that_says_it_is_not_complete_leaves_the_attempt_open(post_statement, practice, enrolment, activity):
    post_statement(statement_about(activity, "answered", result={"completion": False}))

    assert not Attempt.objects.finished().exists()


def finished(*hours_ago):
    now = timezone.now()
    return [Attempt(number=n, finished_at=now - timedelta(hours=h)) for n, h in enumerate(hours_ago, start=1)]


@pytest.mark.parametrize(
    ("attempts", "used", "is_waiting"),
    [
        (finished(), 0, False),
        (finished(5), 1, False),
        (finished(5, 1), 2, True),
        (finished(30, 25), 0, False),
        (finished(30, 25, 1), 1, False),
        (finished(30, 28, 26, 2), 2, True),
    ],
)
def test_attempts_come_in_rounds_with_a_pause_between(attempts, used, is_waiting):
    count, until = tries_and_pause(attempts, max_attempts=2, pause=timedelta(hours=24))

    assert (count, until is not None) == (used, is_waiting)


def test_without_a_maximum_nobody_waits():
    assert tries_and_pause(finished(3, 2, 1), max_attempts=None, pause=timedelta(hours=24)) == (3, None)
