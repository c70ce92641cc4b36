"""Pages that nobody has checked for long: which they are, saying that one is still right, and reminding its people.

A page is checked when somebody says so, and whenever it is published.
"""

import calendar
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Length, Substr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.users.models import UserProfile

from . import conf
from .due import WorkFailed
from .models import CoursePage, LessonPage, ModulePage, Organisation, PageCheck

CHECKED = "courses.check"
"""The action in the log of a page."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NAMED_IN_MAIL = 50


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many months earlier, or the last day of a month that is too short for it."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def checked_pages(pages: QuerySet[Page] | None = None) -> QuerySet[Page]:
    """Return the published courses, modules and lessons among ``pages``, the longest unchecked first.

    Each has ``last_checked_at`` (aware; 1970 for a page that was never published) and ``provider_id``, that of the
    course to which it belongs. Pages that follow another page are left out: that one is checked.
    """
    pages = Page.objects.all() if pages is None else pages
    course = CoursePage.objects.filter(path=Substr(OuterRef("path"), 1, Length(F("path"))))
    published = Coalesce("last_published_at", "first_published_at", Value(NEVER))
    return (
        pages.live()
        .type(CoursePage, ModulePage, LessonPage)
        .filter(alias_of=None)
        .annotate(
            last_checked_at=Greatest(Coalesce("content_check__checked_at", Value(NEVER)), published),
            provider_id=Subquery(course.values("organisation")[:1]),
        )
        .order_by("last_checked_at", "path")
    )


def is_due(*, now: datetime) -> Q:
    """Return the condition under which one of the ``checked_pages`` has not been checked for its provider's period."""
    own = dict(Organisation.objects.exclude(check_months=None).values_list("pk", "check_months"))
    due = Q(last_checked_at__lt=months_before(now, conf.check_months())) & (
        Q(provider_id=None) | ~Q(provider_id__in=list(own))
    )
    for months in set(own.values()):
        providers = [pk for pk, held in own.items() if held == months]
        due |= Q(provider_id__in=providers, last_checked_at__lt=months_before(now, months))
    return due


@transaction.atomic
def mark_checked(page: Page, *, by: AbstractBaseUser, now: datetime | None = None) -> PageCheck:
    """Write down that the person has read the page and found it right. Raises PermissionDenied."""
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied
    check, _is_new = PageCheck.objects.update_or_create(
        page_id=page.pk, defaults={"checked_at": now or timezone.now(), "checked_by": by}
    )
    log(instance=page, action=CHECKED, user=by)
    return check


def remind_of_reviews(*, now: datetime) -> str:
    """Send the people of each provider one mail with its pages to check, each page once in its period.

    Raises WorkFailed when mails could not be sent; what was sent is not sent again.
    """
    reminded = unsent = 0
    for provider in Organisation.objects.exclude(staff_group=None).order_by("pk"):
        number, failed = _remind(provider, now=now)
        reminded += number
        unsent += failed
    if unsent:
        raise WorkFailed(
            ngettext("%(number)d reminder could not be sent.", "%(number)d reminders could not be sent.", unsent)
            % {"number": unsent}
        )
    if not reminded:
        return ""
    return ngettext(
        "A reminder was sent of %(number)d page to check.",
        "Reminders were sent of %(number)d pages to check.",
        reminded,
    ) % {"number": reminded}


def _remind(provider: Organisation, *, now: datetime) -> tuple[int, int]:
    """Return of how many pages the provider's people were reminded, and to how many of them no mail could be sent."""
    people = list(
        get_user_model()
        ._default_manager.filter(groups__in=[provider.staff_group_id, provider.reviewer_group_id], is_active=True)
        .exclude(email="")
        .distinct()
    )
    pages = list(_unreminded(provider, now=now)) if people else []
    if not pages:
        return 0, 0
    failed = sum(not _send(person, provider=provider, pages=pages) for person in people)
    if failed < len(people):
        PageCheck.objects.bulk_create(
            [PageCheck(page_id=page.pk, reminded_at=now) for page in pages],
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["reminded_at"],
        )
        return len(pages), failed
    return 0, failed


def _unreminded(provider: Organisation, *, now: datetime) -> QuerySet[Page]:
    """Return the provider's pages that are due, and of which nobody was reminded in this period."""
    limit = months_before(now, provider.check_months or conf.check_months())
    reminded = Q(content_check__reminded_at__gte=limit) & Q(content_check__reminded_at__gte=F("last_checked_at"))
    return (
        checked_pages()
        .filter(provider_id=provider.pk, last_checked_at__lt=limit)
        .exclude(pk__in=checked_pages().filter(reminded).values("pk"))
    )


def _send(person: AbstractBaseUser, *, provider: Organisation, pages: list[Page]) -> bool:
    """Send the mail in the language in which the person reads the admin. Return whether it went out."""
    address = conf.site_address()
    with translation.override(UserProfile.get_for_user(person).get_preferred_language()):
        context = {
            "person": person,
            "provider": provider,
            "number": len(pages),
            "months": provider.check_months or conf.check_months(),
            "pages": [
                (page.draft_title, address + reverse("wagtailadmin_pages:edit", args=[page.pk]))
                for page in pages[:NAMED_IN_MAIL]
            ],
            "more": len(pages) - NAMED_IN_MAIL,
            "report": address + reverse("courses_pages_to_check"),
        }
        subject = " ".join(render_to_string("courses/mail/pages_to_check_subject.txt", context).split())
        message = render_to_string("courses/mail/pages_to_check.txt", context)
    try:
        return bool(send_mail(subject, message, None, [person.email]))
    except OSError:
        # A mail server that answers nothing, or no (smtplib's errors are of this kind). The next run tries again.
        return False
