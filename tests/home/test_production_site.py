"""The site with production settings and two processes: its log names nobody, its numbers are those of both."""

import json
import os
import re
import signal
import time
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from home.demo.accounts import PASSWORD
from tests.person import right_answers
from tests.production_site import ProductionSite, Visitor

FIRST_NAME, LAST_NAME = "Ainomaija", "Salmela-Testinen"
EMAIL = "ainomaija.salmela@people.example"
ADDRESS = "203.0.113.177"
BROWSER = "Peculiar/77.3 (Ainomaijas telephone)"
WORD = "vesivaarakas"
LEARNER = "learner@kenno.example"

GUNICORN = re.compile(r"\[\d{4}-\d\d-\d\d [^]]+\] \[\d+\] \[[A-Z]+\] ")

PREPARE = f"""
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from home.invitations import invite, token_of
from home.models import User
learner = User.objects.get(email="{LEARNER}")
answer = {{
    "reset": user_pk_to_url_str(learner) + "-" + default_token_generator.make_token(learner),
    "invitation": token_of(invite("{EMAIL}", first_name="{FIRST_NAME}", last_name="{LAST_NAME}",
        groups=list(Group.objects.all()[:1]), language="en", by=User.objects.filter(is_superuser=True).first())),
}}
"""

SHARE = f"""
from badges.credentials import issue_credential, share_credential
from badges.models import Achievement
from home.models import User
achievement = Achievement.objects.filter(is_active=True).first()
answer = share_credential(issue_credential(achievement, recipient=User.objects.get(email="{LEARNER}"))).share_token
"""

