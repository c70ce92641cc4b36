"""Who watches the site learns whether it lives and whether it is ready, and nothing that could be misused."""

import logging

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from home import health


def test_a_process_that_lives_says_so_and_asks_nobody(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"live": True}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_site_that_can_do_its_work_is_ready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": dict.fromkeys(["database", "migrations", "cache", "storage", "queue"], "ok"),
    }
    assert list(tmp_path.iterdir()) == []


def test_it_costs_three_queries_however_many_migrations_there_are(
    db, client, settings, tmp_path, django_assert_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    health.unready()

    with django_assert_num_queries(3):  # SELECT 1; is there a table of migrations; which are applied
        client.get("/health/ready")


def failed(client):
    response = client.get("/health/ready")
    assert response.status_code == 503
    told = response.json()
    assert told["ready"] is False
    return [name for name, state in told["checks"].items() if state == "failed"]


def test_a_migration_that_is_not_applied_makes_it_unready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    MigrationRecorder.Migration.objects.filter(app="home").latest("pk").delete()

    assert failed(client) == ["migrations"]


def test_a_database_that_is_away_makes_it_unready_and_is_not_described_to_strangers(
    db, client, settings, tmp_path, monkeypatch, caplog
):
    settings.MEDIA_ROOT = tmp_path

    def refuse():
        raise OperationalError("password authentication failed for kenno@10.0.0.5")

    monkeypatch.setitem(health.CHECKS, "database", refuse)
    with caplog.at_level(logging.ERROR, logger="home.health"):
        response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert b"10.0.0.5" not in response.content
    assert "The check of database failed." in caplog.text


def test_a_storage_that_takes_nothing_makes_it_unready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.touch()

    assert failed(client) == ["storage"]


def test_a_cache_that_keeps_nothing_makes_it_unready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert failed(client) == ["cache"]


def test_a_queue_in_redis_that_does_not_answer_makes_it_unready(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.RQ_QUEUES = {"default": {"URL": "redis://127.0.0.1:1/0"}}

    assert failed(client) == ["queue"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_nothing_is_changed_by_asking(db, client, path):
    assert client.post(path).status_code == 405


def test_what_is_not_there_is_not_looked_for_in_a_language(db, client):
    assert client.get("/health/dead").status_code == 404
