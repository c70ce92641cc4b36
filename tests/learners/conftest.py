"""A course with a quiz, an H5P activity and a lesson that asks nothing, and somebody who takes it."""

import json
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from wagtail.models import Page, Site

from courses.activities import activity_iri
from courses.models import (
    Competence,
    CompetenceArea,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    H5PContent,
    H5PLibrary,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Organisation,
    Quiz,
)
from learners.models import Enrolment

RIGHT = "11111111-1111-4111-8111-111111111111"
WRONG = "22222222-2222-4222-8222-222222222222"
QUESTION = "33333333-3333-4333-8333-333333333333"


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(slug="merikaari", name="Merikaari", kind="provider", is_fictional=True)


@pytest.fixture
def competence(db):
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    return Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")


@pytest.fixture
def index(organisation):
    home = Page.get_first_root_node().add_child(instance=Page(title="Home", slug="front"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home.add_child(instance=CourseIndexPage(title="Courses", slug="courses", organisation=organisation))


@pytest.fixture
def quiz(organisation):
    return make_quiz(organisation)


def make_quiz(organisation, **fields) -> Quiz:
    """A quiz of one question, whose right answer is ``RIGHT``."""
    options = [
        {"type": "item", "id": option, "value": {"text": text, "is_correct": option == RIGHT, "feedback": ""}}
        for option, text in ((RIGHT, "A separator"), (WRONG, "A cathode"))
    ]
    question = {"prompt": "What keeps the electrodes apart?", "options": options}
    defaults = {"title": "Parts of a cell", "pass_mark": Decimal("0.8"), "max_attempts": 2, "pause_hours": 24}
    return Quiz.objects.create(
        organisation=organisation,
        questions=[{"type": "single_choice", "id": QUESTION, "value": question}],
        **{**defaults, **fields},
    )


@pytest.fixture
def activity(organisation):
    library = H5PLibrary.objects.create(
        machine_name="Kenno.MultiChoice",
        major=1,
        minor=0,
        patch=0,
        title="Choice",
        is_runnable=True,
        folder="Kenno.MultiChoice-1.0.0",
        metadata={
            "title": "Choice",
            "machineName": "Kenno.MultiChoice",
            "majorVersion": 1,
            "minorVersion": 0,
            "patchVersion": 0,
            "runnable": 1,
        },
        semantics=[],
    )
    return H5PContent.objects.create(
        title="Practice", library=library, organisation=organisation, params={}, filtered_params={}
    )


@pytest.fixture
def course(index, organisation):
    return index.add_child(
        instance=CoursePage(title="Battery basics", slug="bat101", code="BAT101", level=4, organisation=organisation)
    )


@pytest.fixture
def module(course, competence):
    return course.add_child(
        instance=ModulePage(
            title="Inside a cell",
            slug="m1",
            code="M1",
            outcomes=[LearningOutcome(text="Name the parts", competence=competence, level=5)],
        )
    )


def add_lesson(module, title, *blocks) -> LessonPage:
    lesson = module.add_child(instance=LessonPage(title=title, body=list(blocks)))
    return LessonPage.objects.get(pk=lesson.pk)


def quiz_block(quiz):
    return {"type": "quiz", "value": {"quiz": quiz.pk}, "id": str(uuid.uuid4())}


def h5p_block(activity, *, is_required=True):
    return {"type": "h5p", "value": {"content": activity.pk, "is_required": is_required}, "id": str(uuid.uuid4())}


@pytest.fixture
def reading(module):
    """A lesson that asks nothing."""
    return add_lesson(module, "Read this")


@pytest.fixture
def practice(module, activity):
    """A lesson whose H5P activity has to be finished."""
    return add_lesson(module, "Try this", h5p_block(activity))


@pytest.fixture
def test_lesson(module, quiz):
    """A lesson with a quiz to pass."""
    return add_lesson(module, "Show this", quiz_block(quiz))


@pytest.fixture
def learner(django_user_model):
    return django_user_model.objects.create_user("aino@example.org", "a-long-password", first_name="Aino")


@pytest.fixture
def stranger(django_user_model):
    return django_user_model.objects.create_user("else@example.org", "a-long-password")


@pytest.fixture
def enrolment(learner, course):
    # As if the lessons had been there: tests add them afterwards.
    return Enrolment.objects.create(learner=learner, course_key=course.translation_key)


@pytest.fixture
def browser(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def post_statement(browser):
    """Return a function that posts to the statements resource as the learner's own page does."""

    def post(body, *, client=None):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return (client or browser).post("/xapi/statements", text, content_type="application/json")

    return post


def statement_about(activity, verb="completed", **fields):
    """What a page sends: no actor, no time."""
    return {
        "id": str(uuid.uuid4()),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": activity_iri("h5p", activity.translation_key)},
        **fields,
    }


@pytest.fixture
def count_queries():
    """Return a function that calls another and returns how many queries it made, BEGIN and SAVEPOINT not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call):
        with CaptureQueriesContext(connection) as captured:
            call()
        kept = [q["sql"] for q in captured if not q["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"))]
        count.last = kept
        return len(kept)

    return count
