"""Fifty clients at once, ten of them a second device of somebody: nothing twice, nothing lost, no server error.

No browser: what a lesson's page sends is sent by fifty threads to a server with three processes, on SQLite and on
PostgreSQL. Every statement is sent twice, as a queue does that got no answer; whoever has two devices sends the same
from both. Afterwards the records are counted to the last one.
"""

import http.client
import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import psycopg
import pytest

from tests.demo_site import DemoSite
from tests.person import right_answers

LEARNERS = 40
WITH_TWO_DEVICES = 10
POSTGRESQL = "postgres://postgres@127.0.0.1:5432"
CSRF = "c" * 32
VERBS = "http://adlnet.gov/expapi/verbs"
LONGEST_RUN = 240
LONGEST_REQUEST = 60

# Learners, each with a session for every device; the first module of BAT101, lesson by lesson.
_PREPARE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from courses.models import CoursePage, LessonActivity, LessonPage, ModulePage
from home.models import User
sessions = import_module(settings.SESSION_ENGINE)
people = []
for number in range({learners}):
    learner = User.objects.create_user(f"device{{number}}@example.org", "a long password")
    keys = []
    for device in range(2 if number < {with_two} else 1):
        session = sessions.SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(learner.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    people.append({{"pk": learner.pk, "sessions": keys}})
course = CoursePage.objects.filter(code="BAT101").earliest("pk")
module = ModulePage.objects.child_of(course).get(code="M1")
lessons = []
for lesson in LessonPage.objects.child_of(module).live().order_by("path"):
    found = LessonActivity.objects.filter(lesson=lesson).order_by("pk").values_list("kind", "activity_key")
    lessons.append({{"pk": lesson.pk, "activities": [[kind, str(key)] for kind, key in found]}})
answer = {{"people": people, "course": course.pk, "lessons": lessons, "cookie": settings.SESSION_COOKIE_NAME}}
"""
_WRONG_ANSWERS = """
from courses.models import Quiz
from courses.quizzes.grading import Numeric, Ordering, SeveralAnswers
from courses.quizzes.reading import questions_of
from courses.quizzes.submissions import field_name, place_name

def wrong(question):
    match question:
        case Ordering():
            items = reversed(question.items)
            return {place_name(question.id, item.id): str(place) for place, item in enumerate(items, 1)}
        case Numeric():
            return {field_name(question.id): "987654321"}
        case SeveralAnswers():
            return {field_name(question.id): [o.id for o in question.options if o.id not in question.correct][:1]}
    return {field_name(question.id): next(o.id for o in question.options if o.id != question.correct)}

answer = {str(quiz.translation_key): [wrong(one) for one in questions_of(quiz)] for quiz in Quiz.objects.all()}
"""
_RECORDS = """
from badges.models import Credential
from learners.models import Attempt, Enrolment, LessonCompletion, ModuleCompletion, StoredStatement
people = {people}
answer = {{}}
for pk in people:
    attempts = {{}}
    for attempt in Attempt.objects.filter(learner=pk).order_by("activity_key", "number"):
        attempts.setdefault(str(attempt.activity_key), []).append([attempt.number, attempt.is_passed])
    statements = StoredStatement.objects.filter(learner=pk)
    answer[pk] = {{
        "attempts": attempts,
        "open": Attempt.objects.filter(learner=pk, finished_at=None).count(),
        "enrolments": Enrolment.objects.filter(learner=pk).count(),
        "from_browser": sorted(str(s) for s in statements.filter(source="browser").values_list("pk", flat=True)),
        "marked": statements.filter(source="server", activity_kind="quiz").count(),
        "lessons": LessonCompletion.objects.filter(learner=pk).count(),
        "modules": ModuleCompletion.objects.filter(learner=pk).count(),
        "assessed": ModuleCompletion.objects.filter(learner=pk, is_assessed=True).count(),
        "credentials": Credential.objects.filter(recipient=pk).count(),
    }}
"""


@dataclass
class Client:
    """One device: what it has sent, and with which status each was answered."""

    site: DemoSite
    cookie: str
    learner: int
    is_alone: bool
    statuses: Counter = field(default_factory=Counter)
    refused: list = field(default_factory=list)
    sent: set = field(default_factory=set)

    def post(self, path, body, *, kind):
        connection = http.client.HTTPConnection("localhost", self.site.port, timeout=LONGEST_REQUEST)
        try:
            headers = {"Content-Type": kind, "Cookie": f"{self.cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        self.statuses[answer.status] += 1
        if answer.status not in (200, 302):
            self.refused.append((path, answer.status, text[:200]))

    def say(self, verb, about, *, name, **fields):
        """Send a statement twice. Its id follows from who says what, so a second device sends the same."""
        statement = {"id": str(uuid5(NAMESPACE_URL, f"{self.learner} {name}")), "verb": {"id": f"{VERBS}/{verb}"}}
        body = json.dumps({**statement, "object": {"id": about}, **fields})
        for _ in range(2):
            self.post("/xapi/statements", body, kind="application/json")
        self.sent.add(statement["id"])

    def fill_in(self, path, answers):
        fields = [(name, value) for question in answers for name, value in question.items()]
        self.post(path, urlencode(fields, doseq=True), kind="application/x-www-form-urlencoded")

    def study(self, course, lessons, *, right, wrong):
        """Enrol, and go through the lessons as the page of each would."""
        self.fill_in(f"/en/learning/courses/{course}/enrol/", [])
        for lesson in lessons:
            for kind, key in lesson["activities"]:
                if kind == "h5p":
                    address = f"{self.site.url}/xapi/activities/h5p/{key}"
                    self.say("attempted", address, name=f"{key} begun")
                    for number in range(3):
                        self.say("answered", f"{address}#{number}", name=f"{key} {number}")
                    self.say("completed", address, name=f"{key} done", result={"completion": True})
                else:
                    path = f"/en/learning/lessons/{lesson['pk']}/quizzes/{key}/"
                    # Two devices that both fail could use up a round; who has two only hands in what is right.
                    if self.is_alone:
                        self.fill_in(path, wrong[key])
                    self.fill_in(path, right[key])
            for _ in range(2):
                self.fill_in(f"/en/learning/lessons/{lesson['pk']}/done/", [])


@pytest.fixture
def postgresql_url():
    """The address of a new database of PostgreSQL, dropped afterwards."""
    name = f"kenno_fifty_{os.getpid()}"
    try:
        server = psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip(f"PostgreSQL does not answer at {POSTGRESQL}; start it to test fifty clients on it.")
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield f"{POSTGRESQL}/{name}"
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_fifty_clients_at_once_on_sqlite(tmp_path):
    let_fifty_study(DemoSite(tmp_path, WEB_CONCURRENCY="3"))


def test_fifty_clients_at_once_on_postgresql(tmp_path, postgresql_url):
    let_fifty_study(DemoSite(tmp_path, WEB_CONCURRENCY="3", DATABASE_URL=postgresql_url))


def let_fifty_study(site):
    site.set_up()
    site.start()
    try:
        told = site.query(_PREPARE.format(learners=LEARNERS, with_two=WITH_TWO_DEVICES))
        right, wrong = right_answers(site)["quizzes"], site.query(_WRONG_ANSWERS)
        clients = [
            Client(site, f"{told['cookie']}={session}", person["pk"], is_alone=len(person["sessions"]) == 1)
            for person in told["people"]
            for session in person["sessions"]
        ]
        run_at_once(clients, lambda client: client.study(told["course"], told["lessons"], right=right, wrong=wrong))

        assert [refused for client in clients for refused in client.refused] == []
        found = site.query(_RECORDS.format(people=[person["pk"] for person in told["people"]]))
        assert len(found) == LEARNERS
        for client in clients:
            assert found[str(client.learner)] == expected_of(client, told["lessons"], right=right)
        # The log of the server has no word of an error either.
        assert "Traceback" not in (site.folder / "server.log").read_text()
        # And what stands is what the log of statements says.
        told_of = site.manage("rebuild_completions")
        assert site.query(_RECORDS.format(people=[person["pk"] for person in told["people"]])) == found
        assert "rows before" not in told_of
    finally:
        site.stop()


def expected_of(client, lessons, *, right):
    """What the records of this client's learner have to be, whatever came first."""
    activities = [(kind, key) for lesson in lessons for kind, key in lesson["activities"]]
    quizzes = [key for kind, key in activities if kind == "quiz"]
    tries = [[1, False], [2, True]] if client.is_alone else [[1, True]]
    return {
        "attempts": {key: tries if kind == "quiz" else [[1, None]] for kind, key in activities},
        "open": 0,
        "enrolments": 1,
        "from_browser": sorted(client.sent),
        # For each try one for every question, and one for the quiz.
        "marked": len(tries) * sum(len(right[key]) + 1 for key in quizzes),
        "lessons": len(lessons),
        "modules": 1,
        "assessed": 1,
        "credentials": 1,
    }


def run_at_once(clients, do):
    """Let every client do it in a thread of its own, all from the same moment; fail when one breaks off or is slow."""
    together = threading.Barrier(len(clients))
    broken = []

    def begin(client):
        try:
            together.wait(timeout=30)
            do(client)
        except Exception as error:
            broken.append((client.learner, repr(error)))

    threads = [threading.Thread(target=begin, args=[client], daemon=True) for client in clients]
    latest = time.monotonic() + LONGEST_RUN
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=max(0, latest - time.monotonic()))
    assert broken == []
    assert not any(thread.is_alive() for thread in threads), f"Not done within {LONGEST_RUN} seconds."
