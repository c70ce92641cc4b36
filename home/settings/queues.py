"""Where tasks are run: in the process that asks (the default), or by workers, from a queue in the database or Redis."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured

LONGEST_TASK = 300
"""Seconds, after which Redis' worker gives a task up."""

QUEUED_MAIL = "home.outbox.QueuedEmailBackend"


@dataclass(frozen=True)
class Queue:
    """What the settings need: ``TASKS``, apps to install, and ``RQ_QUEUES``, which only Redis has."""

    tasks: dict[str, Any]
    apps: list[str] = field(default_factory=list)
    rq_queues: dict[str, Any] = field(default_factory=dict)

    def email_backend(self, delivers: str) -> str:
        """Return the e-mail back end: the one that delivers, or where there are workers, one that leaves it to them."""
        return QUEUED_MAIL if self.apps else delivers


def queue_named(name: str, *, redis_url: str) -> Queue:
    """Return the queue that ``TASKS_BACKEND`` names. Raises ImproperlyConfigured with one sentence."""
    match name:
        case "" | "immediate":
            return Queue(_tasks("django_tasks.backends.immediate.ImmediateBackend"))
        case "database":
            return Queue(_tasks("django_tasks_db.DatabaseBackend"), ["django_tasks_db"])
        case "redis":
            if not redis_url:
                raise ImproperlyConfigured(
                    "TASKS_BACKEND is redis, so REDIS_URL is needed; set it, for example to redis://127.0.0.1:6379/1."
                )
            # JSON rather than pickle: whoever could write to Redis could else run anything here.
            queue = {
                "URL": redis_url,
                "DEFAULT_TIMEOUT": LONGEST_TASK,
                "SERIALIZER": "rq.serializers.JSONSerializer",
            }
            return Queue(
                _tasks("django_tasks_rq.RQBackend"), ["django_rq", "django_tasks_rq"], rq_queues={"default": queue}
            )
        case _:
            raise ImproperlyConfigured(
                f"TASKS_BACKEND is {name}, but it has to be immediate, database or redis; without it, it is immediate."
            )


def _tasks(backend: str) -> dict[str, Any]:
    return {"default": {"BACKEND": backend}}
