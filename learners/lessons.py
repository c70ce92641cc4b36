"""A lesson that is done because the learner says so."""

from courses.activities import activity_iri
from courses.models import LessonPage

from .models import LessonCompletion, StoredStatement
from .recording import account_of, record_statements
from .verbs import COMPLETED, DISPLAY
from .xapi.statement import parse_statement

LESSON = "http://adlnet.gov/expapi/activities/lesson"


def say_done(lesson: LessonPage, *, learner) -> bool:
    """Record that the learner says the lesson is done; return whether it is.

    It is not when the lesson holds a quiz to pass or an activity to finish. Raises StatementRefused for somebody who
    is not enrolled.
    """
    record_statements(
        [
            parse_statement(
                {
                    "actor": account_of(learner),
                    "verb": {"id": COMPLETED, "display": DISPLAY[COMPLETED]},
                    "object": {
                        "id": activity_iri("lesson", lesson.translation_key),
                        "definition": {"type": LESSON, "name": {lesson.locale.language_code: lesson.title}},
                    },
                    "result": {"completion": True},
                }
            )
        ],
        learner=learner,
        source=StoredStatement.Source.SERVER,
    )
    return LessonCompletion.objects.filter(learner=learner, lesson_key=lesson.translation_key).exists()
