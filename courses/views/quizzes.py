"""A quiz where nobody keeps records: marked, shown, forgotten."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ..lesson_quizzes import behind_the_gate, quiz_of_lesson, show_submission
from ..models import LessonPage
from ..quizzes.marking import mark_posted
from ..seams import endpoints_for


@require_http_methods(["GET", "HEAD", "POST"])
def answer_quiz(request: HttpRequest, lesson_id: int, quiz_key: UUID) -> HttpResponse:
    """Mark what was sent and show the lesson with the result. A lesson whose records are kept answers elsewhere."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    return behind_the_gate(request, lesson, lambda: _marked(request, lesson, quiz_key))


def _marked(request: HttpRequest, lesson: LessonPage, quiz_key: UUID) -> HttpResponse:
    if request.method != "POST" or endpoints_for(request, lesson).answer_quiz is not None:
        return redirect(lesson.get_url(request) or "/")
    return show_submission(request, lesson, mark_posted(quiz_of_lesson(lesson, quiz_key), request.POST))
