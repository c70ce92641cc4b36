"""What people write to the site: it reaches those who look after it, who are reminded, and is forgotten in the end.

The Act on the Provision of Digital Services (306/2019) asks that receipt is confirmed without delay, and that feedback
about accessibility is answered within two weeks.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from courses.due import WorkFailed
from learners import privacy

from .models import Feedback

logger = logging.getLogger(__name__)

REMINDED_AFTER = (timedelta(days=7), timedelta(days=12), Feedback.ANSWERED_WITHIN)
"""Half-way, two days before the time is over, and when it is."""

KEPT = timedelta(days=365)
"""For so long feedback is kept after it was closed. The privacy notice says so."""


@transaction.atomic
def receive_feedback(
    *, subject: str, message: str, page: str = "", email: str = "", language: str, sender: Any = None
) -> Feedback:
    """Keep what somebody wrote. After the commit it is mailed to staff, and receipt is confirmed to ``email``.

    ``sender`` is the person who is signed in, or None. Mail that cannot be sent does not lose the message.
    """
    feedback = Feedback.objects.create(
        subject=subject, message=message, page=page, email=email, language=language, sender=sender
    )
    transaction.on_commit(lambda: _tell(feedback), robust=True)
    return feedback


def settle_feedback(feedback: Feedback, *, state: str, note: str, by: Any, now: datetime | None = None) -> Feedback:
    """Write down that feedback was answered or closed, or is open again, with a note; when and by whom is kept."""
    is_open = state == Feedback.State.OPEN
    if is_open or feedback.closed_at is None:
        feedback.closed_at = None if is_open else now or timezone.now()
        feedback.closed_by = None if is_open else by
    feedback.state, feedback.note = state, note
    feedback.save(update_fields=["state", "note", "closed_at", "closed_by"])
    return feedback


def staff_for_feedback() -> QuerySet[Any]:
    """Return those whom feedback reaches: everybody who may answer it."""
    return ModelBackend().with_perm("home.change_feedback").exclude(email="").order_by("pk")


def remind_of_feedback(*, now: datetime) -> str:
    """Remind staff of open feedback after 7, 12 and 14 days, in one mail of all that is due. Idempotent.

    Return one sentence of what was done, or "" when nothing was due. Raises WorkFailed when nobody could be reached.
    """
    due = {
        feedback: passed
        for feedback in Feedback.objects.filter(state=Feedback.State.OPEN).order_by("sent_at")
        if (passed := sum(feedback.sent_at + pause <= now for pause in REMINDED_AFTER)) > feedback.reminders
    }
    if not due:
        return ""
    people = list(staff_for_feedback())
    if not people:
        raise WorkFailed(
            gettext("Feedback waits for an answer, and nobody may give one: add people to a group that may.")
        )
    context = {"feedback": list(due), "url": _admin_address("feedback:index"), "now": now}
    reached = sum(_send(person, "feedback_reminder", context) for person in people)
    if not reached:
        raise WorkFailed(
            ngettext("%(number)d reminder could not be sent.", "%(number)d reminders could not be sent.", len(people))
            % {"number": len(people)}
        )
    for feedback, passed in due.items():
        Feedback.objects.filter(pk=feedback.pk).update(reminders=passed)
    return ngettext(
        "Staff were reminded of %(number)d message that waits for an answer.",
        "Staff were reminded of %(number)d messages that wait for an answer.",
        len(due),
    ) % {"number": len(due)}


def forget_old_feedback(*, now: datetime) -> str:
    """Delete feedback a year after it was closed. Idempotent.

    Return one sentence of what was done, or "" when nothing was due.
    """
    number, _each = Feedback.objects.filter(closed_at__lt=now - KEPT).delete()
    if not number:
        return ""
    return ngettext("%(number)d old message was deleted.", "%(number)d old messages were deleted.", number) % {
        "number": number
    }


@privacy.register(
    "home.feedback", order=150, goes=(_("What you wrote to the site with the feedback form while you were signed in."),)
)
def erase_feedback(person: Any) -> None:
    Feedback.objects.filter(sender=person.pk).delete()


def _tell(feedback: Feedback) -> None:
    """Tell staff, and whoever left an address that it has arrived."""
    context = {"feedback": feedback, "url": _admin_address("feedback:edit", feedback.pk)}
    reply_to = [feedback.email] if feedback.email else []
    for person in staff_for_feedback():
        _send(person, "feedback_received", context, reply_to=reply_to)
    if feedback.email:
        with translation.override(feedback.language):
            _mail("feedback_confirmed", {"feedback": feedback}, to=feedback.email)


def _send(person: Any, name: str, context: dict[str, Any], *, reply_to: list[str] | None = None) -> bool:
    """Send a mail in the language in which the person reads the admin. Return whether it went out."""
    with translation.override(UserProfile.get_for_user(person).get_preferred_language()):
        return _mail(name, context, to=person.email, reply_to=reply_to)


def _mail(name: str, context: dict[str, Any], *, to: str, reply_to: list[str] | None = None) -> bool:
    subject = " ".join(render_to_string(f"home/email/{name}_subject.txt", context).split())
    body = render_to_string(f"home/email/{name}_message.txt", context)
    try:
        return bool(EmailMessage(subject, body, None, [to], reply_to=reply_to).send())
    except OSError as error:
        # A mail server that answers nothing, or no (smtplib's errors are of this kind). Nobody's address is logged.
        logger.warning("Mail about feedback could not be sent: %s.", type(error).__name__)
        return False


def _admin_address(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
