import pytest

from learners.lessons import say_done
from learners.models import CompetenceRecord, CourseCompletion, LessonCompletion, ModuleCompletion
from learners.quizzes import answer_quiz
from learners.recording import StatementRefused
from learners.signals import competence_demonstrated, course_completed, module_completed
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
    from courses.models import ModulePage

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
    from wagtail.models import Locale

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
