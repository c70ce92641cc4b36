"""The server dies in the middle of a lesson. Who was learning loses nothing, and nothing is counted twice."""

import pytest
from playwright.sync_api import expect

from tests.person import BAT101, Person, activity_in, quiz_in, right_answers

pytestmark = pytest.mark.browser

FIRST_LESSON = f"{BAT101}m1/parts-of-a-cell/"
SECOND_LESSON = f"{BAT101}m1/charge-and-discharge/"

_RECORDS = """
from home.models import User
from learners.models import Attempt, LessonCompletion, StoredStatement
learner = User.objects.get(email={email!r})
answer = {{
    "answered": StoredStatement.objects.filter(learner=learner, verb__endswith="/answered").count(),
    "attempts": Attempt.objects.of(learner).finished().count(),
    "open": Attempt.objects.of(learner).filter(finished_at=None).count(),
    "lessons": LessonCompletion.objects.filter(learner=learner).count(),
}}
"""


def records_of(site, learner):
    return site.query(_RECORDS.format(email=learner.email))


def is_queued(page):
    return page.evaluate("JSON.parse(localStorage.getItem('kenno.statements') ?? '[]').length")


def test_an_activity_goes_on_where_it_was_and_what_waited_is_delivered_once(demo_site, open_page):
    learner = Person(open_page(size=(360, 800)))
    page = learner.page
    learner.register()
    learner.enrol()
    right = right_answers(demo_site)["activities"][activity_in(page)]

    # Half way: an answer is chosen and not yet checked, and the player has kept that.
    with page.expect_response(lambda answer: "/activities/state" in answer.url and answer.request.method == "PUT"):
        learner.choose(right)
    demo_site.kill()
    learner.frame.get_by_role("button", name="Check").click()
    expect(learner.activity_status).to_contain_text("Not saved yet. It will be sent when you are back online.")
    assert is_queued(page) == 1

    # The server is back, and the learner opens the dashboard: it leads to the lesson that was open.
    demo_site.start()
    assert records_of(demo_site, learner) == {"answered": 0, "attempts": 0, "open": 1, "lessons": 0}
    page.goto("/en/learning/")
    expect(page.get_by_role("heading", name="Go on: Five sheets and a liquid")).to_be_visible()
    page.get_by_role("link", name="Continue").click()

    # The choice is there again, and what waited is delivered by the page that opens.
    expect(learner.frame.locator(f'input[value="{right[0]}"]')).to_be_checked()
    page.wait_for_function("localStorage.getItem('kenno.statements') === null")
    found = records_of(demo_site, learner)
    assert (found["answered"], found["attempts"], found["lessons"]) == (1, 1, 1)

    # Opening it once more delivers nothing again.
    page.reload()
    expect(page.get_by_text("You have done this lesson.")).to_be_visible()
    expect(learner.frame.locator(f'input[value="{right[0]}"]')).to_be_checked()
    found = records_of(demo_site, learner)
    assert (found["answered"], found["attempts"], found["lessons"]) == (1, 1, 1)
    page.goto("/en/learning/")
    expect(page.get_by_role("heading", name="Go on: The same path, both ways")).to_be_visible()


def test_what_is_answered_offline_is_sent_once_when_the_network_is_back(demo_site, open_page):
    learner = Person(open_page(size=(360, 800)))
    page = learner.page
    learner.register()
    learner.enrol()
    right = right_answers(demo_site)["activities"][activity_in(page)]
    learner.choose(right)

    page.context.set_offline(True)
    learner.frame.get_by_role("button", name="Check").click()
    expect(learner.activity_status).to_contain_text("Not saved yet.")
    page.context.set_offline(False)

    expect(learner.activity_status).to_contain_text("Saved.")
    assert is_queued(page) == 0
    found = records_of(demo_site, learner)
    assert (found["answered"], found["attempts"], found["lessons"]) == (1, 1, 1)


def test_a_quiz_that_was_half_filled_in_keeps_its_answers_and_is_marked_once(demo_site, open_page):
    learner = Person(open_page(size=(360, 800)))
    page = learner.page
    learner.register()
    learner.enrol()
    page.goto(SECOND_LESSON)
    answers = right_answers(demo_site)["quizzes"][quiz_in(page)]
    learner.fill_in(answers[0])
    learner.fill_in(answers[1])

    # Sent to a dead server: the browser says so, and going back finds the answers where they were.
    demo_site.kill()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Check my answers").click()
    demo_site.start()
    page.go_back()
    name, value = next(iter(answers[0].items()))
    expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()

    for fields in answers[2:]:
        learner.fill_in(fields)
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("Passed:")).to_contain_text(f"{len(answers)} of {len(answers)} right")
    assert records_of(demo_site, learner) == {"answered": len(answers), "attempts": 1, "open": 0, "lessons": 1}
