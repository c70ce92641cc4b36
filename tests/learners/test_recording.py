import json
import uuid

import pytest

from courses.activities import activity_iri
from learners.enrolments import enrol, leave
from learners.models import Attempt, LessonCompletion, ModuleCompletion, StoredStatement
from tests.learners.conftest import add_lesson, statement_about

pytestmark = pytest.mark.django_db


def test_a_statement_gets_its_actor_and_time_from_the_server(post_statement, practice, enrolment, activity, learner):
    answer = post_statement(statement_about(activity, timestamp="1999-01-01T00:00:00Z"))

    assert answer.status_code == 200
    stored = StoredStatement.objects.get()
    assert stored.learner == learner
    assert stored.statement["actor"]["account"]["name"] == str(learner.pk)
    assert "aino@example.org" not in json.dumps(stored.statement)
    assert not stored.statement["timestamp"].startswith("1999")


def test_a_statement_is_stored_once_however_often_it_is_delivered(post_statement, practice, enrolment, activity):
    statement = statement_about(activity, result={"score": {"raw": 1, "min": 0, "max": 1}})

    first, second = post_statement(statement), post_statement(statement)

    assert first.json() == second.json() == [statement["id"]]
    assert StoredStatement.objects.count() == Attempt.objects.count() == 1


def test_another_statement_under_the_same_id_is_a_conflict(post_statement, practice, enrolment, activity):
    statement = statement_about(activity)
    post_statement(statement)

    answer = post_statement({**statement, "verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}})

    assert answer.status_code == 409
    assert answer.json()["error"] == (
        f"A statement with the id {statement['id']} is stored already, and it says something else."
    )


def test_of_a_batch_all_or_nothing_is_kept(post_statement, practice, enrolment, activity):
    answer = post_statement(
        [statement_about(activity), statement_about(activity) | {"object": {"id": "https://x.example/"}}]
    )

    assert answer.status_code == 403
    assert not StoredStatement.objects.exists()


def test_one_id_twice_in_a_batch_is_stored_once(post_statement, practice, enrolment, activity):
    statement = statement_about(activity)

    answer = post_statement([statement, statement])

    assert answer.status_code == 200
    assert StoredStatement.objects.count() == 1


def test_a_statement_about_somebody_else_is_refused(post_statement, practice, enrolment, activity, stranger):
    actor = {"account": {"homePage": "http://localhost:8000", "name": str(stranger.pk)}}

    answer = post_statement(statement_about(activity, actor=actor))

    assert answer.status_code == 403
    assert answer.json()["error"].startswith("The statement is about somebody else.")
    assert not StoredStatement.objects.exists()


def test_a_queue_left_by_another_person_in_a_shared_browser_is_refused(
    browser, practice, enrolment, activity, stranger
):
    answer = browser.post(
        f"/xapi/statements?learner={stranger.pk}",
        json.dumps(statement_about(activity)),
        content_type="application/json",
    )

    assert answer.status_code == 403
    assert not StoredStatement.objects.exists()


@pytest.mark.parametrize(
    "iri",
    [
        "https://elsewhere.example/activity",
        "http://localhost:8000/xapi/activities/h5p/not-a-key",
        f"http://localhost:8000/xapi/activities/h5p/{uuid.UUID(int=7)}",
    ],
)
def test_an_unknown_activity_is_refused(post_statement, practice, enrolment, activity, iri):
    answer = post_statement(statement_about(activity) | {"object": {"id": iri}})

    assert answer.status_code == 403
    assert not StoredStatement.objects.exists()


def test_who_is_not_enrolled_cannot_post(post_statement, practice, activity):
    answer = post_statement(statement_about(activity))

    assert answer.status_code == 403
    assert answer.json()["error"] == "You are not enrolled in the course that this activity belongs to."


def test_who_has_left_the_course_cannot_post(post_statement, practice, enrolment, activity):
    leave(enrolment)

    assert post_statement(statement_about(activity)).status_code == 403


def test_an_activity_of_an_unpublished_lesson_is_refused(post_statement, practice, enrolment, activity):
    practice.unpublish()

    assert post_statement(statement_about(activity)).status_code == 403


def test_who_is_not_signed_in_is_told_so(client, practice, activity, post_statement):
    answer = post_statement(statement_about(activity), client=client)

    assert answer.status_code == 401
    assert answer.json()["error"] == "Sign in to record what you do."


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"verb":{"id":"http://x/v"},"object":{"id":"http://x/o"},"result":{"score":{"scaled":1e9}}}', 400),
        ('{"verb":{"id":"http://x/v"},"object":{"id":"http://x/o"},"result":{"score":{"raw":1e9,"max":1}}}', 400),
        ('{"verb":{"id":"http://x/v"},"object":{"id":"http://x/o"},"result":{"score":{"scaled":NaN}}}', 400),
        ('{"verb":{"id":"http://x/v"},"object":{"id":"http://x/o"},"result":{"score":{"scaled":Infinity}}}', 400),
        ('{"verb":{"id":"http://x/v"},"object":{"id":"http://x/o"},"result":{"response":"a\\u0000b"}}', 400),
        ("[" * 10_000 + "]" * 10_000, 400),
        ("", 400),
        ("null", 400),
        ("\xff", 400),
        ('{"verb":"' + "x" * 5_000_000 + '"}', 413),
    ],
)
def test_a_bad_body_gets_a_sentence_and_changes_nothing(post_statement, practice, enrolment, body, status):
    answer = post_statement(body.encode("latin-1"))

    assert answer.status_code == status
    assert len(answer.json()["error"]) > 20
    assert not StoredStatement.objects.exists()


