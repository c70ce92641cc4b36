"""A site with a catalogue, and in it one course of one module with one lesson, which is held once."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from courses.models import (
    Competence,
    CompetenceArea,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    CourseRun,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Organisation,
)


@pytest.fixture(scope="session")
def converted_fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(autouse=True)
def fonts(settings, converted_fonts):
    """One folder for all tests: to convert the fonts takes seconds."""
    settings.COURSES_FONT_DIRECTORY = converted_fonts


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(slug="merikaari", name="Merikaari", kind="provider", is_fictional=True)


@pytest.fixture
def index(organisation):
    Site.objects.all().delete()
    home = Page.get_first_root_node().add_child(instance=Page(title="Kenno", slug="front"))
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home.add_child(instance=CourseIndexPage(title="Courses", slug="courses", intro="<p>All of them.</p>"))


@pytest.fixture
def course(index, organisation):
    return index.add_child(
        instance=CoursePage(
            title="Battery basics",
            title_fi="Akun perusteet",
            slug="bat101",
            code="BAT101",
            level=4,
            languages="fi sv en",
            hours=54,
            competence_points=2,
            intro="<p>What is inside.</p><p>And <b>why</b>.</p>",
            organisation=organisation,
        )
    )


@pytest.fixture
def module(course):
    module = course.add_child(
        instance=ModulePage(title="Inside a cell", slug="m1", code="M1", hours=12, summary="Parts")
    )
    module.add_child(instance=LessonPage(title="Parts of a cell", slug="parts", minutes=20))
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    competence = Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")
    LearningOutcome.objects.create(page=module, text="Name the parts of a cell", competence=competence, level=4)
    return module


@pytest.fixture
def run(course):
    return make_run(course, "BAT101-26a")


def make_run(course: CoursePage, code: str, *, in_days: int = 30, **fields: Any) -> CourseRun:
    starts_on = timezone.localdate() + timedelta(days=in_days)
    given: dict[str, Any] = {"seats": 20, "region": "kymenlaakso", "mode": "blended", **fields}
    return CourseRun.objects.create(
        course=course, code=code, starts_on=starts_on, ends_on=starts_on + timedelta(days=60), **given
    )


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def head():
    """Return a function that gives the head of a page, as somebody sees it who has not signed in."""

    def seen(address: str, browser: Client | None = None) -> BeautifulSoup:
        response = (browser or Client()).get(address)
        assert response.status_code == 200, response.headers.get("Location")
        return BeautifulSoup(response.content, "html.parser").head

    return seen
