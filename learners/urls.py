from django.urls import path

from courses import converters  # noqa: F401

from .views.dashboard import dashboard
from .views.enrolments import enrol_in_course, leave_course
from .views.lessons import answer_quiz, mark_lesson_done

app_name = "learners"

urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("courses/<pk:course_id>/enrol/", enrol_in_course, name="enrol"),
    path("courses/<pk:course_id>/leave/", leave_course, name="leave"),
    path("lessons/<pk:lesson_id>/done/", mark_lesson_done, name="lesson_done"),
    path("lessons/<pk:lesson_id>/quizzes/<uuid:quiz_key>/", answer_quiz, name="answer_quiz"),
]
