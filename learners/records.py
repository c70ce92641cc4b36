"""What one learner has done in a course, for the pages of ``courses``. Reads only."""

from collections import defaultdict
from uuid import UUID

from courses.models import LessonActivity, LessonPage, Quiz
from courses.outline import Outline
from courses.seams import ActivityRecord, Records, Status

from .attempts import activity_record
from .models import Attempt, CourseCompletion, LessonCompletion, ModuleCompletion


def records_of(learner, *, outline: Outline, opened: UUID | None = None, lesson: LessonPage | None = None) -> Records:
    """Return the learner's records in a course: one query, and one more for the activities of ``lesson``."""
    return Records(
        is_kept=True,
        statuses=statuses_in(outline, done=done_by(learner), opened=opened),
        activities=_activities_of(learner, lesson) if lesson else {},
    )


def done_by(learner) -> set[UUID]:
    """Return the keys of all lessons, modules and courses that the learner has completed, in one query."""
    lessons = LessonCompletion.objects.filter(learner=learner).values_list("lesson_key")
    modules = ModuleCompletion.objects.filter(learner=learner).values_list("module_key")
    courses = CourseCompletion.objects.filter(learner=learner).values_list("course_key")
    return {key for (key,) in lessons.union(modules, courses, all=True)}


def statuses_in(outline: Outline, *, done: set[UUID], opened: UUID | None = None) -> dict[UUID, Status]:
    """Return the status of every lesson, every module and the course.

    ``done`` are the keys of what is completed, ``opened`` that of the lesson that was open last, if any. What was
    completed stays so, also when a lesson is added to it later.
    """
    statuses: dict[UUID, Status] = dict.fromkeys(done, Status.DONE)
    if opened is not None:
        statuses.setdefault(opened, Status.STARTED)
    for module in outline.modules:
        parts = [statuses.get(lesson.key, Status.NOT_STARTED) for lesson in module.lessons]
        statuses.setdefault(module.key, _status_of(parts))
    statuses.setdefault(
        outline.course.translation_key, _status_of([statuses[module.key] for module in outline.modules])
    )
    return statuses


def _status_of(parts: list[Status]) -> Status:
    """A whole is begun when a part is. Whether it is done is recorded, not worked out from its parts."""
    return Status.STARTED if any(part != Status.NOT_STARTED for part in parts) else Status.NOT_STARTED


def _activities_of(learner, lesson: LessonPage) -> dict[UUID, ActivityRecord]:
    keys = LessonActivity.objects.filter(lesson=lesson).values("activity_key")
    attempts: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.of(learner).filter(activity_key__in=keys).order_by("number"):
        attempts[attempt.activity_key].append(attempt)
    quizzes: dict[UUID, Quiz] = {
        block.value["quiz"].translation_key: block.value["quiz"]
        for block in lesson.body
        if block.block_type == "quiz" and block.value["quiz"]
    }
    return {key: activity_record(found, quiz=quizzes.get(key)) for key, found in attempts.items()}
