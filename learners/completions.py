"""What is done: lessons by activities or the learner's word, modules by their lessons, a course by its modules."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage

from .evidence import record_competences
from .models import Attempt, CourseCompletion, LessonCompletion, ModuleCompletion
from .signals import course_completed, module_completed


def complete_what_is_done(*, learner, course_key: UUID, lesson_ids: Iterable[int], said_done: bool = False) -> None:
    """Complete the lessons that are done, and the module and course when that was the last thing missing.

    ``said_done``: the learner says so, which is enough only for a lesson that asks nothing.
    Must run in a transaction that holds the learner's enrolment (``recording`` locks it): of two last answers at the
    same moment, the later one then sees both lessons done.
    """
    lessons = LessonPage.objects.live().filter(pk__in=lesson_ids).defer("body")
    for lesson in lessons:
        if complete_lesson(lesson, learner=learner, course_key=course_key, said_done=said_done):
            complete_module_of(lesson, learner=learner, course_key=course_key)


def complete_lesson(lesson: LessonPage, *, learner, course_key: UUID, said_done: bool = False) -> bool:
    """Write down that the lesson is done, if it is; return whether that is news."""
    asked = list(LessonActivity.objects.filter(lesson=lesson))
    demanded = [activity for activity in asked if activity.is_required or activity.is_assessed]
    if demanded:
        attempts = Attempt.objects.of(learner).finished().filter(activity_key__in=[a.activity_key for a in demanded])
        finished, passed = set(), set()
        for attempt in attempts:
            finished.add(attempt.activity_key)
            if attempt.is_passed and attempt.is_assessed:
                passed.add(attempt.activity_key)
        if not all(a.activity_key in (passed if a.is_assessed else finished) for a in demanded):
            return False
    elif not said_done:
        return False
    module = _module_of(lesson)
    _completion, is_new = LessonCompletion.objects.get_or_create(
        learner=learner,
        lesson_key=lesson.translation_key,
        defaults={
            "module_key": module.translation_key,
            "course_key": course_key,
            "is_assessed": any(activity.is_assessed for activity in demanded),
        },
    )
    return is_new


def complete_module_of(lesson: LessonPage, *, learner, course_key: UUID) -> bool:
    """Write down that the lesson's module is done, if all of its lessons are; return whether that is news."""
    module = _module_of(lesson)
    lesson_keys = set(LessonPage.objects.live().child_of(module).values_list("translation_key", flat=True))
    done = set(
        LessonCompletion.objects.filter(learner=learner, lesson_key__in=lesson_keys).values_list(
            "lesson_key", flat=True
        )
    )
    if not lesson_keys or lesson_keys - done:
        return False
    is_assessed = is_guarded(module)
    completion, is_new = ModuleCompletion.objects.get_or_create(
        learner=learner,
        module_key=module.translation_key,
        defaults={"course_key": course_key, "is_assessed": is_assessed},
    )
    if not is_new:
        return False
    if completion.is_assessed:
        record_competences(module, learner=learner, at=completion.completed_at)
    transaction.on_commit(
        partial(
            module_completed.send_robust,
            sender=ModuleCompletion,
            learner=learner,
            module_key=module.translation_key,
            course_key=course_key,
            is_assessed=completion.is_assessed,
        )
    )
    complete_course_of(module, learner=learner, course_key=course_key)
    return True


def complete_course_of(module: ModulePage, *, learner, course_key: UUID) -> bool:
    """Write down that the course is done, if all of its modules are; return whether that is news.

    A module without lessons is never complete, and so neither is its course.
    """
    course = CoursePage.objects.get(path=module.path[: -ModulePage.steplen])
    module_keys = set(ModulePage.objects.live().child_of(course).values_list("translation_key", flat=True))
    completions = ModuleCompletion.objects.filter(learner=learner, module_key__in=module_keys)
    assessed = dict(completions.values_list("module_key", "is_assessed"))
    if not module_keys or module_keys - assessed.keys():
        return False
    completion, is_new = CourseCompletion.objects.get_or_create(
        learner=learner, course_key=course_key, defaults={"is_assessed": all(assessed.values())}
    )
    if is_new:
        transaction.on_commit(
            partial(
                course_completed.send_robust,
                sender=CourseCompletion,
                learner=learner,
                course_key=course_key,
                is_assessed=completion.is_assessed,
            )
        )
    return is_new


def is_guarded(module: ModulePage) -> bool:
    """Whether something in the module is marked by the server or a person, so that completing it is evidence."""
    return LessonActivity.objects.filter(
        lesson__in=LessonPage.objects.live().child_of(module), is_assessed=True
    ).exists()


def _module_of(lesson: LessonPage) -> ModulePage:
    return ModulePage.objects.get(path=lesson.path[: -LessonPage.steplen])
