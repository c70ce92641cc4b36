"""What is needed and what is taught."""

from .activities import LessonActivity
from .competences import Competence, CompetenceArea, CompetenceLevel, CompetencyFramework, FrameworkLevel
from .due import DueRun, DueWork
from .h5p import H5PContent, H5PLibrary
from .organisations import Organisation, Region
from .pages import CourseIndexPage, CoursePage, CoursePrerequisite, LearningOutcome, LessonPage, ModulePage, Workload
from .quizzes import Quiz
from .reviews import PageCheck
from .runs import CourseRun

__all__ = [
    "Competence",
    "CompetenceArea",
    "CompetenceLevel",
    "CompetencyFramework",
    "CourseIndexPage",
    "CoursePage",
    "CoursePrerequisite",
    "CourseRun",
    "DueRun",
    "DueWork",
    "FrameworkLevel",
    "H5PContent",
    "H5PLibrary",
    "LearningOutcome",
    "LessonActivity",
    "LessonPage",
    "ModulePage",
    "Organisation",
    "PageCheck",
    "Quiz",
    "Region",
    "Workload",
]
