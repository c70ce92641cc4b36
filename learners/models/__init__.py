"""People: what they do with the offering."""

from .attempts import ActivityState, Attempt
from .completions import CourseCompletion, LessonCompletion, ModuleCompletion
from .enrolments import Enrolment
from .evidence import CompetenceRecord
from .statements import StoredStatement

__all__ = [
    "ActivityState",
    "Attempt",
    "CompetenceRecord",
    "CourseCompletion",
    "Enrolment",
    "LessonCompletion",
    "ModuleCompletion",
    "StoredStatement",
]
