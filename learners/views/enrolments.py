from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.lesson_quizzes import behind_the_gate
from courses.models import CoursePage
from courses.outline import outline_of

from ..enrolments import EnrolmentRefused, enrol, enrolment_in, leave


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_in_course(request: HttpRequest, course_id: int) -> HttpResponse:
    """Enrol, and go to the first lesson. A GET (somebody who had to sign in first) goes to the course page."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    return behind_the_gate(request, course, lambda: _enrolled(request, course))


def _enrolled(request: HttpRequest, course: CoursePage) -> HttpResponse:
    if request.method != "POST":
        return redirect(course.get_url(request))
    try:
        enrol(request.user, course=course)
    except EnrolmentRefused as error:
        messages.error(request, str(error))
        return redirect(course.get_url(request))
    messages.success(request, _("You are enrolled in %(course)s.") % {"course": course.title})
    lessons = outline_of(course, request=request).lessons
    return redirect(lessons[0].url if lessons else course.get_url(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_course(request: HttpRequest, course_id: int) -> HttpResponse:
    """Leave a course. What was done is kept, and is there again for somebody who comes back."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    if request.method == "POST" and (enrolment := enrolment_in(request.user, course.translation_key)):
        leave(enrolment)
        messages.info(
            request,
            _("You have left %(course)s. What you did is kept, if you come back.") % {"course": course.title},
        )
    return redirect(course.get_url(request))
