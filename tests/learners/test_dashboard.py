import pytest

from courses.models import CoursePage, ModulePage
from learners.dashboard import dashboard_of
from learners.enrolments import enrol
from learners.lessons import say_done
from tests.learners.conftest import add_lesson

pytestmark = pytest.mark.django_db


def test_somebody_new_is_told_what_to_do(browser):
    answer = browser.get("/en/learning/")

    assert b"You have no courses yet." in answer.content


def test_a_lesson_that_is_done_is_followed_by_the_next(learner, module, reading, enrolment, rf):
    following = add_lesson(module, "The next")
    say_done(reading, learner=learner)

    course = dashboard_of(learner, request=rf.get("/")).to_go_on_with

    assert course.standing.next.page == following
    assert course.standing.progress.done_scaled == pytest.approx(0.5)


def test_the_dashboard_costs_the_same_for_many_courses_and_lessons(
    browser, learner, index, organisation, count_queries
):
    def cost_with(numbers, *, lessons):
        for number in numbers:
            course = index.add_child(
                instance=CoursePage(title=f"C{number}", code=f"C{number}", level=4, organisation=organisation)
            )
            module = course.add_child(instance=ModulePage(title="M", code="M1"))
            for place in range(lessons):
                add_lesson(module, f"Lesson {place}")
            enrol(learner, course=course)
        browser.get("/en/learning/")
        return count_queries(lambda: browser.get("/en/learning/"))

    assert cost_with(range(2), lessons=1) == cost_with(range(2, 22), lessons=9) <= 13
