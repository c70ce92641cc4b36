"""What the pages of the demonstration cost, and the answer that earns a badge.

``python -m tests.benchmarks.bench_pages``; ``BENCH_DATABASE_URL`` for another database than SQLite.
"""

import os
import sys
from typing import Any

from .demo_database import demo_database, learner
from .stopwatch import Cost, cost_of, table

TIMES = 30


def main() -> None:
    with demo_database(url=os.environ.get("BENCH_DATABASE_URL", "")) as client:
        from django.contrib.auth import get_user_model
        from django.test import Client

        from badges.credentials import issue_credential, share_credential
        from badges.models import Achievement
        from courses.models import CoursePage, LessonPage, Quiz
        from learners.quizzes import answer_quiz

        course = CoursePage.objects.filter(code="BAT101").earliest("pk")
        lesson = LessonPage.objects.descendant_of(course).order_by("path").first()
        somebody = learner(0)
        credential = share_credential(issue_credential(Achievement.objects.first(), recipient=somebody))
        visitor, enrolled, teacher = client, _client(Client, somebody), Client(headers={"host": "localhost"})
        teacher.force_login(get_user_model().objects.get(email="teacher@kenno.example"))

        pages: dict[str, tuple[Any, str]] = {
            "front page, visitor": (visitor, "/en/"),
            "catalogue, visitor": (visitor, "/en/courses/"),
            "course, visitor": (visitor, course.url),
            "course, enrolled": (enrolled, course.url),
            "lesson, enrolled": (enrolled, lesson.url),
            "dashboard": (enrolled, "/en/learning/"),
            "shared badge, with its verdict": (visitor, f"/en/badges/shared/{credential.share_token}/"),
            "outline of a course in the admin": (teacher, f"/admin/courses/{course.pk}/outline/"),
        }
        costs = [cost_of(what, _page(by, address), times=TIMES) for what, (by, address) in pages.items()]
        costs.append(_earning(answer_quiz, Quiz, course=course))
        rows = [(cost.what, f"{cost.cpu_ms:.1f}", cost.queries) for cost in costs]
        sys.stdout.write(table(("page", "CPU ms", "queries"), rows) + "\n")


def _client(client_class: type, person: Any) -> Any:
    client = client_class(headers={"host": "localhost"})
    client.force_login(person)
    return client


def _page(client: Any, address: str) -> Any:
    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} was answered with {answer.status_code}, expected 200.")

    return get


def _earning(answer_quiz: Any, quizzes: Any, *, course: Any) -> Cost:
    """The last quiz of module 1, all right: marked, recorded, completed, the badge signed, stored and mailed."""
    from django.utils import timezone

    from badges.models import Credential
    from courses.models import LessonActivity, LessonPage, ModulePage
    from courses.quizzes.grading import Numeric, Ordering, SeveralAnswers
    from courses.quizzes.reading import questions_of
    from learners.models import Attempt, LessonCompletion

    module = ModulePage.objects.child_of(course).get(code="M1")
    lessons = LessonPage.objects.child_of(module).live()
    held = LessonActivity.objects.filter(lesson__in=lessons, kind="quiz").order_by("lesson__path").last()
    quiz = quizzes.objects.filter(translation_key=held.activity_key).earliest("pk")
    others = LessonActivity.objects.filter(lesson__in=lessons, kind="quiz").exclude(pk=held.pk)
    passed_before = list(others.values_list("activity_key", flat=True))

    def right(question: Any) -> Any:
        match question:
            case Numeric():
                return str(question.answer)
            case Ordering():
                return [item.id for item in question.items]
            case SeveralAnswers():
                return sorted(question.correct)
        return question.correct

    responses = {question.id: right(question) for question in questions_of(quiz)}
    people = [learner(1000 + number) for number in range(TIMES + 2)]
    for person in people:
        for lesson in lessons.exclude(pk=held.lesson_id):
            LessonCompletion.objects.create(
                learner=person,
                lesson_key=lesson.translation_key,
                module_key=module.translation_key,
                course_key=course.translation_key,
                is_assessed=True,
            )
        for number, key in enumerate(passed_before):
            Attempt.objects.create(
                learner=person,
                activity_kind="quiz",
                activity_key=key,
                number=number + 1,
                is_assessed=True,
                is_passed=True,
                finished_at=timezone.now(),
            )
    waiting = iter(people)
    before = Credential.objects.count()
    cost = cost_of(
        "answers to the last quiz of a module, badge included",
        lambda: answer_quiz(quiz, responses, learner=next(waiting)),
        times=TIMES,
    )
    if Credential.objects.count() < before + TIMES:
        raise RuntimeError("The answers earned no badge, so this is not what was to be measured.")
    return cost


if __name__ == "__main__":
    main()
