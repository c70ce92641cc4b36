"""Where tasks run is one variable of the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from home.settings.queues import queue_named

REDIS = "redis://127.0.0.1:6379/1"


@pytest.mark.parametrize("name", ["", "immediate"])
def test_without_a_queue_tasks_run_in_the_process_and_mail_is_sent_there(name):
    queue = queue_named(name, redis_url=REDIS)

    assert queue.tasks["default"]["BACKEND"] == "django_tasks.backends.immediate.ImmediateBackend"
    assert queue.apps == []
    assert queue.email_backend("some.Backend") == "some.Backend"


def test_the_database_is_a_queue():
    queue = queue_named("database", redis_url="")

    assert queue.tasks["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    assert queue.apps == ["django_tasks_db"]
    assert queue.email_backend("some.Backend") == "home.outbox.QueuedEmailBackend"


def test_redis_is_a_queue_that_holds_json_and_no_pickles():
    queue = queue_named("redis", redis_url=REDIS)

    assert queue.tasks["default"]["BACKEND"] == "django_tasks_rq.RQBackend"
    assert queue.rq_queues["default"]["URL"] == REDIS
    assert queue.rq_queues["default"]["SERIALIZER"] == "rq.serializers.JSONSerializer"


def test_redis_needs_its_address():
    with pytest.raises(ImproperlyConfigured, match="TASKS_BACKEND is redis, so REDIS_URL is needed"):
        queue_named("redis", redis_url="")


def test_an_unknown_name_is_answered_with_those_that_there_are():
    with pytest.raises(ImproperlyConfigured, match="it has to be immediate, database or redis"):
        queue_named("rabbit", redis_url="")
