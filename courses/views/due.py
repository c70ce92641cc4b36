"""The work by the clock in the admin: how it stands, and a button that runs one now."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks import TaskResultStatus
from wagtail.admin import messages

from ..due import Ending, UnknownWork, work_named, works
from ..due_overview import is_silent, last_runs, last_sign_of_life, queue_state, state_of_works
from ..tasks import run_work_now

PERMISSION = "courses.run_duework"


def may_see(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person looks after the background work: coordinators and administrators."""
    return user.has_perm(PERMISSION)


@require_safe
def background_work(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    now = timezone.now()
    states = state_of_works(now=now)
    only_failed = request.GET.get("outcome") == "failed"
    labels = {work.name: work.label for work in works()}
    return TemplateResponse(
        request,
        "courses/admin/background_work.html",
        {
            "states": states,
            "is_silent": is_silent(states, now=now),
            "last_sign_of_life": last_sign_of_life(states),
            # A work whose app is gone is called by its name.
            "runs": [(run, labels.get(run.name, run.name)) for run in last_runs(only_failed=only_failed)],
            "only_failed": only_failed,
            "queue": queue_state(),
            "header_title": _("Background work"),
            "header_icon": "cogs",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Background work")},
            ],
        },
    )


@require_POST
def run_now(request: HttpRequest, name: str) -> HttpResponse:
    """Run one work now: in this request, or where the site has a queue, by its worker."""
    _refuse_others(request)
    try:
        work = work_named(name)
    except UnknownWork as unknown:
        raise Http404(str(unknown)) from None
    result = run_work_now.enqueue(name)
    if not result.is_finished:
        messages.info(request, _("“%(work)s” waits in the queue and is run in a moment.") % {"work": work.label})
    elif result.status == TaskResultStatus.FAILED:
        messages.error(request, _("“%(work)s” could not be run; the log says why.") % {"work": work.label})
    else:
        _tell(request, work, *result.return_value)
    return redirect("courses_admin:background_work")


def _tell(request: HttpRequest, work: Any, ending: str, said: str) -> None:
    values = {"work": work.label, "said": said}
    match ending:
        case Ending.SUCCEEDED:
            messages.success(request, _("“%(work)s”: %(said)s") % values)
        case Ending.FAILED:
            messages.error(request, _("“%(work)s” failed: %(said)s It is tried again by itself.") % values)
        case Ending.RUNNING_ELSEWHERE:
            messages.warning(request, _("“%(work)s” is being done at this moment.") % values)
        case _:
            messages.success(request, _("“%(work)s”: there was nothing to do.") % values)


def _refuse_others(request: HttpRequest) -> None:
    if not may_see(request.user):
        raise PermissionDenied
