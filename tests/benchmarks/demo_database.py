"""A database of its own with the demonstration in it, for as long as a benchmark runs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

POSTGRESQL = os.environ.get("BENCH_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/kenno_bench")
"""Where a database named ``test_…`` after this one may be made and dropped again."""


@contextmanager
def demo_database(*, url: str = "") -> Iterator[Any]:
    """Set up Django with development settings, make the database, load the demonstration; yield the test client.

    ``url`` empty: SQLite in a file, set up as the site sets it up.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "home.settings.dev",
            "VAR_DIR": folder,
            "DATABASE_URL": url or f"sqlite:///{folder}/bench.sqlite3",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client

        # Whoever signs in to be measured has typed no code.
        settings.KENNO_STAFF_SECOND_FACTOR = False
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "test.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("load_demo", stdout=open(os.devnull, "w"))  # noqa: SIM115 (open as long as the process)
            yield Client(headers={"host": "localhost"})
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def learner(number: int) -> Any:
    """Return a new person who takes BAT101."""
    from django.contrib.auth import get_user_model

    from courses.models import CoursePage
    from learners.enrolments import enrol

    person = get_user_model().objects.create_user(f"bench{number}@kenno.example")
    enrol(person, course=CoursePage.objects.filter(code="BAT101").earliest("pk"))
    return person
