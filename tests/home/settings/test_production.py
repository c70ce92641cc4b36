"""Production reads the environment only, and says in one sentence each what is missing or unsafe."""

import os
import subprocess
import sys

from tests.home.settings.test_environment import GOOD


def run(*arguments, environment):
    """Run Python with production settings in a process of its own, as a server would."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "DJANGO_SETTINGS_MODULE": "home.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def start(environment, *, show="settings.SITE_URL"):
    """Load the settings and print one of them."""
    code = f"import django; django.setup(); from django.conf import settings; print({show})"
    return run("-c", code, environment=environment)


def test_a_complete_environment_starts():
    assert start(GOOD).stdout == "https://kenno.example.org\n"


def test_what_is_wrong_is_said_in_the_last_lines_one_sentence_each():
    found = start({**GOOD, "SITE_URL": "http://kenno.example.org", "EMAIL_HOST": "", "SECRET_KEY": "short"})

    assert found.returncode != 0
    *_trace, first, secret, address, mail = found.stderr.splitlines()
    assert first.endswith("The settings cannot be used.")
    assert "SECRET_KEY has 5 characters" in secret
    assert "but production needs an address that begins with https://." in address
    assert mail == "The environment variable EMAIL_HOST is missing; set it, for example to smtp.example.org."


def test_djangos_own_checks_for_deployment_find_nothing(tmp_path):
    environment = {**GOOD, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/kenno.sqlite3"}
    (tmp_path / "assets").mkdir()

    found = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", environment=environment)

    assert (found.returncode, found.stderr) == (0, "")
    assert "no issues" in found.stdout


CACHE = "settings.CACHES['default']['BACKEND'].split('.')[-1], settings.CACHES['default']['LOCATION']"


def test_all_processes_share_a_cache_in_the_database():
    assert start(GOOD, show=CACHE).stdout == "DatabaseCache kenno_cache\n"


def test_all_processes_share_redis_where_there_is_one():
    environment = {**GOOD, "REDIS_URL": "redis://127.0.0.1:6379/1"}

    assert start(environment, show=CACHE).stdout == "RedisCache redis://127.0.0.1:6379/1\n"
