"""What the front page tells about the offering, counted from what is published. Reads only."""

from dataclasses import dataclass
from datetime import date

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
    """Return the runs of published courses that start soonest, in one query."""
    runs = CourseRun.objects.filter(starts_on__gte=today, course__live=True)
    return list(runs.select_related("course").order_by("starts_on", "code")[:RUNS_SHOWN])
