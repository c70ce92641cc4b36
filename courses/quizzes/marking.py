"""A quiz that is answered where nobody keeps records: read and marked in one request, then forgotten."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext

from .grading import grade_quiz
from .reading import questions_of
from .submissions import Submission, read_submission

if TYPE_CHECKING:
    from courses.models import Quiz


def mark_posted(quiz: "Quiz", posted: QueryDict) -> Submission:
    """Return what was sent, with its result; without one where something has to be mended first."""
    questions = questions_of(quiz)
    submission = read_submission(questions, posted, quiz_key=quiz.translation_key)
    if submission.problems:
        return submission
    result = grade_quiz(questions, submission.responses, pass_mark=quiz.pass_mark, translate=gettext)
    return replace(submission, result=result)
