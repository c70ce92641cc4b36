from datetime import date, timedelta

import pytest
from wagtail.models import Page

from courses.models import (
    Competence,
    CompetenceArea,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    CourseRun,
    LearningOutcome,
    ModulePage,
    Organisation,
)
from home.front_page import RUNS_SHOWN, next_runs, pack

TODAY = date(2026, 11, 24)


@pytest.fixture
def course(db) -> CoursePage:
    provider = Organisation.objects.create(slug="merikaari", name="Merikaari", kind=Organisation.Kind.PROVIDER)
    index = Page.get_first_root_node().add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
    return index.add_child(instance=CoursePage(title="Basics", code="BAT101", level=4, organisation=provider))


@pytest.fixture
def competence(db) -> Competence:
    framework = CompetencyFramework.objects.create(slug="f", title="Framework", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    return Competence.objects.create(area=area, code="FND-01", title="Cells")


def test_a_plate_is_charged_when_a_published_module_teaches_the_area_at_the_level(course, competence):
    _module(course, competence, level=5)

    [cell] = pack()

    assert (cell.area.code, cell.plates, cell.taught) == ("FND", (False, True, False, False), 1)


def test_a_draft_charges_nothing(course, competence):
    _module(course, competence, level=5, live=False)

    assert pack()[0].taught == 0


def test_the_next_runs_of_published_courses_are_told_soonest_first(course):
    for days in (30, -1, 0, 7, 90, 60):
        starts = TODAY + timedelta(days=days)
        CourseRun.objects.create(
            code=f"run{days}", course=course, starts_on=starts, ends_on=starts, seats=20, mode=CourseRun.Mode.ONLINE
        )

    assert [run.code for run in next_runs(TODAY)] == ["run0", "run7", "run30", "run60"][:RUNS_SHOWN]

    course.unpublish()
    assert next_runs(TODAY) == []


def test_two_queries_make_the_pack_however_much_is_taught(course, competence, django_assert_num_queries):
    for level in (4, 5, 6, 7):
        _module(course, competence, level=level)

    with django_assert_num_queries(2):
        pack()


def _module(course: CoursePage, competence: Competence, *, level: int, live: bool = True) -> None:
    module = course.add_child(instance=ModulePage(title=f"Module {level}", code=f"M{level}", live=live))
    LearningOutcome.objects.create(page=module, text="Name the parts", competence=competence, level=level)
