"""Pages that nobody has checked for long are listed, marked, and their people reminded of them, once in a period."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, PageLogEntry
from wagtail.users.models import UserProfile

from courses import due
from courses.due import WorkFailed
from courses.models import CoursePage, LessonPage, ModulePage, PageCheck
from courses.reviews import checked_pages, is_due, mark_checked, months_before, remind_of_reviews

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
REPORT = "/admin/reports/pages-to-check/"


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


def published(page, *, months_ago):
    """Publish the page as if it had been then."""
    Page.objects.filter(pk=page.pk).update(last_published_at=months_before(NOW, months_ago))


@pytest.fixture
def course(course):
    """A course whose pages were all published last month."""
    Page.objects.filter(path__startswith=course.path).update(last_published_at=months_before(NOW, 1))
    return course


@pytest.fixture
def lesson(course):
    """A lesson of it that was published 13 months ago."""
    found = LessonPage.objects.descendant_of(course).order_by("path").first()
    published(found, months_ago=13)
    return found


def due_titles():
    return [page.title for page in checked_pages().filter(is_due(now=NOW))]


# When a page is due


def test_a_page_is_due_when_it_was_neither_published_nor_checked_for_twelve_months(course, lesson):
    assert due_titles() == ["Lesson 1.1"]


def test_a_page_is_not_due_on_the_day_its_twelve_months_end(course, lesson):
    published(lesson, months_ago=12)

    assert due_titles() == []


def test_who_checks_a_page_takes_it_off_the_list_and_is_named_in_its_history(course, lesson, teacher):
    mark_checked(lesson, by=teacher)

    assert due_titles() == []
    assert PageLogEntry.objects.get(page=lesson.pk, action="courses.check").user == teacher


def test_publishing_a_page_counts_as_checking_it(course, lesson):
    lesson.save_revision().publish()

    assert due_titles() == []


def test_a_page_that_was_never_published_by_anybody_is_due_as_one_of_unknown_age(course, lesson):
    Page.objects.filter(pk=lesson.pk).update(last_published_at=None, first_published_at=None)

    assert due_titles() == ["Lesson 1.1"]


def test_drafts_are_nobodys_to_check(course, lesson):
    lesson.unpublish()

    assert due_titles() == []


def test_a_provider_may_have_a_period_of_its_own(course, lesson, index):
    index.organisation.check_months = 24
    index.organisation.save()
    assert due_titles() == []

    published(lesson, months_ago=25)
    assert due_titles() == ["Lesson 1.1"]


def test_a_site_may_have_another_period(course, settings):
    settings.COURSES_CHECK_MONTHS = 1
    published(course, months_ago=2)

    assert due_titles() == ["Course BAT101"]


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [
        (datetime(2026, 3, 31), 1, datetime(2026, 2, 28)),
        (datetime(2028, 2, 29), 12, datetime(2027, 2, 28)),
        (datetime(2026, 1, 15), 1, datetime(2025, 12, 15)),
        (datetime(2026, 12, 1), 24, datetime(2024, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(moment, months, earlier):
    assert months_before(moment, months) == earlier


# Reminders


def test_the_people_of_a_provider_get_one_mail_with_all_their_pages_to_check(course, lesson, teacher, stranger):
    published(ModulePage.objects.child_of(course).first(), months_ago=14)

    said = remind_of_reviews(now=NOW)

    [message] = mail.outbox
    assert message.to == ["teacher@example.org"]
    assert message.subject == "Merikaari: 2 pages to check"
    assert "Lesson 1.1" in message.body
    assert "Module 1" in message.body
    assert f"http://localhost:8000/admin/pages/{lesson.pk}/edit/" in message.body
    assert f"http://localhost:8000{REPORT}" in message.body
    assert said == "Reminders were sent of 2 pages to check."


def test_nobody_is_reminded_of_a_page_twice_in_its_period(course, lesson, teacher):
    remind_of_reviews(now=NOW)

    assert remind_of_reviews(now=NOW + timedelta(days=30)) == ""
    assert len(mail.outbox) == 1


def test_a_page_that_still_nobody_has_checked_a_period_later_is_reminded_of_again(course, lesson, teacher):
    Page.objects.exclude(pk=lesson.pk).update(live=False)
    remind_of_reviews(now=NOW)

    remind_of_reviews(now=NOW + timedelta(days=366))

    assert len(mail.outbox) == 2


def test_a_page_checked_after_a_reminder_is_reminded_of_when_it_is_due_again(course, lesson, teacher):
    Page.objects.exclude(pk=lesson.pk).update(live=False)
    remind_of_reviews(now=NOW)
    mark_checked(lesson, by=teacher, now=NOW + timedelta(days=10))

    assert remind_of_reviews(now=NOW + timedelta(days=300)) == ""
    assert remind_of_reviews(now=NOW + timedelta(days=10 + 367)) != ""


def test_everybody_is_written_to_in_the_language_of_the_own_admin(course, lesson, teacher, monkeypatch):
    profile = UserProfile.get_for_user(teacher)
    profile.preferred_language = "fi"
    profile.save()
    written_in = []

    def write(template, context):
        written_in.append(get_language())
        return render_to_string(template, context)

    monkeypatch.setattr("courses.reviews.render_to_string", write)
    remind_of_reviews(now=NOW)

    assert written_in == ["fi", "fi"]
    assert get_language() == "en"


def test_reviewers_are_reminded_too_and_people_who_left_are_not(course, lesson, index, teacher, make_person):
    index.organisation.requires_review = True
    index.organisation.save()
    index.organisation.refresh_from_db()
    make_person("reviewer", index.organisation.reviewer_group)
    gone = make_person("gone", index.organisation.staff_group)
    gone.is_active = False
    gone.save()

    remind_of_reviews(now=NOW)

    assert sorted(message.to[0] for message in mail.outbox) == ["reviewer@example.org", "teacher@example.org"]


def test_a_provider_without_people_has_nobody_to_remind_and_keeps_its_reminder(course, lesson):
    assert remind_of_reviews(now=NOW) == ""
    assert not PageCheck.objects.exists()


def test_when_no_mail_goes_out_the_next_run_tries_again(course, lesson, teacher, monkeypatch):
    def refuse(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr("courses.reviews.send_mail", refuse)
    with pytest.raises(WorkFailed, match=r"^1 reminder could not be sent\.$"):
        remind_of_reviews(now=NOW)
    monkeypatch.undo()

    with time_machine.travel(NOW, tick=False):
        assert remind_of_reviews(now=NOW) == "A reminder was sent of 1 page to check."


def test_reminders_are_among_what_is_done_by_the_clock():
    assert "courses.review_reminders" in {work.name for work in due.works()}


def test_reminding_of_many_pages_asks_as_often_as_of_two(course, index, make_course, teacher):
    def queries():
        mail.outbox.clear()
        PageCheck.objects.all().delete()
        Page.objects.filter(path__startswith=index.path).update(last_published_at=months_before(NOW, 20))
        with CaptureQueriesContext(connection) as captured:
            remind_of_reviews(now=NOW)
        return len(captured)

    queries()
    few = queries()
    make_course(index, code="BAT102", modules=6, lessons=6)

    assert queries() == few


# The report


def rows(response):
    from bs4 import BeautifulSoup

    found = BeautifulSoup(response.content, "html.parser").select("table.pages-to-check tbody tr")
    return [" ".join(row.select_one(".title").text.split()) for row in found]


def test_the_report_lists_what_is_due_of_the_own_provider_only(signed_in, teacher, stranger, coordinator, lesson):
    assert rows(signed_in(teacher).get(REPORT)) == ["Lesson 1.1"]
    assert rows(signed_in(stranger).get(REPORT)) == []
    assert rows(signed_in(coordinator).get(REPORT)) == ["Lesson 1.1"]


def test_the_report_shows_all_published_pages_when_asked_the_oldest_first(signed_in, teacher, course, lesson):
    found = rows(signed_in(teacher).get(REPORT, {"show": "all"}))

    assert found[0] == "Lesson 1.1"
    assert len(found) == 7


def test_the_report_says_since_when_and_by_whom_a_page_was_checked(signed_in, teacher, lesson):
    mark_checked(lesson, by=teacher, now=months_before(NOW, 13))

    listed = signed_in(teacher).get(REPORT).content.decode()

    assert "13 months ago" in listed
    assert str(teacher) in listed


def test_the_report_is_filtered_by_kind_and_for_coordinators_by_provider(signed_in, coordinator, index, course, lesson):
    from django.contrib.contenttypes.models import ContentType

    browser = signed_in(coordinator)
    module = ContentType.objects.get_for_model(ModulePage).pk

    assert rows(browser.get(REPORT, {"content_type": module})) == []
    assert rows(browser.get(REPORT, {"provider": index.organisation.pk})) == ["Lesson 1.1"]


def test_a_teacher_is_offered_no_other_provider_to_filter_by(signed_in, teacher, stranger, lesson, make_course):
    form = signed_in(teacher).get(REPORT).context["filters"].form

    assert [str(one) for one in form.fields["provider"].queryset] == ["Merikaari"]


def test_what_is_exported_runs_in_no_spreadsheet(signed_in, teacher, lesson):
    Page.objects.filter(pk=lesson.pk).update(draft_title="=HYPERLINK(1)")

    exported = signed_in(teacher).get(REPORT, {"export": "csv"})

    [row] = csv.DictReader(io.StringIO(b"".join(exported.streaming_content).decode()))
    assert row["Title"] == "'=HYPERLINK(1)"
    assert row["Provider"] == "Merikaari"
    assert row["Months since then"] == "13"


def test_the_report_asks_as_often_for_many_pages_as_for_two(signed_in, teacher, course, index, make_course):
    browser = signed_in(teacher)

    def queries(expected):
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(browser.get(REPORT, {"show": "all"}))) == expected
        return len(captured)

    queries(7)
    few = queries(7)
    make_course(index, code="BAT102", modules=3, lessons=6)

    assert queries(7 + 1 + 3 + 18) == few


# Saying that a page is right


def check(browser, page, **sent):
    return browser.post(reverse("courses_admin:check_page", args=[page.pk]), sent)


def test_an_author_says_that_a_page_is_checked_and_comes_back_to_where_it_was(signed_in, teacher, lesson):
    response = check(signed_in(teacher), lesson, next=REPORT)

    assert response.url == REPORT
    assert PageCheck.objects.get(page=lesson.pk).checked_by == teacher
    assert due_titles() == []


def test_only_looking_checks_nothing(signed_in, teacher, lesson):
    response = signed_in(teacher).get(reverse("courses_admin:check_page", args=[lesson.pk]))

    assert "Last checked or published on" in response.content.decode()
    assert not PageCheck.objects.exists()


def test_nobody_checks_a_page_of_another_provider(signed_in, stranger, lesson):
    check(signed_in(stranger), lesson)

    assert not PageCheck.objects.exists()


def test_nobody_is_sent_to_another_site(signed_in, teacher, lesson):
    assert check(signed_in(teacher), lesson, next="https://evil.example/").url.startswith("/admin/pages/")


def test_editor_and_outline_lead_to_the_check_and_the_outline_says_what_is_due(signed_in, teacher, course, lesson):
    browser = signed_in(teacher)
    link = reverse("courses_admin:check_page", args=[lesson.pk])

    assert link in browser.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    outline = browser.get(reverse("courses_admin:outline", args=[course.pk])).content.decode()
    assert link in outline
    assert outline.count("To be checked") == 1


def test_a_page_that_is_deleted_takes_its_check_with_it(course, lesson, teacher):
    mark_checked(lesson, by=teacher)

    lesson.delete()

    assert not PageCheck.objects.exists()
    assert CoursePage.objects.filter(pk=course.pk).exists()
    assert timezone.now() == NOW
