"""What courses does by the clock. Registration, and calls of one function each."""

from datetime import datetime, timedelta
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import DraftStateMixin, Page, Revision

from . import due
from .h5p.sweeping import sweep_files
from .reviews import remind_of_reviews


@due.register(
    "courses.publish_scheduled", label=_("Publishing and taking down at the time set"), every=timedelta(minutes=1)
)
def publish_scheduled(*, now: datetime) -> str:
    """Publish and take down what authors have given a time, by Wagtail's own command."""
    kinds = [Page, *(m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page))]
    number = Revision.objects.filter(approved_go_live_at__lt=now).count() + sum(
        kind._default_manager.filter(live=True, expire_at__lt=now).count() for kind in kinds
    )
    if not number:
        return ""
    call_command("publish_scheduled", stdout=StringIO())
    return ngettext(
        "%(number)d page was published or taken down.", "%(number)d pages were published or taken down.", number
    ) % {"number": number}


@due.register("courses.sweep_h5p_files", label=_("Deleting H5P files that nothing plays from"), every=timedelta(days=1))
def sweep_h5p_files(*, now: datetime) -> str:
    """Delete what an import or a deletion left that was killed half-way."""
    number = sweep_files(now=now)
    if not number:
        return ""
    return ngettext(
        "%(number)d folder that nothing plays from was deleted.",
        "%(number)d folders that nothing plays from were deleted.",
        number,
    ) % {"number": number}


due.register("courses.review_reminders", label=_("Reminders of pages to check"), every=timedelta(days=1))(
    remind_of_reviews
)
