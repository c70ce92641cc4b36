"""How learning records meet the pages of ``courses``. Registered in ``wagtail_hooks``; nothing else calls these."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from laces.components import Component
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from courses.outline import Outline, outline_of
from courses.seams import Endpoints, Records, Status, records_for

from .enrolments import enrolment_in, remember_lesson
from .models import Enrolment
from .panels import EnrolmentPanel, LessonDonePanel
from .records import records_of


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
    remember_lesson(enrolment, page.translation_key)
    return None


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
            asks_nothing=not page.asks_something,
        )


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
