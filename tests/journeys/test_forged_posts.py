"""A learner who knows how to use the browser's console. What a quiz guards stays closed."""

import json

import pytest
from playwright.sync_api import expect

from tests.person import BAT101, Person

pytestmark = pytest.mark.browser

VERBS = "http://adlnet.gov/expapi/verbs"

_KEYS = """
from courses.models import CoursePage, H5PContent, LessonPage, ModulePage, Quiz
course = CoursePage.objects.filter(code="BAT101").earliest("pk")
module = ModulePage.objects.child_of(course).get(code="M1")
lesson = LessonPage.objects.child_of(module).get(slug="what-you-now-know")
practice = LessonPage.objects.child_of(module).get(slug="parts-of-a-cell")
answer = {
    "module": module.translation_key,
    "lesson": lesson.translation_key,
    "lesson_pk": lesson.pk,
    "quiz": lesson.activities.get().activity_key,
    "activity": practice.activities.get().activity_key,
}
"""
_RECORDS = """
from badges.models import Credential
from home.models import User
from learners.models import Attempt, LessonCompletion, ModuleCompletion, StoredStatement
learner = User.objects.get(email={email!r})
answer = {{
    model.__name__: model.objects.filter(learner=learner).count()
    for model in (Attempt, LessonCompletion, ModuleCompletion, StoredStatement)
}} | {{"Credential": Credential.objects.of(learner).count()}}
"""
_POST = """async ([address, body]) => {
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]').value;
  const answer = await fetch(address, {
    method: "POST", body, credentials: "same-origin",
    headers: {"Content-Type": "application/json", "X-CSRFToken": token, "X-Experience-API-Version": "1.0.3"},
  });
  return [answer.status, (await answer.json()).error];
}"""
_POST_FORM = """async (address) => {
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]').value;
  const answer = await fetch(address, {
    method: "POST", credentials: "same-origin",
    body: new URLSearchParams({csrfmiddlewaretoken: token, is_passed: "true", score: "1"}),
  });
  return [answer.status, new URL(answer.url).pathname];
}"""

NOTHING = {"Attempt": 0, "LessonCompletion": 0, "ModuleCompletion": 0, "StoredStatement": 0, "Credential": 0}


@pytest.fixture
def keys(demo_site):
    return demo_site.query(_KEYS)


@pytest.fixture
def learner(demo_site, open_page):
    """Somebody enrolled in BAT101, on a page with a form, and so with a CSRF token."""
    person = Person(open_page())
    person.register()
    person.enrol()
    person.page.goto(BAT101)
    expect(person.page.get_by_role("button", name="Leave the course")).to_be_visible()
    return person


def records_of(site, learner):
    return site.query(_RECORDS.format(email=learner.email))


def iri(site, kind, key):
    return f"{site.url}/xapi/activities/{kind}/{key}"


def post(learner, body):
    """Post to the statements resource from the learner's own page; return the status and the sentence."""
    return learner.page.evaluate(_POST, ["/xapi/statements", body])


def test_three_forged_posts_complete_nothing_that_a_quiz_guards(demo_site, learner, keys):
    """The quiz completed, the module completed, the lesson passed: each is refused, with its reason."""
    passed = {"score": {"scaled": 1}, "success": True, "completion": True}
    answers = [
        post(learner, json.dumps({"verb": {"id": f"{VERBS}/{verb}"}, "object": {"id": about}, "result": passed}))
        for verb, about in (
            ("completed", iri(demo_site, "quiz", keys["quiz"])),
            ("completed", iri(demo_site, "module", keys["module"])),
            ("passed", iri(demo_site, "lesson", keys["lesson"])),
        )
    ]

    assert answers == [[403, "This is marked by the server, so a browser cannot report its result."]] * 3
    assert records_of(demo_site, learner) == NOTHING


def test_saying_that_a_lesson_with_a_quiz_is_done_does_not_make_it_done(demo_site, learner, keys):
    address = f"/en/learning/lessons/{keys['lesson_pk']}/done/"

    status, ended_at = learner.page.evaluate(_POST_FORM, address)

    assert (status, ended_at) == (200, f"{BAT101}m1/what-you-now-know/")
    assert records_of(demo_site, learner) | {"StoredStatement": 0} == NOTHING


def test_posting_a_result_in_the_place_of_answers_marks_nothing(demo_site, learner, keys):
    address = f"/en/learning/lessons/{keys['lesson_pk']}/quizzes/{keys['quiz']}/"

    status, _ended_at = learner.page.evaluate(_POST_FORM, address)

    assert status == 422
    assert records_of(demo_site, learner) == NOTHING


def test_bad_statements_are_refused_with_a_sentence_and_leave_nothing(demo_site, learner, keys):
    about = iri(demo_site, "h5p", keys["activity"])
    start = f'{{"verb": {{"id": "{VERBS}/answered"}}, "object": {{"id": "{about}"}}'
    somebody = f'"actor": {{"account": {{"homePage": "{demo_site.url}", "name": "1"}}}}'
    unknown = iri(demo_site, "h5p", "00000000-0000-4000-8000-000000000000")

    refused = {
        "somebody else": post(learner, f"{start}, {somebody}}}"),
        "unknown activity": post(learner, start.replace(about, unknown) + "}"),
        "foreign activity": post(learner, start.replace(about, "https://example.org/activity") + "}"),
        "score of 1e9": post(learner, f'{start}, "result": {{"score": {{"scaled": 1e9}}}}}}'),
        "score NaN": post(learner, f'{start}, "result": {{"score": {{"scaled": NaN}}}}}}'),
        "NUL": post(learner, f'{start}, "result": {{"response": "a\\u0000b"}}}}'),
        "5 MB": post(learner, f'{start}, "result": {{"response": "{"a" * 5_000_000}"}}}}'),
        "no JSON": post(learner, "{"),
    }

    assert {name: status for name, (status, _sentence) in refused.items()} == {
        "somebody else": 403,
        "unknown activity": 403,
        "foreign activity": 403,
        "score of 1e9": 400,
        "score NaN": 400,
        "NUL": 400,
        "5 MB": 413,
        "no JSON": 400,
    }
    assert refused["somebody else"][1] == (
        "The statement is about somebody else. You can only record what you did yourself."
    )
    for name, words in {
        "unknown activity": "no published lesson",
        "foreign activity": "https://example.org/activity",
        "score of 1e9": "scaled",
        "score NaN": "expected a finite number",
        "5 MB": "262144",
    }.items():
        assert words in refused[name][1], name
    assert records_of(demo_site, learner) == NOTHING


def test_who_is_not_enrolled_can_post_nothing(demo_site, open_page, keys):
    stranger = Person(open_page())
    stranger.register()
    stranger.page.goto(BAT101)
    about = iri(demo_site, "h5p", keys["activity"])

    status, sentence = post(stranger, f'{{"verb": {{"id": "{VERBS}/answered"}}, "object": {{"id": "{about}"}}}}')

    assert (status, sentence) == (403, "You are not enrolled in the course that this activity belongs to.")
    assert records_of(demo_site, stranger) == NOTHING
