"""A quiz where it stands in a lesson: behind the lesson's gate, found, and shown again with what was just sent."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks

from .models import LessonActivity, LessonPage, Quiz
from .quizzes.submissions import Submission


def refusal_to_serve(request: HttpRequest, lesson: LessonPage) -> HttpResponse | None:
    """Return what somebody gets who may not read the lesson, or None for who may.

    Asks whatever stands before every page (restrictions, an enrolment gate): an address that shows a lesson, or marks
    its quiz, lets nobody in whom the lesson's own address would not.
    """
    for ask in hooks.get_hooks("before_serve_page"):
        if isinstance(answer := ask(lesson, request, [], {}), HttpResponse):
            return answer
    return None


def quiz_of_lesson(lesson: LessonPage, quiz_key: UUID) -> Quiz:
    """Return the quiz in the lesson's language. Raises Http404 when the published lesson does not hold it."""
    if not LessonActivity.objects.filter(lesson=lesson, kind="quiz", activity_key=quiz_key).exists():
        raise Http404
    quizzes = Quiz.objects.filter(translation_key=quiz_key)
    quiz = quizzes.filter(locale_id=lesson.locale_id).first() or quizzes.first()
    if quiz is None:
        raise Http404
    return quiz


def show_submission(request: HttpRequest, lesson: LessonPage, submission: Submission) -> HttpResponse:
    """Show the lesson with what was just sent: the answers are kept and what needs mending is said at each question."""
    request.quiz_submission = submission  # type: ignore[attr-defined]
    response = lesson.serve(request)
    if submission.problems:
        response.status_code = 422
    return response
