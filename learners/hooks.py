"""How learning records meet the pages of ``courses``. Registered in ``wagtail_hooks``; nothing else calls these."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from laces.components import Component
from wagtail.models import Page

from courses.activities import activities_in
from courses.models import CoursePage, LessonPage
from courses.outline import Outline, outline_of
from courses.seams import Endpoints, Records, Status, records_for

from .enrolments import enrolment_in, remember_lesson
from .models import Enrolment
from .panels import EnrolmentPanel, LessonDonePanel
from .records import records_of

Serve = Callable[[Page, HttpRequest, list, dict], HttpResponse]


def gate_lesson(page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict) -> HttpResponse | None:
    """Let the enrolled read a lesson, and the staff who may edit it; send others to where they can enrol."""
    if not isinstance(page, LessonPage):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    outline = outline_of(page, request=request)
    enrolment = _enrolment(request, outline.course.translation_key)
    if enrolment is None:
        if page.permissions_for_user(request.user).can_edit():
            return None
        messages.info(request, _("Enrol first, then the lessons open."))
        return redirect(outline.url)
    if outline.place_of(page.translation_key) is None:
        # Its module is not published, so no outline leads here.
        raise Http404
    remember_lesson(enrolment, page.translation_key)
    return None


def keep_private(serve: Serve) -> Serve:
    """Let no cache in between keep a page that shows what somebody has done, and the browser ask before using it again.

    Not ``no-store``: a page that a browser may not keep loses a half-filled quiz when somebody goes back to it.
    """

    def serve_privately(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        if any(request.__dict__.get("_learners_enrolments", {}).values()):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return serve_privately


def player_endpoints(request: HttpRequest, page: Page) -> Endpoints | None:
    """Say where the players of a lesson send to, for somebody who is enrolled. In a preview nothing is recorded."""
    if _is_preview(request) or not isinstance(page, LessonPage) or not _is_enrolled(request, page):
        return None
    mine = f"?learner={request.user.pk}"
    return Endpoints(
        statements=reverse("xapi:statements") + mine,
        state=reverse("xapi:state") + mine,
        answer_quiz=lambda lesson_id, quiz_key: reverse("learners:answer_quiz", args=(lesson_id, quiz_key)),
    )


def records(request: HttpRequest, page: Page, outline: Outline) -> Records | None:
    if _is_preview(request) or not request.user.is_authenticated:
        return None
    enrolment = _enrolment(request, outline.course.translation_key)
    if enrolment is None:
        return None
    return records_of(
        request.user,
        outline=outline,
        opened=enrolment.last_lesson_key,
        lesson=page if isinstance(page, LessonPage) else None,
    )


def page_panels(page: Page, request: HttpRequest) -> Iterable[Component]:
    if _is_preview(request):
        return
    if isinstance(page, CoursePage):
        outline = outline_of(page, request=request)
        yield EnrolmentPanel(
            course=page,
            enrolment=_enrolment(request, page.translation_key),
            outline=outline,
            records=records_for(request, page, outline=outline),
            request=request,
        )
    elif isinstance(page, LessonPage) and _is_enrolled(request, page):
        outline = outline_of(page, request=request)
        known = records_for(request, page, outline=outline)
        yield LessonDonePanel(
            lesson=page,
            is_done=known.status_of(page.translation_key) == Status.DONE,
            may_say_done=_has_all_it_asks(page, known),
        )


def _has_all_it_asks(lesson: LessonPage, records: Records) -> bool:
    """Whether nothing that the lesson asks is missing: it asks nothing, or all was done elsewhere, in a copy of it."""
    for kind, key, is_required in activities_in(lesson):
        record = records.activity(key)
        if (kind.is_assessed and not record.is_passed) or (is_required and not record.is_finished):
            return False
    return True


def _is_enrolled(request: HttpRequest, page: LessonPage) -> bool:
    return _enrolment(request, outline_of(page, request=request).course.translation_key) is not None


def _enrolment(request: HttpRequest, course_key: UUID) -> Enrolment | None:
    """Return the enrolment, asked for once a request however many hooks want to know."""
    known = request.__dict__.setdefault("_learners_enrolments", {})
    if course_key not in known:
        known[course_key] = enrolment_in(request.user, course_key)
    return known[course_key]


def _is_preview(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False) or getattr(request, "is_learner_view", False))
