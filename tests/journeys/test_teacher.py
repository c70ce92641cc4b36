"""A teacher makes a module, a lesson and a quiz, looks at them as a learner, and publishes. Others stay outside."""

import pytest
from playwright.sync_api import Page, expect

from tests.person import Person

pytestmark = pytest.mark.browser

# An outline without lessons: other journeys count those of BAT101.
ELE250 = "/en/courses/college/ele250/"

_COURSES = """
from courses.models import CoursePage
answer = {page.code: page.pk for page in CoursePage.objects.all()}
"""
_STRANGER = """
from courses.models import CoursePage
own = CoursePage.objects.filter(code="BAT101").earliest("pk")
answer = CoursePage.objects.exclude(organisation=own.organisation).first().pk
"""


@pytest.fixture
def teacher(demo_site, open_page):
    """The demonstration's teacher, signed in by way of the admin's own door."""
    person = Person(open_page())
    person.sign_in("teacher@kenno.example", address="/admin/")
    return person


def add_block(page: Page, kind: str) -> None:
    """Add a block of the kind at the end of the stream of the form."""
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind, exact=True).click()


def test_the_admin_has_one_front_door_and_a_teacher_sees_only_what_is_theirs(demo_site, teacher):
    page = teacher.page
    assert page.url == f"{demo_site.url}/admin/"

    page.goto("/admin/courses/list/")
    expect(page.get_by_role("main")).to_contain_text("Battery basics for everyone")

    stranger = demo_site.query(_STRANGER)
    page.goto(f"/admin/courses/{stranger}/outline/")
    expect(page.get_by_text("Sorry, you do not have permission to access this area.")).to_be_visible()
    page.goto(f"/admin/pages/{stranger}/edit/")
    expect(page.get_by_text("Sorry, you do not have permission to access this area.")).to_be_visible()


def test_a_module_a_lesson_and_a_quiz_from_the_first_word_to_the_public(demo_site, teacher, open_page):
    page = teacher.page
    course = demo_site.query(_COURSES)["ELE250"]

    # The quiz.
    page.goto("/admin/snippets/courses/quiz/add/")
    page.get_by_role("textbox", name="Title*").fill("When it smokes")
    add_block(page, "Single choice")
    page.get_by_role("textbox", name="question*").fill("A cell smokes. Which number do you call?")
    for number, text in enumerate(("112", "118")):
        page.get_by_role("textbox", name="answer*").nth(number).fill(text)
    page.get_by_role("checkbox", name="right").first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main").get_by_text("created.")).to_be_visible()

    # A module and a lesson in the outline.
    page.goto(f"/admin/courses/{course}/outline/")
    page.get_by_label("Title of a new module").fill("Smoke")
    page.get_by_role("button", name="Add module").click()
    page.get_by_label("Title of a new lesson in “Smoke”").fill("The first minute")
    page.get_by_role("button", name="Add lesson").last.click()
    page.get_by_role("link", name="The first minute").click()

    # The quiz goes into the lesson.
    add_block(page, "Quiz")
    page.get_by_role("button", name="Choose a quiz").or_(page.get_by_role("button", name="Choose quiz")).click()
    page.get_by_role("dialog").get_by_label("Search term").fill("smokes")
    page.get_by_role("dialog").get_by_role("link", name="When it smokes").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    save_draft(page)

    # Seen as a learner: nothing is recorded, and the quiz can be tried.
    page.goto(f"/admin/courses/{course}/outline/")
    page.locator('summary[aria-label="More for “The first minute”"]').click()
    page.locator(".outline-more[open]").get_by_role("link", name="View as learner").click()
    expect(page.get_by_text("You see this as a learner would. Nothing is recorded.")).to_be_visible()
    page.get_by_label("112").check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("Passed: 1 of 1 right.")).to_be_visible()
    page.get_by_role("link", name="Back to the outline").click()

    # A draft is nobody else's to see; once it is published, the course can be taken.
    learner = Person(open_page())
    learner.register()
    learner.page.goto(ELE250)
    expect(learner.page.get_by_role("heading", name="Not open yet")).to_be_visible()
    expect(learner.page.get_by_role("heading", name="Smoke")).to_have_count(0)
    for title in ("Smoke", "The first minute"):
        page.goto(f"/admin/courses/{course}/outline/")
        page.get_by_role("link", name=title, exact=True).click()
        publish(page)
    learner.enrol(ELE250)
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("The first minute")
    learner.page.get_by_label("112").check()
    learner.page.get_by_role("button", name="Check my answers").click()
    expect(learner.page.get_by_text("Passed: 1 of 1 right.")).to_be_visible()


def save_draft(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")


@pytest.mark.parametrize("email", ["learner@kenno.example", "employer@kenno.example"])
def test_learners_and_employers_never_see_the_admin(email, open_page):
    person = Person(open_page())
    person.sign_in(email)

    response = person.page.goto("/admin/")

    assert response.status == 403
    expect(person.page.get_by_role("heading", level=1)).to_have_text("This page is not open to you")
