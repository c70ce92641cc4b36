"""What is done: lessons by their activities or the learner's word, modules by their lessons, a course by its modules.

A record is one and the same in every language, and so is what is asked: it is what the leading pages ask
(``courses.languages``). Half of a module in Finnish and half in English is the whole of it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.languages import leading
from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage

from .evidence import record_competences
from .models import Attempt, CourseCompletion, LessonCompletion, ModuleCompletion
from .signals import course_completed, module_completed


def complete_what_is_done(*, learner, lesson_ids: Iterable[int], at: datetime, said_done: bool = False) -> None:
    """Complete the lessons that are done, and their modules and courses when nothing is missing any more.

    ``said_done``: the learner says so, which is enough only for a lesson that asks nothing. Modules are looked at for
    every lesson that is done, also one that was done before: what was missing may have been unpublished since.

    Must run in a transaction that holds the learner's enrolment (``recording`` locks it): of two last answers at the
    same moment, the later one then sees both lessons done.
    """
    keys = LessonPage.objects.filter(pk__in=lesson_ids).values("translation_key")
    for lesson in leading(LessonPage.objects.filter(translation_key__in=keys)).live().defer("body").order_by("path"):
        module = ModulePage.objects.get(path=lesson.path[: -LessonPage.steplen])
        course = CoursePage.objects.get(path=module.path[: -ModulePage.steplen])
        if complete_lesson(lesson, module=module, course=course, learner=learner, at=at, said_done=said_done):
            complete_module(module, course=course, learner=learner, at=at)


def complete_lesson(
    lesson: LessonPage, *, module: ModulePage, course: CoursePage, learner, at: datetime, said_done: bool = False
) -> bool:
    """Write down that the lesson is done, if it is; return whether it is."""
    done = LessonCompletion.objects.filter(learner=learner, lesson_key=lesson.translation_key)
    if done.exists():
        return True
    demanded = list(LessonActivity.objects.filter(Q(is_required=True) | Q(is_assessed=True), lesson=lesson))
    if demanded:
        finished, passed = _finished_and_passed(learner, [activity.activity_key for activity in demanded])
        if not all(a.activity_key in (passed if a.is_assessed else finished) for a in demanded):
            return False
    elif not said_done:
        return False
    LessonCompletion.objects.create(
        learner=learner,
        lesson_key=lesson.translation_key,
        module_key=module.translation_key,
        course_key=course.translation_key,
        is_assessed=any(activity.is_assessed for activity in demanded),
        completed_at=at,
    )
    return True


def complete_module(module: ModulePage, *, course: CoursePage, learner, at: datetime) -> None:
    """Write down that the module is done, if all its lessons are, and that it is evidence, if its quizzes are passed.

    A module that was completed before it had a quiz becomes evidence when the quiz is passed. One that also asks for
    something which nobody can hand in yet is never complete.
    """
    if module.awaits_assessment:
        return
    lessons = LessonPage.objects.live().descendant_of(module)
    lesson_keys = set(lessons.values_list("translation_key", flat=True))
    done = LessonCompletion.objects.filter(learner=learner, lesson_key__in=lesson_keys)
    if not lesson_keys or lesson_keys - set(done.values_list("lesson_key", flat=True)):
        return
    completion, is_new = ModuleCompletion.objects.get_or_create(
        learner=learner,
        module_key=module.translation_key,
        defaults={"course_key": course.translation_key, "is_assessed": False, "completed_at": at},
    )
    if _settle(completion, is_new=is_new, is_proved=is_proved(lessons, learner=learner)):
        if completion.is_assessed:
            record_competences(module, learner=learner, at=at)
        transaction.on_commit(
            partial(
                module_completed.send_robust,
                sender=ModuleCompletion,
                learner=learner,
                module_key=module.translation_key,
                course_key=course.translation_key,
                is_assessed=completion.is_assessed,
            )
        )
    complete_course(course, learner=learner, at=at)


def complete_course(course: CoursePage, *, learner, at: datetime) -> None:
    """Write down that the course is done, if all of its modules are.

    A module without lessons is never complete, and so neither is its course.
    """
    modules = ModulePage.objects.live().descendant_of(course)
    module_keys = set(modules.values_list("translation_key", flat=True))
    completions = ModuleCompletion.objects.filter(learner=learner, module_key__in=module_keys)
    assessed = dict(completions.values_list("module_key", "is_assessed"))
    if not module_keys or module_keys - assessed.keys():
        return
    completion, is_new = CourseCompletion.objects.get_or_create(
        learner=learner, course_key=course.translation_key, defaults={"is_assessed": False, "completed_at": at}
    )
    if _settle(completion, is_new=is_new, is_proved=all(assessed.values())):
        transaction.on_commit(
            partial(
                course_completed.send_robust,
                sender=CourseCompletion,
                learner=learner,
                course_key=course.translation_key,
                is_assessed=completion.is_assessed,
            )
        )


def is_proved(lessons, *, learner) -> bool:
    """Whether the lessons hold something that the server or a person marks, and the learner has passed all of it."""
    keys = set(
        LessonActivity.objects.filter(lesson__in=lessons, is_assessed=True).values_list("activity_key", flat=True)
    )
    return bool(keys) and keys <= _finished_and_passed(learner, keys)[1]


def _settle(completion: ModuleCompletion | CourseCompletion, *, is_new: bool, is_proved: bool) -> bool:
    """Note that a completion is evidence, if it has become so; return whether it is new, or newly evidence."""
    if not is_proved or completion.is_assessed:
        return is_new
    completion.is_assessed = True
    completion.save(update_fields=["is_assessed"])
    return True


def _finished_and_passed(learner, activity_keys: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return the activities that the learner has finished, and those that the learner has passed, as others judged."""
    finished, passed = set(), set()
    for attempt in Attempt.objects.of(learner).finished().filter(activity_key__in=activity_keys):
        finished.add(attempt.activity_key)
        if attempt.is_passed and attempt.is_assessed:
            passed.add(attempt.activity_key)
    return finished, passed
