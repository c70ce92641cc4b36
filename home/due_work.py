"""What the site does by the clock. Registration, and calls of one function each."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from courses import due

from .invitations import forget_old_invitations


@due.register("home.old_invitations", label=gettext_lazy("Forgetting old invitations"), every=timedelta(days=1))
def forget_invitations(*, now: datetime) -> str:
    return forget_old_invitations(now=now)
