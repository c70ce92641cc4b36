import pytest
from django.core.management import call_command
from wagtail.models import Locale

from courses.models import CoursePage, LessonPage, ModulePage
from courses.outline import outline_of
from courses.seams import Status
from learners.enrolments import enrol
from learners.lessons import say_done
from learners.models import CompetenceRecord, CourseCompletion, LessonCompletion, ModuleCompletion
from learners.quizzes import answer_quiz
from learners.recording import StatementRefused
from learners.records import records_of
from learners.signals import competence_demonstrated, course_completed, module_completed
from tests.courses.translated import translate
from tests.learners.conftest import QUESTION, RIGHT, WRONG, add_lesson, h5p_block, quiz_block, statement_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(django_capture_on_commit_callbacks):
    """Collects the facts that this app tells others, as ``(signal's name, keyword arguments)``."""
    told = []
    receivers = []
    for name, signal in (
        ("module_completed", module_completed),
        ("course_completed", course_completed),
        ("competence_demonstrated", competence_demonstrated),
    ):

        def receive(sender, *, signal, _name=name, **kwargs):
            told.append((_name, kwargs))

        signal.connect(receive)
        receivers.append((signal, receive))
    yield told
    for signal, receive in receivers:
        signal.disconnect(receive)


def test_a_lesson_that_asks_nothing_is_done_when_the_learner_says_so(reading, enrolment, learner):
    assert say_done(reading, learner=learner)

    assert not LessonCompletion.objects.get().is_assessed


def test_saying_so_does_not_complete_a_lesson_with_a_quiz(test_lesson, enrolment, learner):
    assert not say_done(test_lesson, learner=learner)

    assert not LessonCompletion.objects.exists()


def test_saying_so_does_not_complete_a_lesson_with_a_required_activity(practice, enrolment, learner):
    assert not say_done(practice, learner=learner)


def test_an_optional_activity_leaves_it_to_the_learner(module, activity, enrolment, learner):
    lesson = add_lesson(module, "Optional", h5p_block(activity, is_required=False))

    assert say_done(lesson, learner=learner)


def test_a_stranger_cannot_say_that_a_lesson_is_done(reading, stranger):
    with pytest.raises(StatementRefused, match="You are not enrolled"):
        say_done(reading, learner=stranger)


def test_a_passed_quiz_completes_its_lesson_and_a_failed_one_does_not(test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: WRONG}, learner=learner)
    assert not LessonCompletion.objects.exists()

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    assert LessonCompletion.objects.get().is_assessed


def test_a_lesson_with_a_quiz_and_an_activity_wants_both(module, quiz, activity, enrolment, learner, post_statement):
    add_lesson(module, "Both", quiz_block(quiz), h5p_block(activity))

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    assert not LessonCompletion.objects.exists()

    post_statement(statement_about(activity, result={"completion": True}))
    assert LessonCompletion.objects.exists()


