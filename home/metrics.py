"""Numbers of the site for Prometheus, besides those of requests and of the database that django-prometheus counts.

What happens in the processes that serve is counted there; what the database knows is read when somebody asks.
"""

import os
from collections.abc import Iterator
from typing import Any

import django_tasks
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from courses.due import works
from courses.models import DueWork

statements_recorded = Counter(
    "kenno_statements_recorded", "xAPI statements stored since the process started, by who sent them.", ["source"]
)


def exposition() -> bytes:
    """Return all numbers in Prometheus' text format, those of all processes when they share a folder for it."""
    counted: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    read = CollectorRegistry()
    read.register(SiteCollector())
    return generate_latest(counted) + generate_latest(read)


def count_statement(sender: Any, *, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        # What is rolled back was not recorded.
        transaction.on_commit(statements_recorded.labels(source=instance.source).inc)


class SiteCollector(Collector):
    """Reads from the database, and where there is one from the queue: three queries, whatever there is."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield from due_work_metrics()
        yield from queue_metrics()


def due_work_metrics() -> Iterator[Metric]:
    """Yield, for each work by the clock, when it last ended well, how late it is and its failures in a row."""
    succeeded = GaugeMetricFamily(
        "kenno_due_work_last_success_timestamp_seconds", "When the work by the clock last ended well.", labels=["work"]
    )
    overdue = GaugeMetricFamily(
        "kenno_due_work_overdue_seconds", "For how long the work has been due (0: it is not).", labels=["work"]
    )
    failures = GaugeMetricFamily("kenno_due_work_failures", "Failures in a row.", labels=["work"])
    now, registered = timezone.now(), {work.name for work in works()}
    for one in DueWork.objects.filter(name__in=registered):
        if one.looked_at:
            succeeded.add_metric([one.name], one.looked_at.timestamp())
        overdue.add_metric([one.name], max(0.0, (now - one.next_at).total_seconds()))
        failures.add_metric([one.name], one.failures)
    yield from (succeeded, overdue, failures)


def queue_metrics() -> Iterator[Metric]:
    """Yield how many tasks wait and how many have failed; nothing where tasks run in the process that asks."""
    lengths = _queue_lengths()
    if lengths:
        tasks = GaugeMetricFamily("kenno_tasks", "Tasks of the queue, mail among them, by state.", labels=["state"])
        for state, length in lengths.items():
            tasks.add_metric([state], length)
        yield tasks


def _queue_lengths() -> dict[str, int]:
    if settings.RQ_QUEUES:
        return _lengths_in_redis()
    if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
        return _lengths_in_database()
    return {}


def _lengths_in_redis() -> dict[str, int]:
    import django_rq

    queues = [django_rq.get_queue(name) for name in settings.RQ_QUEUES]
    return {
        "waiting": sum(queue.count + queue.scheduled_job_registry.count for queue in queues),
        "failed": sum(queue.failed_job_registry.count for queue in queues),
    }


def _lengths_in_database() -> dict[str, int]:
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=django_tasks.TaskResultStatus.READY)
    return {"waiting": waiting.count(), "failed": DBTaskResult.objects.failed().count()}
