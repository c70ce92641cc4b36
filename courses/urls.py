from django.urls import path

from .views.quizzes import answer_quiz

app_name = "courses"

urlpatterns = [
    path("<int:lesson_id>/<uuid:quiz_key>/", answer_quiz, name="answer_quiz"),
]
