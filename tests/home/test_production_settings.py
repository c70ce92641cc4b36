"""Production reads the environment only, and says in one sentence what is missing."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "SECRET_KEY": "a-long-secret-of-at-least-fifty-characters-with-many-5ymb0ls!",
    "DATABASE_URL": "postgres://kenno@127.0.0.1/kenno",
    "SITE_URL": "https://kenno.example.org",
    "EMAIL_HOST": "smtp.example.org",
}


def start(environment, *, show="settings.SITE_URL"):
    """Load the settings in a process of their own, as a server would, and print one of them."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import django; django.setup(); from django.conf import settings; print({show})",
        ],
        env={**kept, "DJANGO_SETTINGS_MODULE": "home.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_environment_starts():
    assert start(GOOD).stdout == "https://kenno.example.org\n"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_variable_is_named(name):
    found = start({key: value for key, value in GOOD.items() if key != name})

    assert found.returncode != 0
    assert f"The environment variable {name} is missing; set it, for example to " in found.stderr.splitlines()[-1]


def test_an_address_without_encryption_is_refused():
    found = start({**GOOD, "SITE_URL": "http://kenno.example.org"})

    assert "but production needs an address that begins with https://" in found.stderr.splitlines()[-1]


CACHE = "settings.CACHES['default']['BACKEND'].split('.')[-1], settings.CACHES['default']['LOCATION']"


def test_all_processes_share_a_cache_in_the_database():
    assert start(GOOD, show=CACHE).stdout == "DatabaseCache kenno_cache\n"


def test_all_processes_share_redis_where_there_is_one():
    environment = {**GOOD, "REDIS_URL": "redis://127.0.0.1:6379/1"}

    assert start(environment, show=CACHE).stdout == "RedisCache redis://127.0.0.1:6379/1\n"
