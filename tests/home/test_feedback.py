"""What anybody may write to the site: it is kept, reaches staff, is remembered until answered, and then forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from courses.due import WorkFailed, works
from courses.groups import set_up_groups
from home import feedback as doing
from home.account_deletion import delete_account
from home.feedback import forget_old_feedback, receive_feedback, remind_of_feedback, settle_feedback
from home.models import Feedback

pytestmark = pytest.mark.django_db

FORM = "/en/feedback/"
SENT_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def coordinator():
    person = get_user_model().objects.create_user("coordinator@example.org", "a long password")
    person.groups.add(set_up_groups())
    return person


@pytest.fixture
def waiting(coordinator):
    return Feedback.objects.create(message="The picture has no words.", language="en", sent_at=SENT_AT)


def after(**passed: int) -> datetime:
    return SENT_AT + timedelta(**passed)


def send(client: Client | None = None, **fields: str):
    written = {
        "subject": "accessibility",
        "message": "The picture has no words.",
        "page": "",
        "email": "",
        "website": "",
    }
    return (client or Client()).post(FORM, {**written, **fields})


def test_a_message_is_kept_reaches_staff_and_its_arrival_is_confirmed(
    coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(email="aino@example.org", page="https://kenno.example/en/courses/")

    assert response.headers["location"] == "/en/feedback/sent/"
    kept = Feedback.objects.get()
    assert (kept.message, kept.page, kept.language, kept.state) == (
        "The picture has no words.",
        "https://kenno.example/en/courses/",
        "en",
        Feedback.State.OPEN,
    )
    to_staff, to_sender = mailoutbox
    assert (to_staff.to, to_staff.reply_to) == (["coordinator@example.org"], ["aino@example.org"])
    assert "The picture has no words." in to_staff.body
    assert f"/admin/feedback/edit/{kept.pk}/" in to_staff.body
    assert to_sender.to == ["aino@example.org"]
    assert "within 14 days" in to_sender.body
    # A stranger may have given the address: they are not made to read what somebody else wrote.
    assert "picture" not in to_sender.body


def test_a_message_is_kept_although_no_mail_goes_out(coordinator, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "tests.home.test_feedback.Dead"

    with django_capture_on_commit_callbacks(execute=True):
        send(email="aino@example.org")

    assert Feedback.objects.count() == 1


class Dead:
    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError("no mail server")


def test_what_was_typed_stays_when_it_is_refused():
    response = send(message="", email="not an address", page="the second lesson")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Write what you want to tell us." in page
    assert 'value="not an address"' in page
    assert 'value="the second lesson"' in page
    assert not Feedback.objects.exists()


def test_a_machine_that_fills_in_everything_is_refused_and_a_person_can_send_again():
    response = send(website="https://spam.example")

    page = response.content.decode()
    assert response.status_code == 422
    assert "A hidden field was filled in" in page
    assert "The picture has no words." in page
    assert "spam.example" not in page
    assert not Feedback.objects.exists()


def test_nobody_sends_more_than_twenty_an_hour_and_nothing_typed_is_lost(settings):
    settings.ACCOUNT_RATE_LIMITS = {"feedback": "20/h/ip"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "feedback"}}

    answers = [send(message=f"Message {number}") for number in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "try again in an hour" in answers[-1].content.decode()
    assert "Message 20" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "3600"
    assert Feedback.objects.count() == 20


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("http://testserver/en/courses/?q=salary", "http://testserver/en/courses/"),
        ("http://testserver/en/feedback/", ""),
        ("https://elsewhere.example/secret/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_page_before_is_filled_in_when_it_is_ours_and_without_what_was_asked_there(before, shown):
    response = Client(HTTP_REFERER=before).get(FORM)

    assert response.context["form"]["page"].value() == shown


def test_staff_are_reminded_after_7_12_and_14_days_once_each(waiting, mailoutbox):
    said = [bool(remind_of_feedback(now=after(days=days, hours=hours))) for days in range(20) for hours in (0, 1)]

    reminded_on = [half // 2 for half, was_due in enumerate(said) if was_due]
    assert reminded_on == [7, 12, 14]
    assert [mail.to for mail in mailoutbox] == [["coordinator@example.org"]] * 3
    assert ["overdue" in mail.body for mail in mailoutbox] == [False, False, True]
    assert mailoutbox[0].subject == "1 message waits for an answer"


def test_a_site_that_was_off_for_long_reminds_once_not_three_times(waiting, mailoutbox):
    remind_of_feedback(now=after(days=40))
    remind_of_feedback(now=after(days=41))

    assert len(mailoutbox) == 1


def test_nobody_is_reminded_of_what_is_answered(waiting, coordinator, mailoutbox):
    settle_feedback(waiting, state=Feedback.State.ANSWERED, note="Put in.", by=coordinator)

    assert remind_of_feedback(now=after(days=30)) == ""
    assert not mailoutbox


def test_a_reminder_that_reached_nobody_is_tried_again(waiting, settings, mailoutbox):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.home.test_feedback.Dead"
    with pytest.raises(WorkFailed, match=r"1 reminder could not be sent\."):
        remind_of_feedback(now=after(days=7))

    settings.EMAIL_BACKEND = working
    remind_of_feedback(now=after(days=7))

    assert len(mailoutbox) == 1


def test_a_message_is_deleted_a_year_after_it_was_closed_and_never_while_it_waits(waiting, coordinator):
    assert forget_old_feedback(now=after(days=5000)) == ""

    settle_feedback(waiting, state=Feedback.State.CLOSED, note="Spam", by=coordinator, now=after(days=1))

    assert forget_old_feedback(now=after(days=366)) == ""
    assert forget_old_feedback(now=after(days=366, seconds=1)) == "1 old message was deleted."
    assert not Feedback.objects.exists()


def test_what_is_closed_keeps_when_and_by_whom_until_it_is_opened_again(waiting, coordinator):
    other = get_user_model().objects.create_superuser("admin@example.org", "a long password")
    settle_feedback(waiting, state=Feedback.State.ANSWERED, note="Put in.", by=coordinator, now=after(days=1))
    settle_feedback(waiting, state=Feedback.State.CLOSED, note="Put in and told.", by=other, now=after(days=2))

    waiting.refresh_from_db()
    assert (waiting.closed_at, waiting.closed_by, waiting.note) == (after(days=1), coordinator, "Put in and told.")

    settle_feedback(waiting, state=Feedback.State.OPEN, note="", by=other)

    waiting.refresh_from_db()
    assert (waiting.closed_at, waiting.closed_by) == (None, None)


def test_it_goes_with_the_account_of_whoever_wrote_it(waiting):
    person = get_user_model().objects.create_user("aino@example.org", "a long password")
    receive_feedback(subject="other", message="Mine", language="en", sender=person)

    delete_account(person)

    assert [feedback.message for feedback in Feedback.objects.all()] == ["The picture has no words."]


def test_a_signed_in_person_finds_their_address_there_and_is_known_as_the_sender(client):
    person = get_user_model().objects.create_user("aino@example.org", "a long password")
    client.force_login(person)

    assert client.get(FORM).context["form"]["email"].value() == "aino@example.org"
    send(client, email="")

    assert (Feedback.objects.get().sender, Feedback.objects.get().email) == (person, "")


def test_coordinators_see_it_in_the_admin_with_what_is_overdue_and_note_the_answer(
    waiting, coordinator, client, time_machine
):
    client.force_login(coordinator)
    time_machine.move_to(after(days=14), tick=False)

    listed = client.get("/admin/feedback/").content.decode()
    assert "The picture has no words." in listed
    assert "Overdue" in listed

    edit = f"/admin/feedback/edit/{waiting.pk}/"
    assert "The picture has no words." in client.get(edit).content.decode()
    client.post(edit, {"state": "answered", "note": "Words put in.", "message": "changed"})

    waiting.refresh_from_db()
    assert (waiting.state, waiting.note, waiting.closed_by) == ("answered", "Words put in.", coordinator)
    assert waiting.message == "The picture has no words."


def test_nobody_writes_feedback_in_the_admin(coordinator, client):
    admin = get_user_model().objects.create_superuser("admin@example.org", "a long password")
    for person in (coordinator, admin):
        client.force_login(person)
        assert client.get("/admin/feedback/new/").status_code == 302, person


def test_the_list_asks_the_same_number_of_questions_for_two_messages_and_for_twenty(
    waiting, coordinator, client, django_assert_num_queries
):
    client.force_login(coordinator)
    client.get("/admin/feedback/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/admin/feedback/")
    Feedback.objects.bulk_create(Feedback(message=f"Message {number}", language="en") for number in range(15))

    with django_assert_num_queries(len(few)):
        client.get("/admin/feedback/")


def test_its_work_by_the_clock_is_registered():
    does = {work.name: work.does for work in works()}

    assert does["home.feedback_reminders"] is doing.remind_of_feedback
    assert does["home.forget_feedback"] is doing.forget_old_feedback


def test_what_the_log_of_the_admin_keeps_says_nothing_of_what_was_written(waiting, coordinator):
    assert waiting.excerpt in waiting.message
    assert not set(str(waiting).split()) & set(waiting.message.split())


def test_feedback_that_nobody_may_answer_is_a_failure_that_is_seen(waiting):
    get_user_model().objects.all().update(is_active=False)

    with pytest.raises(WorkFailed, match="nobody may give one"):
        remind_of_feedback(now=waiting.sent_at + timedelta(days=13))
