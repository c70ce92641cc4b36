"""What a page costs, with 2 and with 200 lessons and learners."""

import pytest

from courses.models import CoursePage
from learners.enrolments import enrol
from learners.models import LessonCompletion
from tests.learners.conftest import add_lesson, h5p_block, quiz_block

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson_with_everything(module, quiz, activity):
    return add_lesson(module, "Everything", quiz_block(quiz), h5p_block(activity))


def fill(module, course, index, organisation, django_user_model, numbers):
    """Add a lesson, a learner who has done it, and a course for each number."""
    for number in numbers:
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
        index.add_child(instance=CoursePage(title=f"C{number}", code=f"C{number}", level=5, organisation=organisation))


@pytest.mark.parametrize("page", ["lesson", "course", "catalogue"])
def test_a_page_costs_the_same_with_200_lessons_learners_and_courses(
    browser,
    index,
    lesson_with_everything,
    module,
    course,
    enrolment,
    organisation,
    django_user_model,
    page,
    count_queries,
):
    address = {"lesson": lesson_with_everything.url, "course": course.url, "catalogue": index.url}[page]

    def cost_with(numbers):
        fill(module, course, index, organisation, django_user_model, numbers)
        browser.get(address)
        return count_queries(lambda: browser.get(address))

    few, many = cost_with(range(2)), cost_with(range(2, 200))

    assert few == many
    assert many <= {"lesson": 12, "course": 16, "catalogue": 14}[page]
