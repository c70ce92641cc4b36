from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.lesson_quizzes import behind_the_gate, quiz_of_lesson, show_submission
from courses.models import LessonPage
from courses.outline import outline_of
from courses.quizzes.reading import questions_of
from courses.quizzes.submissions import read_submission

from ..lessons import say_done
from ..quizzes import NoAttemptLeft
from ..quizzes import answer_quiz as record_answers
from ..recording import StatementRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_quiz(request: HttpRequest, lesson_id: int, quiz_key: UUID) -> HttpResponse:
    """Mark and record a quiz, then show the lesson with the result. Answers to mend come back as they were."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    return behind_the_gate(request, lesson, lambda: _recorded(request, lesson, quiz_key))


def _recorded(request: HttpRequest, lesson: LessonPage, quiz_key: UUID) -> HttpResponse:
    address = f"{lesson.get_url(request)}#quiz-{quiz_key}"
    if request.method != "POST":
        return redirect(address)
    quiz = quiz_of_lesson(lesson, quiz_key)
    submission = read_submission(questions_of(quiz), request.POST, quiz_key=quiz_key)
    if submission.problems:
        return show_submission(request, lesson, submission)
    try:
        record_answers(quiz, submission.responses, learner=request.user)
    except NoAttemptLeft:
        messages.warning(request, _("This quiz takes no answers now. Nothing was counted."))
    except StatementRefused as error:
        messages.error(request, str(error))
        return redirect(outline_of(lesson, request=request).url)
    return redirect(address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark_lesson_done(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The learner says that a lesson which asks nothing is done; go on to the next."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    address = lesson.get_url(request)
    if request.method != "POST":
        return redirect(address)
    outline = outline_of(lesson, request=request)
    try:
        is_done = say_done(lesson, learner=request.user)
    except StatementRefused as error:
        messages.error(request, str(error))
        return redirect(outline.url)
    if not is_done:
        messages.warning(request, _("This lesson is done when its quiz is passed and its activities are finished."))
        return redirect(address)
    place = outline.place_of(lesson.translation_key)
    return redirect(place.next.url if place and place.next else outline.url)
