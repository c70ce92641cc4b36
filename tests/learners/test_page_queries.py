"""What a page costs, with 2 and with 200 lessons and learners."""

import pytest
from django.core.cache import cache

from courses.models import CoursePage
from learners.enrolments import enrol
from learners.models import LessonCompletion
from tests.learners.conftest import add_lesson, h5p_block, quiz_block

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson_with_everything(module, quiz, activity):
    return add_lesson(module, "Everything", quiz_block(quiz), h5p_block(activity))


def fill(module, course, django_user_model, size):
    for number in range(size):
        lesson = add_lesson(module, f"More {number}")
        learner = django_user_model.objects.create_user(f"p{number}@example.org")
        enrol(learner, course=course)
        LessonCompletion.objects.create(
            learner=learner,
            lesson_key=lesson.translation_key,
            module_key=module.translation_key,
            course_key=course.translation_key,
            is_assessed=False,
        )


@pytest.mark.parametrize("size", [2, 200])
def test_a_lesson_costs_at_most_twelve_queries(
    browser, lesson_with_everything, module, course, enrolment, django_user_model, size, count_queries
):
    fill(module, course, django_user_model, size)
    browser.get(lesson_with_everything.url)

    assert count_queries(lambda: browser.get(lesson_with_everything.url)) <= 12


@pytest.mark.parametrize("size", [2, 200])
@pytest.mark.parametrize("page", ["course", "catalogue"])
def test_course_and_catalogue_cost_the_same_whatever_they_hold(
    client, browser, index, module, course, enrolment, organisation, django_user_model, size, page, count_queries
):
    fill(module, course, django_user_model, size)
    for number in range(size):
        index.add_child(instance=CoursePage(title=f"C{number}", code=f"C{number}", level=5, organisation=organisation))
    address = {"course": course.url, "catalogue": index.url}[page]
    cache.clear()
    browser.get(address)

    assert count_queries(lambda: browser.get(address)) <= 20
