"""A quiz that is marked and recorded: the responses go in, a graded statement comes out of this server."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext

from courses.activities import activity_iri
from courses.models import Quiz
from courses.quizzes.grading import Question, QuizResult, grade_quiz, interaction, xapi_response
from courses.quizzes.reading import questions_of

from .attempts import RESPONSES, RESULTS, activity_record
from .models import Attempt, Enrolment, StoredStatement
from .recording import account_of, record_statements
from .verbs import ANSWERED, DISPLAY, FAILED, PASSED
from .xapi.statement import Statement, parse_statement

ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"


class NoAttemptLeft(Exception):
    """The learner has used the attempts of this round; the pause is not over."""


@transaction.atomic
def answer_quiz(quiz: Quiz, responses: Mapping[str, Any], *, learner) -> QuizResult:
    """Mark the responses, record them, and complete what is done by that.

    Raises NoAttemptLeft while a pause lasts or when the quiz is passed already, and StatementRefused for somebody
    who is not enrolled. Then nothing is recorded.
    """
    # Locked, so that two browsers cannot spend the same attempt.
    list(Enrolment.objects.select_for_update().filter(learner=learner).values_list("pk"))
    earlier = list(Attempt.objects.filter(learner=learner, activity_key=quiz.translation_key).order_by("number"))
    record = activity_record(earlier, quiz=quiz)
    if record.is_passed or record.blocked_until is not None:
        raise NoAttemptLeft
    questions = questions_of(quiz)
    result = grade_quiz(questions, responses, pass_mark=quiz.pass_mark, translate=gettext)
    record_statements(
        [
            *(_answered(quiz, question, responses.get(question.id), result, learner=learner) for question in questions),
            _graded(quiz, responses, result, learner=learner),
        ],
        learner=learner,
        source=StoredStatement.Source.SERVER,
    )
    return result


def _graded(quiz: Quiz, responses: Mapping[str, Any], result: QuizResult, *, learner) -> Statement:
    verb = PASSED if result.is_passed else FAILED
    return parse_statement(
        {
            "id": str(uuid4()),
            "actor": account_of(learner),
            "verb": {"id": verb, "display": DISPLAY[verb]},
            "object": {
                "id": activity_iri("quiz", quiz.translation_key),
                "definition": {"type": ASSESSMENT, "name": {quiz.locale.language_code: quiz.title}},
            },
            "result": {
                "score": {"scaled": float(result.score_scaled), "min": 0, "max": len(result.results)},
                "success": result.is_passed,
                "completion": True,
                "extensions": {
                    RESPONSES: {found.question_id: _plain(found.response) for found in result.results},
                    RESULTS: {
                        found.question_id: {
                            "is_correct": found.is_correct,
                            "score_scaled": str(found.score_scaled),
                            "feedback": list(found.feedback),
                        }
                        for found in result.results
                    },
                },
            },
        }
    )


def _answered(quiz: Quiz, question: Question, response: Any, result: QuizResult, *, learner) -> Statement:
    marked = next(found for found in result.results if found.question_id == question.id)
    return parse_statement(
        {
            "id": str(uuid4()),
            "actor": account_of(learner),
            "verb": {"id": ANSWERED, "display": DISPLAY[ANSWERED]},
            "object": {
                "id": f"{activity_iri('quiz', quiz.translation_key)}#{question.id}",
                "definition": interaction(question, language=quiz.locale.language_code),
            },
            "result": {
                "score": {"scaled": float(marked.score_scaled)},
                "success": marked.is_correct,
                "response": xapi_response(question, response),
            },
            "context": {
                "contextActivities": {"parent": [{"id": activity_iri("quiz", quiz.translation_key)}]},
            },
        }
    )


def _plain(response: Any) -> Any:
    """Return a response as JSON holds it: tuples become lists."""
    return list(response) if isinstance(response, tuple) else response
