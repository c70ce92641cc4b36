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
    where = course.path[: -Page.steplen]

    def rows() -> Rows:
        return (
            *rows_of(("index", where), lambda: Page.objects.filter(path=where)),
            *rows_of(("provider", course.organisation_id), lambda: _provider(course)),
            *rows_of(("prerequisites", course.pk), lambda: CoursePrerequisite.objects.filter(page=course.pk)),
            *rows_of(("before", course.pk, language), lambda: _before(course, language)),
        )

    return kept_while_unchanged(_sheets, (course.pk, language), rows, lambda: sheet_of_draft(course))


def sheet_of_draft(course: CoursePage) -> Sheet:
    """Return the sheet of a course as it is at hand, with changes that are not saved."""
    return Sheet(course.get_parent(), course.organisation, tuple(course.courses_to_take_before))


def _provider(course: CoursePage) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=course.organisation_id)


def _before(course: CoursePage, language: str) -> QuerySet[CoursePage]:
    """Return the courses to take before, and those in the reader's language, which may be shown in their place."""
    needed = CoursePage.objects.filter(pk__in=CoursePrerequisite.objects.filter(page=course.pk).values("course"))
    own = translated(language) & Q(translation_key__in=needed.values("translation_key"))
    return CoursePage.objects.filter(Q(pk__in=needed.values("pk")) | own).order_by("pk")
