from django.urls import path

from . import converters  # noqa: F401
from .views.quizzes import answer_quiz

app_name = "courses"

urlpatterns = [
    path("<pk:lesson_id>/<uuid:quiz_key>/", answer_quiz, name="answer_quiz"),
]