@pytest.mark.parametrize("kind", ["quiz", "lesson", "module", "course"])
def test_forged_posts_complete_nothing_that_a_quiz_guards(
    post_statement, test_lesson, enrolment, quiz, module, course, activity, kind
):
    keys = {"quiz": quiz, "lesson": test_lesson, "module": module, "course": course}
    forged = {"id": activity_iri(kind, keys[kind].translation_key)}
    result = {"success": True, "completion": True, "score": {"scaled": 1}}

    for verb in ("completed", "passed", "answered"):
        answer = post_statement(statement_about(activity, verb, result=result) | {"object": forged})
        assert answer.status_code == 403

    assert not StoredStatement.objects.exists()
    assert not Attempt.objects.exists()
    assert not LessonCompletion.objects.exists()
    assert not ModuleCompletion.objects.exists()


def test_a_question_inside_an_activity_never_overwrites_its_score(post_statement, practice, enrolment, activity):
    part = statement_about(activity, "answered", result={"score": {"raw": 0, "min": 0, "max": 1}, "completion": True})
    part["object"]["definition"] = {
        "extensions": {"http://h5p.org/x-api/h5p-subContentId": "6f0f2a52-6c4b-4b53-9a0b-2a4f5d1f1d10"}
    }

    post_statement(statement_about(activity, result={"score": {"raw": 4, "min": 0, "max": 5}, "completion": True}))
    post_statement(part)

    attempt = Attempt.objects.get()
    assert float(attempt.score_scaled) == 0.8
    assert StoredStatement.objects.count() == 2


def test_one_statement_that_completes_nothing_costs_at_most_eight_queries(
    post_statement, practice, enrolment, activity, count_queries
):
    assert count_queries(lambda: post_statement(statement_about(activity, "attempted"))) <= 8
    assert count_queries(lambda: post_statement(statement_about(activity, "interacted"))) <= 8


def test_a_statement_costs_the_same_with_200_lessons_and_learners(
    post_statement, practice, enrolment, activity, module, django_user_model, course, count_queries
):
    def cost_with(numbers):
        for number in numbers:
            add_lesson(module, f"More {number}")
            enrol(django_user_model.objects.create_user(f"p{number}@example.org"), course=course)
        Attempt.objects.all().delete()
        return count_queries(lambda: post_statement(statement_about(activity, "attempted")))

    assert cost_with(range(2)) == cost_with(range(2, 200)) <= 8


def test_authority_and_times_are_never_the_browsers_to_say(post_statement, practice, enrolment, activity):
    claims = {
        "authority": {"mbox": "mailto:evil@example.org"},
        "stored": "2020-01-01T00:00:00Z",
        "result": {"extensions": {"https://w3id.org/kenno/xapi/results": "anything"}, "completion": True},
    }

    post_statement(statement_about(activity, **claims))

    stored = StoredStatement.objects.get().statement
    assert stored["authority"]["account"]["name"] == "kenno"
    assert not stored["stored"].startswith("2020")
    assert Attempt.objects.get().results == {}


def test_a_refusal_says_to_the_page_that_trying_again_is_of_no_use(post_statement, practice, activity):
    assert post_statement(statement_about(activity)).json()["code"] == "refused"


def test_a_long_verb_is_kept(post_statement, practice, enrolment, activity):
    statement = statement_about(activity) | {"verb": {"id": f"http://example.org/{'v' * 1900}"}}

    assert post_statement(statement).status_code == 200
