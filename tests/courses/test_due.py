import logging
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from courses import due
from courses.due import LEASE, PAUSES, Ending, UnknownWork, WorkFailed, next_try, run_due, run_work
from courses.models import CoursePage, DueRun, DueWork

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def registry(monkeypatch):
    """The registry with nothing in it."""
    monkeypatch.setattr(due, "_works", {})
    monkeypatch.setattr(due, "autodiscover_modules", lambda *names: None)


@pytest.fixture
def make_work(registry):
    """Return a function that registers a work which says, raises or calls what it is given, and notes each run."""

    def make(name="tests.work", *, says="Two were reminded.", raises=None, calls=None, every=DAY):
        done = []

        @due.register(name, label="A work", every=every)
        def does(*, now):
            done.append(now)
            if calls:
                calls()
            if raises:
                raise raises
            return says

        return next(work for work in due.works() if work.name == name), done

    return make


def runs():
    return list(DueRun.objects.order_by("pk").values_list("outcome", "attempt"))


# When it is due


def test_a_new_work_is_due_at_once_and_then_when_its_time_has_passed(make_work):
    work, done = make_work(every=DAY)

    endings = [run_work(work, now=NOW + after).ending for after in (0 * DAY, MINUTE, DAY - MINUTE, DAY, DAY + MINUTE)]

    assert endings == [Ending.SUCCEEDED, Ending.NOT_DUE, Ending.NOT_DUE, Ending.SUCCEEDED, Ending.NOT_DUE]
    assert done == [NOW, NOW + DAY]


def test_a_work_of_each_minute_is_not_left_out_when_cron_is_some_seconds_late(make_work):
    work, done = make_work(every=MINUTE)

    for second in (2, 60, 123, 180):
        run_work(work, now=NOW.replace(second=0) + timedelta(seconds=second))

    assert len(done) == 4


def test_force_runs_what_is_not_due_yet(make_work):
    work, done = make_work()
    run_work(work, now=NOW)

    assert run_work(work, now=NOW + MINUTE, force=True).ending == Ending.SUCCEEDED
    assert len(done) == 2


def test_what_was_done_is_written_down_with_its_sentence(make_work):
    work, _done = make_work(says="Two were reminded.")

    ran = run_work(work, now=NOW)

    run = DueRun.objects.get()
    assert (run.outcome, run.message, run.error, run.attempt) == ("succeeded", "Two were reminded.", "", 1)
    assert run.started_at == run.finished_at == NOW
    assert ran.said == "Two were reminded."
    assert DueWork.objects.get().next_at == ran.again_at == NOW.replace(second=0) + DAY


def test_a_run_that_found_nothing_due_leaves_its_time_and_no_row(make_work):
    work, _done = make_work(says="", every=MINUTE)

    for minutes in range(3):
        assert run_work(work, now=NOW + minutes * MINUTE).ending == Ending.NOTHING_DUE

    assert not DueRun.objects.exists()
    assert DueWork.objects.get().looked_at == NOW + 2 * MINUTE


def test_a_work_speaks_the_language_of_the_site_whoever_starts_it(make_work):
    spoken = []
    work, _done = make_work(calls=lambda: spoken.append(translation.get_language()))

    with translation.override("fi"):
        run_work(work, now=NOW)

    assert spoken == ["en"]


def test_runs_are_forgotten_after_ninety_days_and_those_of_other_works_are_left(make_work):
    work, _done = make_work()
    for name, days in ((work.name, 91), (work.name, 89), ("tests.other", 91)):
        DueRun.objects.create(name=name, started_at=NOW - days * DAY, outcome="succeeded")

    run_work(work, now=NOW)

    kept = DueRun.objects.values_list("name", "started_at")
    assert set(kept) == {(work.name, NOW), (work.name, NOW - 89 * DAY), ("tests.other", NOW - 91 * DAY)}


# Failures


def test_a_failure_is_tried_again_after_growing_pauses_and_then_at_the_regular_time(make_work):
    work, done = make_work(raises=WorkFailed("The mail server does not answer."))

    at = NOW
    waited = []
    for _ in range(5):
        ran = run_work(work, now=at)
        assert run_work(work, now=ran.again_at - timedelta(seconds=1)).ending == Ending.NOT_DUE
        waited.append(ran.again_at - at)
        at = ran.again_at

    assert waited == [*PAUSES, DAY, DAY]
    assert runs() == [("failed", attempt) for attempt in range(1, 6)]
    assert len(done) == 5


def test_what_is_due_each_minute_does_not_fail_each_minute(make_work):
    work, _done = make_work(every=MINUTE)

    assert next_try(work, failures=9, at=NOW) == NOW + PAUSES[-1]


