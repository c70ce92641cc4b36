from decimal import Decimal

import pytest

from courses.assessments import what_is_open
from courses.models import ModulePage
from courses.outline import outline_of
from courses.progress import module_progress, progress_of
from courses.seams import Records, Status


def test_every_module_weighs_the_same_however_many_lessons_it_has(index, make_course):
    outline = outline_of(make_course(index, code="BAT101", modules=2, lessons=2))
    first = outline.modules[0]

    progress = progress_of(outline, _done(first.lessons[0].key))

    assert module_progress(first, _done(first.lessons[0].key)) == Decimal("0.5")
    assert (progress.done_scaled, progress.modules_done, progress.modules) == (Decimal("0.25"), 0, 2)


def test_a_course_with_a_module_that_has_no_lessons_yet_is_never_at_one(index, make_course):
    course = make_course(index, code="BAT101", modules=2, lessons=1)
    last = course.get_children().last()
    last.get_children().get().delete()
    outline = outline_of(course)
    done = outline.modules[0]

    progress = progress_of(outline, _done(done.key, *(lesson.key for lesson in done.lessons)))

    assert (progress.done_scaled, progress.modules_done) == (Decimal("0.5"), 1)


def test_a_completed_module_stays_complete_when_a_lesson_is_added(index, make_course):
    module = outline_of(make_course(index, code="BAT101")).modules[0]

    assert module_progress(module, _done(module.key)) == 1


def test_without_records_nothing_is_done(index, make_course):
    assert progress_of(outline_of(make_course(index, code="BAT101")), Records()).done_scaled == 0


def _done(*keys) -> Records:
    return Records(is_kept=True, statuses=dict.fromkeys(keys, Status.DONE))


@pytest.mark.parametrize("assessment", [kind for kind in ModulePage.Assessment if kind != ModulePage.Assessment.QUIZ])
def test_an_assessment_that_cannot_be_given_yet_keeps_its_module_below_one(index, make_course, assessment):
    course = make_course(index, code="SAF230", modules=1, lessons=2)
    ModulePage.objects.child_of(course).update(assessment=assessment)
    module = outline_of(course).modules[0]

    assert module_progress(module, _done(*(lesson.key for lesson in module.lessons))) == Decimal(2) / 3
    assert "yet" in what_is_open(module.page)


@pytest.mark.parametrize("assessment", ["", ModulePage.Assessment.QUIZ])
def test_a_module_that_the_server_marks_leaves_nothing_open(index, make_course, assessment):
    course = make_course(index, code="BAT101", modules=1, lessons=2)
    ModulePage.objects.child_of(course).update(assessment=assessment)
    module = outline_of(course).modules[0]

    assert module_progress(module, _done(*(lesson.key for lesson in module.lessons))) == 1
    assert what_is_open(module.page) == ""
