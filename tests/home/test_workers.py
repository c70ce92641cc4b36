"""With a queue, a learner's request only says what has to be done; a worker, a process of its own, does it."""

import os

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.demo_site import DemoSite

REDIS = "redis://127.0.0.1:6379"

# What the records of BAT101 module 1 say when it is completed, told as `learners` tells it.
COMPLETE = """
from django.db import transaction
from badges.models import AwardRule
from courses.models import ModulePage
from home.models import User
from learners.models import ModuleCompletion
from learners.signals import module_completed
learner = User.objects.create_user({email!r}, "a long password")
rule = AwardRule.objects.filter(kind="module_completed", achievement__is_active=True).first()
module = ModulePage.objects.filter(translation_key=rule.target_key).earliest("pk")
course_key = module.get_parent().translation_key
ModuleCompletion.objects.create(
    learner=learner, module_key=module.translation_key, course_key=course_key, is_assessed=True)
module_completed.send_robust(ModuleCompletion, learner=learner, module_key=module.translation_key,
    course_key=course_key, is_assessed=True)
answer = None
"""
HELD = """
from badges.models import Credential
answer = Credential.objects.filter(recipient__email={email!r}).count()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = DemoSite(tmp_path_factory.mktemp("site"), TASKS_BACKEND="database")
    site.set_up()
    yield site
    site.stop()


@pytest.fixture
def redis_url():
    """The address of a database of Redis that nobody uses, emptied afterwards."""
    for number in range(15, 0, -1):
        url = f"{REDIS}/{number}"
        try:
            redis = Redis.from_url(url, socket_timeout=2)
            if redis.dbsize() == 0 and redis.set("kenno:tests", os.getpid(), nx=True, ex=600):
                break
        except RedisError:
            pytest.skip(f"Redis does not answer at {REDIS}; start it to test tasks in Redis.")
    else:
        pytest.skip(f"Every database of Redis at {REDIS} is in use.")
    yield url
    redis.flushdb()


def held_by(site, email):
    return site.query(HELD.format(email=email))


def mails_to(site, email):
    return sum(f"To: {email}" in file.read_text() for file in (site.folder / "mail").glob("*.log"))


def test_a_worker_on_the_database_gives_the_badge_and_sends_the_mail(site):
    email = "one@example.org"
    site.query(COMPLETE.format(email=email))
    assert (held_by(site, email), mails_to(site, email)) == (0, 0)

    site.manage("db_worker", "--batch", "--no-startup-delay")

    assert (held_by(site, email), mails_to(site, email)) == (1, 1)
    # Nothing is left, and nothing comes twice.
    site.manage("db_worker", "--batch", "--no-startup-delay")
    site.manage("run_due", "--force")
    assert (held_by(site, email), mails_to(site, email)) == (1, 1)


def test_a_task_that_got_lost_is_made_good_by_the_clock(site):
    email = "two@example.org"
    site.query(COMPLETE.format(email=email))
    site.query("from django_tasks_db.models import DBTaskResult; answer = DBTaskResult.objects.all().delete()[0]")

    assert "badges.award: 1 badge was given." in site.manage("run_due", "--force", "--only", "badges.award")

    assert held_by(site, email) == 1


def test_a_worker_on_redis_gives_the_badge_and_sends_the_mail(site, redis_url):
    email = "three@example.org"
    site.stop()
    site.environment |= {"TASKS_BACKEND": "redis", "REDIS_URL": redis_url}
    try:
        site.query(COMPLETE.format(email=email))
        assert (held_by(site, email), mails_to(site, email)) == (0, 0)

        site.manage(
            *("rqworker", "default", "--burst", "--job-class", "django_tasks_rq.Job"),
            *("--serializer", "rq.serializers.JSONSerializer"),
        )

        assert (held_by(site, email), mails_to(site, email)) == (1, 1)
    finally:
        site.stop()
        site.environment |= {"TASKS_BACKEND": "database"}


def test_three_machines_whose_cron_calls_at_the_same_moment_do_the_work_once(site):
    site.query(
        "from courses.models import DueRun, DueWork; "
        "answer = DueRun.objects.all().delete()[0] + DueWork.objects.all().delete()[0]"
    )
    # Something that has to be done: a session that is over.
    site.query(
        "from datetime import timedelta; from django.utils import timezone; "
        "from django.contrib.sessions.models import Session; "
        "Session.objects.create(session_key='over', session_data='', expire_date=timezone.now() - timedelta(days=1)); "
        "answer = 0"
    )
    calls = [site.begin("run_due") for _ in range(3)]
    told = [call.communicate(timeout=120) for call in calls]

    assert [call.returncode for call in calls] == [0, 0, 0], told
    assert sum("1 session was deleted." in out for out, _err in told) == 1
    runs = site.query("from courses.models import DueRun; answer = list(DueRun.objects.values_list('name', 'outcome'))")
    assert runs.count(["home.clear_sessions", "succeeded"]) == 1
    assert all(outcome == "succeeded" for _name, outcome in runs)
