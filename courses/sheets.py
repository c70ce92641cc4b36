"""What a course page says beside its outline: where it is listed, whose it is, what is better taken before it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from wagtail.models import Page

from .languages import active_language, translated
from .models import CoursePage, CoursePrerequisite, Organisation
from .prepared import Kept, Rows, kept_while_unchanged, rows_of

MOST_SHEETS = 200

_sheets: Kept["Sheet"] = Kept(most=MOST_SHEETS)


@dataclass(frozen=True)
class Sheet:
    """``index`` is the page that lists the course, ``before`` the courses in the language of the reader."""

    index: Page | None
    organisation: Organisation
    before: tuple[CoursePage, ...]


def sheet_of(course: CoursePage) -> Sheet:
    """Return the sheet of a course as it is stored. Requests share it, so nobody writes on what is in it."""
    language = active_language()

    def rows() -> Rows:
        return (
            *rows_of(("sheet", course.path, language), lambda: _pages_of(course, language)),
            *rows_of(("prerequisites", course.pk), lambda: CoursePrerequisite.objects.filter(page=course.pk)),
        )

    return kept_while_unchanged(_sheets, (course.path, language), rows, lambda: sheet_of_draft(course))


def sheet_of_draft(course: CoursePage) -> Sheet:
    """Return the sheet of a course as it is at hand, with changes that are not saved."""
    return Sheet(course.get_parent(), course.organisation, tuple(course.courses_to_take_before))


def _pages_of(course: CoursePage, language: str) -> QuerySet[Page]:
    """Return the course with its provider, the page above it, the courses to take before, and these in ``language``."""
    needed = CoursePage.objects.filter(pk__in=CoursePrerequisite.objects.filter(page=course.pk).values("course"))
    own = translated(language) & Q(coursepage__isnull=False, translation_key__in=needed.values("translation_key"))
    wanted = Q(path__in=[course.path, course.path[: -Page.steplen]]) | Q(pk__in=needed.values("pk")) | own
    return Page.objects.filter(wanted).select_related("coursepage__organisation").order_by("pk")