def test_a_module_is_complete_when_all_of_its_lessons_are(reading, test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    assert not ModuleCompletion.objects.exists()

    say_done(reading, learner=learner)
    assert ModuleCompletion.objects.get().is_assessed
    assert CourseCompletion.objects.get().is_assessed


def test_a_module_without_lessons_keeps_its_course_open(course, test_lesson, enrolment, learner, quiz):
    course.refresh_from_db()
    course.add_child(instance=ModulePage(title="Only an outline", code="M2"))

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert ModuleCompletion.objects.count() == 1
    assert not CourseCompletion.objects.exists()


def test_practice_alone_completes_a_module_but_is_no_evidence(practice, enrolment, learner, activity, post_statement):
    post_statement(statement_about(activity, "passed", result={"success": True, "completion": True}))

    assert not ModuleCompletion.objects.get().is_assessed
    assert not CompetenceRecord.objects.exists()


def test_a_guarded_module_shows_its_competences_at_their_level(test_lesson, enrolment, learner, quiz, competence):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    record = CompetenceRecord.objects.get()
    assert (record.competence, record.level) == (competence, 5)
    assert CompetenceRecord.objects.satisfying(competence, 4).exists()
    assert not CompetenceRecord.objects.satisfying(competence, 6).exists()


def test_what_is_complete_is_told_once_after_the_commit(
    facts, test_lesson, enrolment, learner, quiz, module, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    with django_capture_on_commit_callbacks(execute=True):
        say_done(test_lesson, learner=learner)

    assert sorted(name for name, _ in facts) == ["competence_demonstrated", "course_completed", "module_completed"]
    told = dict(facts)["module_completed"]
    assert told["module_key"] == module.translation_key
    assert told["is_assessed"]


def test_a_record_is_one_and_the_same_in_all_languages(test_lesson, enrolment, learner, quiz, course):
    finnish, _ = Locale.objects.get_or_create(language_code="fi")
    course.get_parent().specific.copy_for_translation(finnish, copy_parents=True)
    translated = course.copy_for_translation(finnish)
    module = translated.translation_key and test_lesson.get_parent().specific.copy_for_translation(finnish)
    lesson = test_lesson.copy_for_translation(finnish)
    for page in (translated, module, lesson):
        page.save_revision().publish()

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert LessonCompletion.objects.count() == ModuleCompletion.objects.count() == CourseCompletion.objects.count() == 1


def test_a_completion_outlives_its_page(test_lesson, enrolment, learner, quiz):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    test_lesson.delete()

    assert LessonCompletion.objects.exists()
    assert ModuleCompletion.objects.exists()


@pytest.fixture
def other_course(index, organisation, quiz):
    """A course that holds the same quiz, which the learner does not take."""
    course = index.add_child(
        instance=CoursePage(title="Another", slug="other", code="X1", level=4, organisation=organisation)
    )
    module = course.add_child(instance=ModulePage(title="All of it", code="M1"))
    add_lesson(module, "The same quiz", quiz_block(quiz))
    return course


def test_a_quiz_that_two_courses_share_completes_only_the_one_that_is_taken(
    course, reading, test_lesson, other_course, enrolment, learner, quiz
):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert LessonCompletion.objects.get().lesson_key == test_lesson.translation_key
    assert not ModuleCompletion.objects.exists()
    assert not CourseCompletion.objects.exists()


def test_whoever_takes_both_completes_each_under_its_own_name(
    course, reading, test_lesson, other_course, enrolment, learner, quiz
):
    enrol(learner, course=other_course)

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert CourseCompletion.objects.get().course_key == other_course.translation_key
    assert LessonCompletion.objects.count() == 2


def test_a_quiz_that_was_passed_in_another_course_lets_its_copy_be_said_done(
    other_course, test_lesson, enrolment, learner, quiz, browser
):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    enrol(learner, course=other_course)
    copy = LessonPage.objects.descendant_of(other_course).get()

    assert b"I have done this lesson" in browser.get(copy.url).content
    assert say_done(copy, learner=learner)
    assert ModuleCompletion.objects.get(course_key=other_course.translation_key).is_assessed


def test_a_quiz_that_came_later_and_was_never_passed_is_no_evidence(
    module, reading, enrolment, learner, quiz, competence
):
    other = add_lesson(module, "Another to read")
    say_done(reading, learner=learner)
    reading.body = [quiz_block(quiz)]
    reading.save()

    say_done(other, learner=learner)

    assert not ModuleCompletion.objects.get().is_assessed
    assert not CompetenceRecord.objects.exists()

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert ModuleCompletion.objects.get().is_assessed
    assert CompetenceRecord.objects.exists()


def test_a_module_completes_when_what_was_missing_is_unpublished(
    module, reading, test_lesson, enrolment, learner, quiz
):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    reading.unpublish()

    call_command("rebuild_completions")

    assert ModuleCompletion.objects.get().is_assessed


def test_one_translated_lesson_does_not_complete_a_module_of_two(
    reading, test_lesson, enrolment, learner, quiz, course, module
):
    finnish, _ = Locale.objects.get_or_create(language_code="fi")
    course.get_parent().specific.copy_for_translation(finnish, copy_parents=True)
    for page in (course, module, test_lesson):
        page.copy_for_translation(finnish).save_revision().publish()

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert not ModuleCompletion.objects.exists()


def test_a_lesson_that_moves_to_another_course_stays_done(
    test_lesson, enrolment, learner, quiz, index, organisation, rf
):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    other = index.add_child(
        instance=CoursePage(title="Elsewhere", slug="else", code="E1", level=4, organisation=organisation)
    )
    module = other.add_child(instance=ModulePage(title="New home", code="M1"))
    test_lesson.move(module, pos="last-child")

    records = records_of(learner, outline=outline_of(CoursePage.objects.get(pk=other.pk), request=rf.get("/")))

    assert records.status_of(test_lesson.translation_key) == Status.DONE


def test_a_module_that_was_completed_stays_so_when_a_lesson_is_added(
    module, test_lesson, enrolment, learner, quiz, course, rf
):
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    add_lesson(ModulePage.objects.get(pk=module.pk), "Came later")

    records = records_of(learner, outline=outline_of(CoursePage.objects.get(pk=course.pk), request=rf.get("/")))

    assert records.status_of(module.translation_key) == Status.DONE


def test_a_lesson_asks_in_each_language_what_it_asks_where_it_was_written(test_lesson, enrolment, learner, quiz):
    """A translation that has fallen behind and holds no quiz yet does not let anybody off."""
    finnish = translate(test_lesson, title="Näytä tämä", body=[])

    assert not say_done(finnish, learner=learner)
    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)
    assert LessonCompletion.objects.get().lesson_key == test_lesson.translation_key


def test_a_lesson_that_only_a_translation_has_is_not_asked_for(test_lesson, module, enrolment, learner, quiz):
    add_lesson(translate(module, title="Kennon sisällä"), "Vain suomeksi")

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert ModuleCompletion.objects.get().is_assessed


@pytest.mark.parametrize("assessment", ["assignment", "practical", "project", "plan-approval", "logbook"])
def test_a_module_that_asks_for_more_than_quizzes_is_not_complete_by_them(
    test_lesson, reading, module, enrolment, learner, quiz, assessment, facts, django_capture_on_commit_callbacks
):
    ModulePage.objects.filter(pk=module.pk).update(assessment=assessment)

    with django_capture_on_commit_callbacks(execute=True):
        say_done(reading, learner=learner)
        answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert LessonCompletion.objects.count() == 2
    assert not ModuleCompletion.objects.exists()
    assert not CourseCompletion.objects.exists()
    assert not CompetenceRecord.objects.exists()
    assert facts == []


def test_a_module_whose_assessment_is_a_quiz_is_complete_when_it_is_passed(
    test_lesson, module, enrolment, learner, quiz
):
    ModulePage.objects.filter(pk=module.pk).update(assessment="quiz")

    answer_quiz(quiz, {QUESTION: RIGHT}, learner=learner)

    assert ModuleCompletion.objects.get().is_assessed
