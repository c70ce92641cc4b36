"""Mail goes through the queue, encrypted, and nobody waits for the server that takes it."""

import smtplib
import socket
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks.backends.dummy import DummyBackend

from home.outbox import PAUSES, MailNotDelivered, deliver

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Refusing(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({"anna@example.org": (550, b"no such user")})


@pytest.fixture
def queue(settings):
    """A queue that keeps what is put into it, and mail that goes into the queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.EMAIL_BACKEND = "home.outbox.QueuedEmailBackend"
    settings.MAIL_DELIVERED_BY = LOCMEM
    return default_task_backend


def work(queue, *, at=0):
    """Do the task with this number as a worker would."""
    result = queue.results[at]
    return deliver.call(*result.args, **result.kwargs)


def test_a_mail_waits_in_the_queue_until_a_worker_sends_it(queue):
    assert send_mail("Your badge", "It is here.", None, ["anna@example.org"]) == 1
    assert mail.outbox == []

    work(queue)

    [message] = mail.outbox
    assert (message.subject, message.body, message.to) == ("Your badge", "It is here.", ["anna@example.org"])


def test_every_part_of_a_mail_arrives(queue):
    sent = EmailMultiAlternatives(
        "Ä",
        "Plain",
        "school@example.org",
        ["a@example.org"],
        bcc=["b@example.org"],
        cc=["c@example.org"],
        reply_to=["d@example.org"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    sent.attach_alternative("<p>Rich</p>", "text/html")
    sent.attach("badge.png", b"\x89PNG", "image/png")
    sent.attach("notes.txt", "Words", "text/plain")
    sent.send()

    work(queue)

    [message] = mail.outbox
    for name in ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers"):
        assert getattr(message, name) == getattr(sent, name)
    assert [tuple(one) for one in message.alternatives] == [("<p>Rich</p>", "text/html")]
    assert [tuple(one) for one in message.attachments] == [
        ("badge.png", b"\x89PNG", "image/png"),
        ("notes.txt", "Words", "text/plain"),
    ]


def test_neither_the_address_nor_a_link_lies_open_in_the_queue(queue):
    send_mail("A new password", "https://kenno.example.org/reset/1-abc/", None, ["anna@example.org"])

    assert not {"anna", "reset", "password"} & set(str(queue.results[0].args).replace("/", " ").split())
    assert "anna" not in str(queue.results[0].args)


def test_a_mail_from_before_the_secret_was_changed_is_still_sent(queue, settings):
    send_mail("Your badge", "It is here.", None, ["anna@example.org"])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, as long as it has to be and longer"

    work(queue)

    assert len(mail.outbox) == 1


def test_a_mail_server_that_hangs_holds_no_request(queue, settings):
    with socket.socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen()
        settings.MAIL_DELIVERED_BY = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = hanging.getsockname()
        settings.EMAIL_TIMEOUT = 1

        before = time.monotonic()
        send_mail("Your badge", "It is here.", None, ["anna@example.org"])
        assert time.monotonic() - before < 0.5

        # The worker waits for it, as long as the time limit lets it, and tries again later.
        work(queue)
        assert 1 <= time.monotonic() - before < 5
        assert len(queue.results) == 2


def test_what_the_server_does_not_take_is_tried_again_after_growing_pauses_and_then_given_up(queue, settings, caplog):
    settings.MAIL_DELIVERED_BY = f"{__name__}.Refusing"
    send_mail("Your badge", "It is here.", None, ["anna@example.org"])

    for number, pause in enumerate(PAUSES):
        work(queue, at=number)
        waits = queue.results[number + 1].task.run_after - timezone.now()
        assert pause - timedelta(seconds=5) < waits <= pause
    with pytest.raises(MailNotDelivered, match="not taken after 4 tries: SMTPRecipientsRefused") as given_up:
        work(queue, at=len(PAUSES))

    assert "anna" not in str(given_up.value) + caplog.text
    assert len(queue.results) == 1 + len(PAUSES)


def test_a_queue_that_does_not_answer_loses_no_mail(queue, monkeypatch):
    def refuse(*arguments, **keywords):
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(DummyBackend, "enqueue", refuse)

    assert send_mail("Your badge", "It is here.", None, ["anna@example.org"]) == 1

    assert len(mail.outbox) == 1