QUIZ = f"""
from courses.models import CoursePage, LessonActivity, LessonPage
from home.models import User
from learners.enrolments import enrol
quizzes = LessonActivity.objects.filter(kind="quiz", lesson__live=True, lesson__locale__language_code="en")
quiz = quizzes.select_related("lesson").order_by("lesson__path").first()
enrol(User.objects.get(email="{LEARNER}"), course=CoursePage.objects.ancestor_of(quiz.lesson).get())
answer = [quiz.lesson_id, str(quiz.activity_key), quiz.lesson.get_url_parts()[2]]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = ProductionSite(tmp_path_factory.mktemp("site"), DJANGO_SETTINGS_MODULE="tests.home.breaking_settings")
    site.shared = site.set_up(prepare=SHARE)
    site.start()
    yield site
    site.stop()


def lines(site):
    """Return what was logged, each line as the object that it has to be, but for what gunicorn says of its own."""
    return [json.loads(line) for line in site.log.splitlines() if not GUNICORN.match(line)]


def test_nothing_in_the_log_tells_who_was_there(site):
    secrets = site.query(PREPARE) | {"shared": site.shared}
    visitor = Visitor(site, address=ADDRESS, browser=BROWSER)
    password = "correct horse battery staple"
    person = {"first_name": FIRST_NAME, "last_name": LAST_NAME, "email": EMAIL}

    def expect(response, *codes):
        assert response.status_code in codes, (response.status_code, response.request.url, response.text[:2000])

    expect(visitor.post("/en/accounts/signup/", {**person, "password1": password}), 302)
    expect(visitor.post("/en/accounts/login/", {"login": EMAIL, "password": "wrong " + password}), 200)
    expect(visitor.post("/en/accounts/password/reset/", {"email": EMAIL}), 302)
    expect(visitor.get(f"/en/accounts/password/reset/key/{secrets['reset']}/"), 302)
    expect(visitor.get(f"/en/badges/shared/{secrets['shared']}/"), 200)
    expect(visitor.get(f"/en/badges/shared/{secrets['shared']}x/"), 404)
    expect(visitor.get(f"/en/accounts/invitation/{secrets['invitation']}/"), 302)
    expect(visitor.get(f"/en/verify/?q={WORD}"), 200)
    expect(visitor.get(f"/{WORD}/{quote(FIRST_NAME)}/?email={EMAIL}"), 302, 404)
    expect(visitor._ask("POST", "/en/accounts/login/", data=person), 403)
    expect(visitor.get("/en/", headers={"Host": f"{WORD}.example"}), 400)
    expect(visitor.post("/health-of/" + secrets["shared"] + "/", person, form="/en/accounts/signup/"), 500)
    learner = Visitor(site, address=ADDRESS, browser=BROWSER)
    expect(learner.post("/en/accounts/login/", {"login": LEARNER, "password": PASSWORD}), 302)
    expect(learner.get("/en/learning/"), 200)

    said = site.log
    told = [*secrets.values(), secrets["reset"].partition("-")[2], EMAIL, LEARNER, FIRST_NAME, LAST_NAME, ADDRESS]
    told += [BROWSER, "Peculiar", WORD, password, "Lehtisaari", quote(EMAIL), "people.example", "sessionid"]
    told += [value for value in [*visitor.cookies.values(), *learner.cookies.values()] if len(value) > 7]
    assert [one for one in told if one in said] == []


def test_each_request_is_one_line_with_route_status_and_duration(site):
    before = len(lines(site))
    response = Visitor(site).get("/en/badges/shared/not-a-token/?from=mail")

    (line,) = lines(site)[before:]
    assert line["request"] == "GET /en/badges/shared/<str:token>/"
    assert line["code"] == response.status_code == 404
    assert line["level"] == "warning"
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert 0 <= line["ms"] < 60_000


def test_what_breaks_is_told_by_kind_and_place_under_the_number_that_the_person_has(site):
    before = len(lines(site))
    visitor = Visitor(site)
    response = visitor.post("/health-of/x/", {"first_name": FIRST_NAME}, form="/en/accounts/login/")

    (line,) = [line for line in lines(site)[before:] if line["level"] == "error"]
    assert line["event"] == "request_failed"
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert [one["type"] for one in line["error"]] == ["LookupError", "ValueError"]
    assert line["error"][0]["at"][-1].startswith("tests/home/breaking_urls.py:")
    assert FIRST_NAME not in json.dumps(line)


def test_who_watches_fills_no_log(site):
    before = site.log
    for path in ("/health/live", "/health/ready"):
        assert Visitor(site).get(path).status_code == 200

    assert site.log == before


def test_a_probe_on_this_machine_needs_no_proxy(site):
    probe = Visitor(site)
    del probe.headers["X-Forwarded-Proto"]

    assert probe.get("/health/ready").status_code == 200
    assert probe.get("/en/").status_code == 301


# Numbers


def value(text, name, **labels):
    """Return the sum of the samples of this name that have these labels."""
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def live_requests(site):
    return value(site.metrics(), "django_http_responses_total_by_status_view_method_total", view="health_live")


def test_the_numbers_are_those_of_all_processes(site):
    before, asked, served = live_requests(site), 0, set()
    while asked < 200 and len(served) < 2:
        asked += 1
        assert Visitor(site).get("/health/live").status_code == 200
        served = {int(name.stem.rpartition("_")[2]) for name in (site.folder / "numbers").glob("counter_*.db")}
        served &= set(site.processes())

    assert len(served) == 2
    assert live_requests(site) == before + asked


def test_what_a_process_counted_that_has_ended_still_counts(site):
    before, ended = live_requests(site), site.processes()[0]
    os.kill(ended, signal.SIGTERM)
    latest = time.monotonic() + 30
    while ended in site.processes() or len(site.processes()) < 2:
        assert time.monotonic() < latest
        time.sleep(0.2)

    assert live_requests(site) >= before


def test_the_database_the_work_by_the_clock_and_the_queue_have_numbers(site):
    site.manage("run_due", "--force", "--only", "home.clear_sessions", "--verbosity", "0")

    text = site.metrics()

    assert value(text, "django_db_execute_total") > 0
    assert value(text, "django_http_requests_latency_including_middlewares_seconds_count") > 0
    assert value(text, "kenno_due_work_last_success_timestamp_seconds", work="home.clear_sessions") > time.time() - 300
    assert value(text, "kenno_due_work_failures") == 0
    # The mails of those who registered above, and found by nobody.
    assert value(text, "kenno_tasks", state="waiting") > 0


def test_a_method_that_somebody_makes_up_makes_no_new_number(site):
    Visitor(site)._ask("MADEUP", "/health/live")

    assert "MADEUP" not in site.metrics()


def test_a_statement_that_a_learner_makes_is_counted(site):
    before = value(site.metrics(), "kenno_statements_recorded_total")
    learner = Visitor(site)
    learner.post("/en/accounts/login/", {"login": LEARNER, "password": PASSWORD})
    lesson, quiz, path = site.query(QUIZ)
    right = {name: given for question in right_answers(site)["quizzes"][quiz] for name, given in question.items()}

    answered = learner.post(f"/en/learning/lessons/{lesson}/quizzes/{quiz}/", right, form=path)

    assert answered.status_code == 302, answered.text
    assert value(site.metrics(), "kenno_statements_recorded_total") > before
    assert [name for name in right if name in site.log] == []


def test_the_numbers_name_nobody(site):
    text = site.metrics()

    assert [one for one in (EMAIL, LEARNER, FIRST_NAME, ADDRESS, BROWSER, WORD) if one in text] == []
