"""``make demo``: from nothing to a site that answers, in one process, and at once the second time."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.setting_up import announcement, is_migrated
from tests.demo_site import LONGEST_COMMAND, PROJECT, free_port


@pytest.mark.django_db
def test_a_database_with_every_migration_is_not_migrated_again():
    assert is_migrated()


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["home", "wagtailcore", "account"])
def test_one_missing_migration_of_any_app_is_noticed(app):
    MigrationRecorder(connection).migration_qs.filter(app=app).last().delete()

    assert not is_migrated()


def test_one_query_tells(django_assert_num_queries, db):
    # Another looks whether the table of migrations is there.
    with django_assert_num_queries(2):
        is_migrated()


@pytest.mark.django_db
def test_every_account_is_announced_with_the_password(settings):
    said = announcement()

    assert f"Kenno is served on {settings.SITE_URL}\n" in said
    assert f"password {PASSWORD}:" in said
    assert all(f"{account.role:<13} {account.email}" in said for account in ACCOUNTS)


def test_a_new_demonstration_is_set_up_announced_served_and_stopped(tmp_path):
    port = free_port()
    url = f"http://localhost:{port}"
    foreign = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "MEDIA_ROOT", "BADGES_KEY_DIRECTORY", "SITE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    log = tmp_path / "log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "home.demo.setting_up", "--serve"],
            cwd=PROJECT,
            env=kept | {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port)},
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert _answer(f"{url}/en/courses/", while_running=server) == 200, log.read_text()
        assert f"Kenno is served on {url}\n" in log.read_text()
        assert _due_works(tmp_path / "var" / "kenno.sqlite3") >= {"courses.publish_scheduled", "badges.award"}
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=15)
    # Nobody of its process group is left: what runs beside it ends with it.
    assert _has_ended(server.pid)
    assert "Traceback" not in log.read_text()
    # In a process that has served nothing, the admin has registered nothing yet.
    asked = "SELECT codename FROM auth_permission p JOIN auth_group_permissions g ON g.permission_id = p.id"
    with sqlite3.connect(tmp_path / "var" / "kenno.sqlite3") as database:
        granted = {codename for (codename,) in database.execute(asked)}
    assert {"add_issuer", "change_achievement", "revoke_credential"} <= granted


def _due_works(database):
    """Return the works by the clock that were done, once there are all, or what there is after 30 seconds."""
    done = set()
    for _ in range(60):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connected:
            rows = connected.execute("SELECT name FROM courses_duework WHERE looked_at IS NOT NULL AND token IS NULL")
            done = {name for (name,) in rows}
        if "home.clear_tasks" in done:
            break
        time.sleep(0.5)
    return done


def _has_ended(group):
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.2)
    return False


def _answer(url, *, while_running):
    """Return the status once the server answers, or None when it ends or never does."""
    latest = time.monotonic() + LONGEST_COMMAND
    while time.monotonic() < latest and while_running.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return None