def test_a_success_ends_the_row_of_failures(make_work):
    work, _done = make_work(raises=WorkFailed("Away."))
    again_at = run_work(work, now=NOW).again_at
    work, _done = make_work()  # mended: the same name, another function

    run_work(work, now=again_at)

    assert runs() == [("failed", 1), ("succeeded", 2)]
    assert DueWork.objects.get().failures == 0


def test_the_sentence_of_a_failure_is_kept_and_of_any_other_exception_only_kind_and_place(make_work, caplog):
    told, _done = make_work("tests.told", raises=WorkFailed("The mail server does not answer."))
    sudden, _done = make_work("tests.sudden", raises=ValueError("anna.virtanen@example.org is not reachable"))

    run_work(told, now=NOW)
    with caplog.at_level(logging.ERROR, logger="courses.due"):
        run_work(sudden, now=NOW)

    assert DueRun.objects.get(name="tests.told").error == "The mail server does not answer."
    kept = DueRun.objects.get(name="tests.sudden").error
    assert re.fullmatch(r"ValueError in test_due\.py, line \d+\. The log says more\.", kept)
    assert "anna.virtanen" in caplog.text


def test_one_that_fails_does_not_stop_the_others(make_work):
    make_work("tests.a", raises=RuntimeError())
    _work, done = make_work("tests.b")

    endings = [ran.ending for ran in run_due(now=NOW)]

    assert endings == [Ending.FAILED, Ending.SUCCEEDED]
    assert done == [NOW]


# The lock


def test_a_work_that_is_being_done_is_left_alone_even_by_force(make_work):
    inner = []
    work, done = make_work(calls=lambda: inner.append(run_work(work, now=NOW, force=True).ending))

    run_work(work, now=NOW)

    assert inner == [Ending.RUNNING_ELSEWHERE]
    assert len(done) == 1


def test_the_lock_of_a_process_that_was_killed_is_over_in_ten_minutes_and_its_run_counts_as_failed(make_work):
    work, done = make_work()
    killed = DueWork.objects.create(
        name=work.name,
        next_at=NOW,
        token="4a3b8ad1-0000-4000-8000-000000000000",
        leased_until=NOW + LEASE,
        started_at=NOW,
    )

    assert run_work(work, now=NOW + LEASE - MINUTE).ending == Ending.RUNNING_ELSEWHERE
    assert run_work(work, now=NOW + LEASE).ending == Ending.SUCCEEDED

    interrupted, done_again = DueRun.objects.order_by("started_at")
    assert (interrupted.outcome, interrupted.started_at, interrupted.finished_at) == ("failed", NOW, None)
    assert interrupted.error == "The process that ran it ended before the work was finished."
    assert (done_again.outcome, done_again.attempt) == ("succeeded", 2)
    killed.refresh_from_db()
    assert killed.token is None
    assert len(done) == 1


def test_who_comes_back_after_its_lease_does_not_give_away_the_lock_of_another(make_work):
    theirs = "4a3b8ad1-0000-4000-8000-000000000000"
    work, _done = make_work(calls=lambda: DueWork.objects.update(token=theirs, leased_until=NOW + 2 * LEASE))

    run_work(work, now=NOW)

    held = DueWork.objects.get()
    assert str(held.token) == theirs
    assert held.leased_until == NOW + 2 * LEASE


