"""A page of a course as a learner would see it, quizzes to be tried included. Nothing that is done here is recorded."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from ..learner_view import context_as_learner
from ..models import CoursePage, LessonPage, ModulePage, Quiz
from ..quizzes.marking import mark_posted


@require_safe
@never_cache
def learner_view(request: HttpRequest, course_id: int, page_id: int) -> HttpResponse:
    """Show a page of the course to its author, in the latest draft."""
    return _show(request, _draft(request, course_id, page_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def try_quiz(request: HttpRequest, course_id: int, page_id: int, quiz_key: UUID) -> HttpResponse:
    """Mark the answers of an author who tries a quiz, and show the lesson with the result."""
    lesson = _draft(request, course_id, page_id)
    if request.method != "POST":
        return redirect("courses_admin:learner_view", course_id, page_id)
    quiz = _quiz_in(lesson, quiz_key)
    with translation.override(lesson.locale.language_code):
        submission = mark_posted(quiz, request.POST)
    request.quiz_submission = submission  # type: ignore[attr-defined]
    return _show(request, lesson, status=422 if submission.problems else 200)


def _draft(request: HttpRequest, course_id: int, page_id: int) -> CoursePage | ModulePage | LessonPage:
    """Return the latest draft. Raises Http404 outside the course, and PermissionDenied for whoever may not edit it."""
    course = get_object_or_404(CoursePage, pk=course_id)
    page: Any = get_object_or_404(Page.objects.descendant_of(course, inclusive=True), pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def _show(request: HttpRequest, draft: CoursePage | ModulePage | LessonPage, *, status: int = 200) -> HttpResponse:
    context = context_as_learner(draft, request)
    context["outline_url"] = reverse("courses_admin:outline", args=[context["course"].pk])
    # A learner reads the page in its own language, whatever the author has chosen for the admin.
    with translation.override(draft.locale.language_code):
        return render(request, draft.get_template(request), context, status=status)


def _quiz_in(lesson: Page, quiz_key: UUID) -> Quiz:
    """Return the quiz as the draft holds it. Raises Http404 when it does not."""
    for block in lesson.body if isinstance(lesson, LessonPage) else ():
        quiz = block.value["quiz"] if block.block_type == "quiz" else None
        if quiz is not None and quiz.translation_key == quiz_key:
            return quiz
    raise Http404
