"""A quiz where it stands in a lesson: behind the lesson's gate, found, and shown again with what was just sent."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from .models import LessonActivity, LessonPage, Quiz
from .quizzes.submissions import Submission


def behind_the_gate(request: HttpRequest, page: Page, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what ``answer`` gives to somebody who may read the page, and to others what the page itself gives them.

    Asks whatever Wagtail asks before it serves a page (restrictions, an enrolment gate): an address that shows a
    lesson, marks its quiz or enrols in a course lets nobody in whom the page's own address would not.
    """

    def respond(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        return answer()

    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        respond = wrap(respond)
    for ask in hooks.get_hooks("before_serve_page"):
        if isinstance(refusal := ask(page, request, [], {}), HttpResponse):
            return refusal
    return respond(page, request, [], {})


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
