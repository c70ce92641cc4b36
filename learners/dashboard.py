"""What a learner sees first: courses with progress, where to go on, what comes next. Reads only."""

from dataclasses import dataclass

from django.http import HttpRequest
from laces.components import Component
from wagtail import hooks

from courses.outline import Outline, outlines_of
from courses.seams import Records

from .models import Enrolment
from .progress import Standing, standing_in
from .records import done_by, statuses_in


@dataclass(frozen=True)
class DashboardCourse:
    enrolment: Enrolment
    outline: Outline
    records: Records
    standing: Standing


@dataclass(frozen=True)
class Dashboard:
    courses: tuple[DashboardCourse, ...]

    @property
    def to_go_on_with(self) -> DashboardCourse | None:
        """The course that was open last and is not complete; else the newest that is not."""
        going = [course for course in self.courses if course.standing.next is not None]
        return max(
            going, key=lambda course: course.enrolment.last_seen_at or course.enrolment.enrolled_at, default=None
        )

    @property
    def completed(self) -> tuple[DashboardCourse, ...]:
        return tuple(course for course in self.courses if course.standing.is_complete)


def dashboard_of(learner, *, request: HttpRequest) -> Dashboard:
    """Return the learner's courses, each in the language of the request where it is translated.

    Four queries, however many courses and lessons.
    """
    enrolments = list(Enrolment.objects.active().of(learner).order_by("enrolled_at"))
    if not enrolments:
        return Dashboard(())
    outlines = outlines_of([enrolment.course_key for enrolment in enrolments], request=request)
    done = done_by(learner)
    courses = []
    for enrolment in enrolments:
        if (outline := outlines.get(enrolment.course_key)) is None:
            continue
        records = Records(
            is_kept=True,
            statuses=statuses_in(outline, done=done, opened=enrolment.last_lesson_key),
        )
        courses.append(
            DashboardCourse(enrolment, outline, records, standing_in(outline, records=records, enrolment=enrolment))
        )
    return Dashboard(tuple(courses))


def panels_for(request: HttpRequest) -> list[Component]:
    """Return what other apps put on the dashboard. Hook ``learners_dashboard_panels(request)``: Laces components."""
    found = [panel for panels in hooks.get_hooks("learners_dashboard_panels") for panel in panels(request)]
    return sorted(found, key=lambda panel: getattr(panel, "order", 100))
