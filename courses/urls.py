from django.urls import path, register_converter
from django.urls.converters import get_converters

from .converters import PrimaryKeyConverter
from .views.quizzes import answer_quiz

if "pk" not in get_converters():
    register_converter(PrimaryKeyConverter, "pk")

app_name = "courses"

urlpatterns = [
    path("<pk:lesson_id>/<uuid:quiz_key>/", answer_quiz, name="answer_quiz"),
]