def test_a_work_that_is_stopped_by_hand_gives_its_lock_back(make_work):
    work, _done = make_work(raises=KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        run_work(work, now=NOW)

    assert DueWork.objects.get().token is None
    assert runs() == [("failed", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_long_work_keeps_its_lock(make_work, monkeypatch):
    monkeypatch.setattr(due, "RENEWED_EVERY", timedelta(seconds=0.05))
    renewed = threading.Event()
    begun = timezone.now()

    def wait_until_renewed():
        for _ in range(100):
            if DueWork.objects.get().leased_until > begun + LEASE:
                renewed.set()
                return
            threading.Event().wait(0.05)

    work, _done = make_work(calls=wait_until_renewed)
    run_work(work, now=begun)

    assert renewed.is_set()
    assert DueWork.objects.get().token is None


def test_of_two_that_saw_the_lock_free_one_gets_it(make_work, monkeypatch):
    work, done = make_work()
    DueWork.objects.create(name=work.name, next_at=NOW)
    read = DueWork.objects.get
    overtaken = []

    def read_and_be_overtaken(**which):
        seen = read(**which)
        if not overtaken:
            overtaken.append(True)
            assert run_work(work, now=NOW).ending == Ending.SUCCEEDED
        return seen

    monkeypatch.setattr(DueWork.objects, "get", read_and_be_overtaken)

    assert run_work(work, now=NOW).ending == Ending.RUNNING_ELSEWHERE
    assert len(done) == 1
    assert DueRun.objects.count() == 1


# The registry


def test_a_name_is_given_once(make_work):
    make_work("tests.a")

    with pytest.raises(ValueError, match=re.escape("tests.a is registered already")):

        @due.register("tests.a", label="Another", every=DAY)
        def another(*, now):
            return ""


def test_nothing_is_registered_for_less_than_a_minute(registry):
    with pytest.raises(ValueError, match="expected a minute or more"):
        due.register("tests.a", label="Often", every=timedelta(seconds=30))


def test_an_unknown_name_is_answered_with_those_that_there_are(make_work):
    make_work("tests.a")
    make_work("tests.b")

    with pytest.raises(UnknownWork, match=re.escape("There is no work tests.c; there are: tests.a, tests.b.")):
        list(run_due(only=["tests.a", "tests.c"], now=NOW))

    assert not DueWork.objects.exists()


def test_what_the_apps_do_by_the_clock_is_found_by_itself():
    names = [work.name for work in due.works()]

    assert "courses.publish_scheduled" in names
    assert names == sorted(names)
    assert all(str(work.label) for work in due.works())


def test_every_registered_work_finds_nothing_to_do_on_an_empty_site_and_asks_the_same_queries_again(
    django_assert_max_num_queries,
):
    for work in due.works():
        with django_assert_max_num_queries(60):
            first = run_work(work, force=True)
        assert (work.name, first.ending) == (work.name, Ending.NOTHING_DUE)


# The command


def test_the_command_says_what_was_done_and_nothing_of_what_was_not_due(make_work, capsys):
    make_work("tests.a", says="Two were reminded.")
    make_work("tests.b", says="")

    call_command("run_due")
    call_command("run_due")

    assert capsys.readouterr().out == "tests.a: Two were reminded.\n"


def test_the_command_ends_with_an_error_when_something_failed_and_says_when_it_is_tried_again(make_work, capsys):
    make_work("tests.a", raises=WorkFailed("The mail server does not answer."))
    make_work("tests.b")

    with pytest.raises(CommandError, match="1 failed"):
        call_command("run_due", "--verbosity", "0")

    told = capsys.readouterr()
    assert re.fullmatch(
        r"tests\.a failed: The mail server does not answer\. It is tried again at \d{4}-\d\d-\d\d \d\d:\d\d\.\n",
        told.err,
    )
    assert told.out == ""
    assert DueRun.objects.filter(name="tests.b", outcome="succeeded").exists()


def test_the_command_runs_only_what_it_is_told(make_work):
    _a, done_a = make_work("tests.a")
    _b, done_b = make_work("tests.b")

    call_command("run_due", "--only", "tests.b")
    call_command("run_due", "--only", "tests.b", "--force")

    assert (len(done_a), len(done_b)) == (0, 2)


def test_the_command_says_that_a_work_is_running_elsewhere(make_work, capsys):
    work, _done = make_work()
    DueWork.objects.create(
        name=work.name,
        next_at=NOW,
        token="4a3b8ad1-0000-4000-8000-000000000000",
        leased_until=timezone.now() + LEASE,
        started_at=timezone.now(),
    )

    call_command("run_due")

    assert capsys.readouterr().out == "tests.work is running elsewhere at this moment and is left alone.\n"


def test_the_command_refuses_an_unknown_name(make_work):
    make_work("tests.a")

    with pytest.raises(CommandError, match=re.escape("There is no work tests.x; there are: tests.a.")):
        call_command("run_due", "--only", "tests.x")


# What courses does


def test_a_page_goes_live_at_its_time(course):
    course.unpublish()
    course.go_live_at = timezone.now() + timedelta(hours=1)
    course.save_revision().publish()
    work = due.work_named("courses.publish_scheduled")
    assert run_work(work).ending == Ending.NOTHING_DUE

    with time_machine.travel(course.go_live_at + MINUTE):
        ran = run_work(work)
        assert run_work(work, force=True).ending == Ending.NOTHING_DUE

    assert ran.said == "1 page was published or taken down."
    assert CoursePage.objects.get(pk=course.pk).live


def test_a_page_is_taken_down_at_its_time(course):
    CoursePage.objects.filter(pk=course.pk).update(expire_at=timezone.now() - MINUTE)

    ran = run_work(due.work_named("courses.publish_scheduled"))

    assert ran.said == "1 page was published or taken down."
    assert not CoursePage.objects.get(pk=course.pk).live
