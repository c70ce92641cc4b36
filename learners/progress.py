"""Where somebody goes on in a course. Reads only, from what is already loaded."""

from dataclasses import dataclass

from courses.outline import Outline, OutlineLesson
from courses.progress import Progress, progress_of
from courses.seams import Records, Status

from .models import Enrolment


@dataclass(frozen=True)
class Standing:
    """How far, and with which lesson to go on: None when every lesson is done, or there is none."""

    progress: Progress
    next: OutlineLesson | None
    is_started: bool

    @property
    def is_complete(self) -> bool:
        return self.progress.modules > 0 and self.progress.modules_done == self.progress.modules


def standing_in(outline: Outline, *, records: Records, enrolment: Enrolment | None) -> Standing:
    """Return where to go on: the lesson that was left, unless it is done; then the next one that is not."""
    lessons = outline.lessons
    last_key = enrolment.last_lesson_key if enrolment else None
    place = next((number for number, lesson in enumerate(lessons) if lesson.key == last_key), 0)
    in_order = (*lessons[place:], *lessons[:place])
    return Standing(
        progress=progress_of(outline, records),
        next=next((lesson for lesson in in_order if records.status_of(lesson.key) != Status.DONE), None),
        is_started=last_key is not None,
    )
