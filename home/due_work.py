"""What the site does by the clock. Registration, and calls of one function each."""

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses import due

from .feedback import forget_old_feedback, remind_of_feedback
from .invitations import forget_old_invitations


@due.register("home.clear_sessions", label=_("Deleting sessions that are over"), every=timedelta(days=1))
def clear_sessions(*, now: datetime) -> str:
    """Delete the sessions that nobody can use any more, by Django's own command."""
    number = Session.objects.filter(expire_date__lt=now).count()
    if not number:
        return ""
    call_command("clearsessions")
    return ngettext("%(number)d session was deleted.", "%(number)d sessions were deleted.", number) % {"number": number}


@due.register("home.clear_tasks", label=_("Deleting finished tasks of the queue"), every=timedelta(days=1))
def clear_tasks(*, now: datetime) -> str:
    """Delete what the queue in the database has done: after a day, or after 14 days where it failed."""
    if not apps.is_installed("django_tasks_db"):
        return ""
    from django_tasks_db.models import DBTaskResult

    done, failed = DBTaskResult.objects.successful(), DBTaskResult.objects.failed()
    number = done.filter(finished_at__lt=now - timedelta(days=1)).delete()[0]
    number += failed.filter(finished_at__lt=now - timedelta(days=14)).delete()[0]
    if not number:
        return ""
    return ngettext("%(number)d task was deleted.", "%(number)d tasks were deleted.", number) % {"number": number}


@due.register("home.old_invitations", label=_("Forgetting old invitations"), every=timedelta(days=1))
def forget_invitations(*, now: datetime) -> str:
    return forget_old_invitations(now=now)


due.register(
    "home.feedback_reminders", label=_("Reminders of feedback that waits for an answer"), every=timedelta(hours=1)
)(remind_of_feedback)
due.register("home.forget_feedback", label=_("Deleting feedback that was closed long ago"), every=timedelta(days=1))(
    forget_old_feedback
)
