"""The page in the admin that says how the background work stands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from courses import due
from courses.due import WorkFailed, run_work
from courses.models import DueRun, DueWork

pytestmark = pytest.mark.django_db

PAGE = "/admin/courses/background-work/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def done(monkeypatch):
    """Two works instead of the registered ones: one that is done, and one that fails. Returns the runs of the first."""
    monkeypatch.setattr(due, "_works", {})
    monkeypatch.setattr(due, "autodiscover_modules", lambda *names: None)
    runs = []

    @due.register("tests.remind", label="Reminding of pages", every=timedelta(days=1))
    def remind(*, now):
        runs.append(now)
        return "Two were reminded."

    @due.register("tests.sign", label="Signing lists", every=timedelta(hours=1))
    def sign(*, now):
        raise WorkFailed("No key can be used.")

    return runs


@pytest.fixture
def as_coordinator(client, coordinator):
    client.force_login(coordinator)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_every_work_is_shown_with_its_last_run_and_its_next(done, as_coordinator):
    for work in due.works():
        run_work(work)

    page = text_of(as_coordinator.get(PAGE))

    assert "Reminding of pages" in page
    assert "Two were reminded." in page
    assert "Signing lists" in page
    assert "No key can be used." in page
    assert "failed once" in page
    assert "Next try" in page
    assert "Nothing was ever done" not in page


def test_a_site_whose_cron_does_not_call_is_told_so(done, as_coordinator):
    assert "Nothing was ever done. Is manage.py run_due called each minute?" in text_of(as_coordinator.get(PAGE))

    run_work(due.work_named("tests.remind"))
    assert "Is manage.py run_due called" not in text_of(as_coordinator.get(PAGE))

    DueWork.objects.update(started_at=timezone.now() - timedelta(hours=2))
    page = text_of(as_coordinator.get(PAGE))
    assert "Nothing was done since" in page
    assert "Nothing was ever done" not in page


def test_only_failures_can_be_shown(done, as_coordinator):
    for work in due.works():
        run_work(work)

    runs = text_of(as_coordinator.get(PAGE, {"outcome": "failed"})).split('id="due-runs"')[1]

    assert "No key can be used." in runs
    assert "Two were reminded." not in runs


def test_a_run_of_a_work_that_is_no_longer_there_is_called_by_its_name(done, as_coordinator):
    DueRun.objects.create(name="gone.work", started_at=timezone.now(), outcome="succeeded", message="It was done.")

    assert "gone.work" in text_of(as_coordinator.get(PAGE))


def test_what_a_work_says_is_text(done, as_coordinator):
    DueRun.objects.create(name="tests.remind", started_at=timezone.now(), outcome="failed", error="<script>x</script>")

    assert escape("<script>x</script>") in text_of(as_coordinator.get(PAGE))


def test_the_button_runs_a_work_now_although_it_is_not_due(done, as_coordinator):
    run_work(due.work_named("tests.remind"))

    answer = as_coordinator.post(reverse("courses_admin:run_work_now", args=["tests.remind"]), follow=True)

    assert len(done) == 2
    assert "“Reminding of pages”: Two were reminded." in text_of(answer)


def test_a_failure_of_the_button_is_told_with_its_sentence(done, as_coordinator):
    answer = as_coordinator.post(reverse("courses_admin:run_work_now", args=["tests.sign"]), follow=True)

    assert "“Signing lists” failed: No key can be used. It is tried again by itself." in text_of(answer)


def test_with_a_queue_the_button_leaves_the_work_to_its_worker(done, as_coordinator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    answer = as_coordinator.post(reverse("courses_admin:run_work_now", args=["tests.remind"]), follow=True)

    assert "waits in the queue" in text_of(answer)
    assert done == []


def test_a_work_that_runs_is_not_run_twice_by_the_button(done, as_coordinator):
    DueWork.objects.create(
        name="tests.remind",
        next_at=timezone.now(),
        token="4a3b8ad1-0000-4000-8000-000000000000",
        leased_until=timezone.now() + 5 * MINUTE,
        started_at=timezone.now(),
    )

    answer = as_coordinator.post(reverse("courses_admin:run_work_now", args=["tests.remind"]), follow=True)

    assert "is being done at this moment" in text_of(answer)
    assert done == []
    assert "running" in text_of(as_coordinator.get(PAGE))


def test_opening_the_address_of_the_button_runs_nothing(done, as_coordinator):
    assert as_coordinator.get(reverse("courses_admin:run_work_now", args=["tests.remind"])).status_code == 405
    assert as_coordinator.post(reverse("courses_admin:run_work_now", args=["tests.x"])).status_code == 404
    assert done == []


def test_teachers_neither_see_the_page_nor_run_anything(done, client, teacher):
    client.force_login(teacher)

    for answer in (client.get(PAGE), client.post(reverse("courses_admin:run_work_now", args=["tests.remind"]))):
        assert (answer.status_code, answer.url) == (302, "/admin/")
    assert done == []
    assert PAGE not in client.get("/admin/").content.decode()


def test_the_menu_of_a_coordinator_leads_to_it(done, as_coordinator):
    assert PAGE in as_coordinator.get("/admin/").content.decode()


def test_a_stranger_is_asked_to_sign_in(done, client):
    assert client.get(PAGE).status_code == 302


def test_many_runs_cost_the_same_queries_as_two(done, as_coordinator, count_page_queries):
    for work in due.works():
        run_work(work)
    first = count_page_queries(PAGE)
    for number in range(80):
        DueRun.objects.create(
            name="tests.remind", started_at=timezone.now() - number * MINUTE, outcome="succeeded", message="Done."
        )
        DueWork.objects.create(name=f"gone.{number}", next_at=timezone.now())

    assert count_page_queries(PAGE) == first


@pytest.fixture
def count_page_queries(as_coordinator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address):
        as_coordinator.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert as_coordinator.get(address).status_code == 200
        return len(captured)

    return count
