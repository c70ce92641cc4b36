"""The numbers of the site: for whoever brings the token, and about nobody."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from courses.due import works
from courses.models import DueWork
from home.metrics import SiteCollector, count_statement, exposition, statements_recorded

TOKEN = "t0ken" * 8


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, authorization=None):
    headers = {"Authorization": authorization} if authorization else {}
    return client.get("/metrics", headers=headers)


def samples(text):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def collected():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in SiteCollector().collect()
        for sample in family.samples
    }


def test_where_no_token_is_set_there_are_no_numbers(db, client):
    assert ask(client, "Bearer ").status_code == 404
    assert ask(client, f"Bearer {TOKEN}").status_code == 404


@pytest.mark.parametrize("authorization", [None, TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer wrong", f"Bearer {TOKEN}x"])
def test_without_the_token_nothing_is_said(db, client, token, authorization):
    response = ask(client, authorization)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert b"kenno_" not in response.content


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_with_the_token_prometheus_can_read_them(db, client, token, scheme):
    response = ask(client, f"{scheme} {TOKEN}")

    assert response.status_code == 200
    assert ("process_start_time_seconds",) in samples(response.text)
    assert "no-store" in response["Cache-Control"]


def test_it_says_of_each_work_when_it_ended_well_and_how_often_it_failed(db):
    work = works()[0]
    ended_at = timezone.now() - timedelta(hours=2)
    DueWork.objects.create(
        name=work.name, next_at=timezone.now() - timedelta(minutes=10), failures=3, looked_at=ended_at
    )

    found = collected()

    assert found["kenno_due_work_last_success_timestamp_seconds", work.name] == ended_at.timestamp()
    assert found["kenno_due_work_failures", work.name] == 3
    assert found["kenno_due_work_overdue_seconds", work.name] == pytest.approx(600, abs=30)


def test_work_that_is_not_due_yet_is_not_late_and_one_that_is_gone_is_not_told(db):
    work = works()[0]
    DueWork.objects.create(name=work.name, next_at=datetime(2100, 1, 1, tzinfo=timezone.get_current_timezone()))
    DueWork.objects.create(name="nobody.knows", next_at=timezone.now())

    found = collected()

    assert found["kenno_due_work_overdue_seconds", work.name] == 0
    assert ("kenno_due_work_last_success_timestamp_seconds", work.name) not in found
    assert not [name for name in found if "nobody.knows" in name]


def test_it_costs_one_query_where_there_is_no_queue(db, django_assert_num_queries):
    for work in works():
        DueWork.objects.create(name=work.name, next_at=timezone.now())

    with django_assert_num_queries(1):
        exposition()


class Stored:
    def __init__(self):
        self.source = f"test {uuid4().hex}"

    @property
    def counted(self):
        return statements_recorded.labels(source=self.source)._value.get()


def test_a_statement_is_counted_when_it_is_kept(db, django_capture_on_commit_callbacks):
    stored = Stored()
    with django_capture_on_commit_callbacks(execute=True):
        count_statement(None, instance=stored, created=True)
        assert stored.counted == 0

    assert stored.counted == 1


@pytest.mark.parametrize("how", [{"created": False}, {"created": True, "raw": True}])
def test_a_statement_that_is_changed_or_restored_is_not_counted(db, django_capture_on_commit_callbacks, how):
    stored = Stored()
    with django_capture_on_commit_callbacks(execute=True):
        count_statement(None, instance=stored, **how)

    assert stored.counted == 0
