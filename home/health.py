"""Whether the site can do its work: what it stands on is asked, one after another."""

import logging
from collections.abc import Callable
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """What was asked answers, but not as the site needs it. The message is for the log."""


def unready() -> list[str]:
    """Return the names of the checks that failed, none when the site is ready. Why they failed is in the log."""
    return [name for name, check in CHECKS.items() if not _passes(name, check)]


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        # Whatever a driver raises: the answer is that the site is not ready.
        logger.exception("The check of %s failed.", name)
        return False
    return True


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """Raises NotReady while the database lacks a migration that this code has."""
    if missing := _known_migrations() - MigrationRecorder(connection).applied_migrations().keys():
        raise NotReady(f"{len(missing)} migrations are not applied.")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    # Reading them takes a second, and they change with the code only.
    return frozenset(MigrationLoader(None).graph.nodes)


def check_cache() -> None:
    key, value = f"home.health.{uuid4().hex}", uuid4().hex
    shared_cache.set(key, value, timeout=10)
    found = shared_cache.get(key)
    shared_cache.delete(key)
    if found != value:
        raise NotReady("The cache does not give back what was put into it.")


def check_storage() -> None:
    """Write a small file and delete it: a full disk lets itself be looked at as if nothing were wrong."""
    name = default_storage.save(f"health-{uuid4().hex}.txt", ContentFile(b"Written to see whether it can be."))
    default_storage.delete(name)


def check_queue() -> None:
    """Ask Redis, where it holds the queue. A queue in the database stands and falls with the database."""
    if settings.RQ_QUEUES:
        import django_rq

        for name in settings.RQ_QUEUES:
            django_rq.get_connection(name).ping()


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
    "storage": check_storage,
    "queue": check_queue,
}
