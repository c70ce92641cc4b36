"""What a page costs, with 2 and with 200 lessons and learners."""

import pytest

from courses.models import CoursePage, LessonPage
from learners.enrolments import enrol
from learners.models import LessonCompletion
from tests.courses.translated import locale_of, translate
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


LIMITS = {"lesson": 12, "course": 14, "module": 13, "catalogue": 11, "dashboard": 13}


@pytest.mark.parametrize("page", LIMITS)
@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_page_costs_the_same_with_200_lessons_learners_and_courses_in_each_language(
    browser,
    index,
    lesson_with_everything,
    module,
    course,
    enrolment,
    organisation,
    django_user_model,
    language,
    page,
    count_queries,
):
    """In Finnish half of it is translated."""
    path = {
        "lesson": "courses/bat101/m1/everything/",
        "course": "courses/bat101/",
        "module": "courses/bat101/m1/",
        "catalogue": "courses/",
        "dashboard": "learning/",
    }[page]

    def cost_with(numbers):
        fill(module, course, index, organisation, django_user_model, numbers)
        for found in (
            index,
            course,
            module,
            lesson_with_everything,
            *LessonPage.objects.filter(locale=index.locale)[::2],
        ):
            if not found.has_translation(locale_of("fi")) or found.get_translation(locale_of("fi")).alias_of_id:
                translate(found, title=f"Suomeksi: {found.title}")
        browser.get(f"/{language}/{path}")
        return count_queries(lambda: browser.get(f"/{language}/{path}"))

    few, many = cost_with(range(2)), cost_with(range(2, 200))

    assert few == many
    assert many <= LIMITS[page]
