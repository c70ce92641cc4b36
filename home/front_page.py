"""What the front page tells about the offering, counted from what is published. Reads only."""

from dataclasses import dataclass
from datetime import date

from courses.languages import for_reader
from courses.models import CompetenceArea, CourseRun, LearningOutcome
from courses.models.competences import HIGHEST_LEVEL, LOWEST_LEVEL

RUNS_SHOWN = 4


@dataclass(frozen=True)
class PackCell:
    """One area of competence in the pack; ``plates`` says for each level, lowest first, whether a course teaches it."""

    area: CompetenceArea
    plates: tuple[bool, ...]

    @property
    def taught(self) -> int:
        return sum(self.plates)


def pack() -> list[PackCell]:
    """Return every area in the order of the framework, in two queries."""
    taught = set(
        LearningOutcome.objects.filter(page__live=True).order_by().values_list("competence__area", "level").distinct()
    )
    levels = range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)
    return [
        PackCell(area, tuple((area.pk, level) in taught for level in levels)) for area in CompetenceArea.objects.all()
    ]


def next_runs(today: date) -> list[CourseRun]:
    """Return the runs of published courses that start soonest, each with its course in the language of the reader.

    One query, and one more where courses are not in that language.
    """
    runs = CourseRun.objects.filter(starts_on__gte=today, course__live=True)
    found = list(runs.select_related("course").order_by("starts_on", "code")[:RUNS_SHOWN])
    for run, course in zip(found, for_reader([run.course for run in found]), strict=True):
        run.course = course
    return found
