"""The suite on PostgreSQL and Redis, each in databases of its own, which are gone afterwards: ``make test-services``.

``TEST_POSTGRESQL`` and ``TEST_REDIS`` name other servers than those of this machine. What is given goes to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError

POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432").rstrip("/")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379").rstrip("/")

LONGEST_RUN = 7200
"""Seconds, after which what a killed run has claimed is free again."""

SAYS_NOTHING = (
    # No database in it: the code, and what standards say.
    *("architecture", "conformance", "interop", "badges/openbadges", "learners/xapi", "courses/quizzes"),
    *("courses/h5p/test_package.py", "courses/h5p/test_semantics.py", "courses/test_captions.py"),
    *("home/test_translations.py", "home/test_stylesheets.py", "home/test_assets.py"),
    # A site in a process of its own, with the databases that it names: the same in every run.
    *("browser", "journeys", "upgrade", "courses/test_outline_in_browser.py", "home/test_workers.py"),
    *("home/test_backups.py", "home/test_production_settings.py", "home/test_queues.py", "home/test_setting_up.py"),
    # Reads the content of the demonstration rather than a database.
    *("home/test_demo_content.py", "home/test_demo_translations.py"),
)
"""Below ``tests``: what ``make test`` has run, and would say nothing else here."""


def main() -> int:
    """Run the suite and return the exit code of pytest, or 1 with a sentence where a server does not answer."""
    name = f"kenno_services_{os.getpid()}"
    claimed: list[Redis] = []
    try:
        with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=5) as server:
            claimed = free_databases(os.cpu_count() or 1)
            try:
                return run_suite(name, claimed)
            finally:
                drop_databases(server, f"test_{name}")
    except psycopg.OperationalError:
        return refuse(f"PostgreSQL does not answer at {POSTGRESQL}; start it, or name another one in TEST_POSTGRESQL.")
    except RedisError:
        return refuse(f"Redis does not answer at {REDIS}; start it, or name another one in TEST_REDIS.")
    finally:
        for redis in claimed:
            redis.flushdb()


def refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def run_suite(name: str, claimed: list[Redis]) -> int:
    if not claimed:
        return refuse(f"Every database of Redis at {REDIS} is in use.")
    environment = {
        **os.environ,
        "DATABASE_URL": f"{POSTGRESQL}/{name}",
        "TEST_REDIS_URLS": ",".join(f"{REDIS}/{number_of(redis)}" for redis in claimed),
    }
    ignored = [f"--ignore={Path('tests') / path}" for path in SAYS_NOTHING]
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(len(claimed)), "--dist", "loadfile", *ignored]
    return subprocess.run([*command, *sys.argv[1:]], env=environment, check=False).returncode


def free_databases(wanted: int) -> list[Redis]:
    """Claim up to so many empty databases of Redis, one for each worker: clearing a cache empties all of its own."""
    claimed: list[Redis] = []
    for number in range(15, 0, -1):
        redis = Redis.from_url(f"{REDIS}/{number}", socket_timeout=5)
        if (
            len(claimed) < wanted
            and redis.dbsize() == 0
            and redis.set("kenno:tests", os.getpid(), nx=True, ex=LONGEST_RUN)
        ):
            claimed.append(redis)
    return claimed


def number_of(redis: Redis) -> int:
    return int(redis.connection_pool.connection_kwargs["db"])


def drop_databases(server: psycopg.Connection, beginning: str) -> None:
    """Drop what a run that was stopped has left."""
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning]).fetchall()
    for (name,) in found:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
