"""What this app puts beside the pages of ``courses``."""

from typing import Any

from laces.components import Component

from . import conf
from .progress import standing_in


class EnrolmentPanel(Component):
    """On a course: take it, go on with it, or leave it."""

    template_name = "learners/panels/enrolment.html"
    order = 10

    def __init__(self, *, course, enrolment, outline, records, request) -> None:
        self.course = course
        self.enrolment = enrolment
        self.outline = outline
        self.records = records
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "course": self.course,
            "enrolment": self.enrolment,
            "outline": self.outline,
            "standing": standing_in(self.outline, records=self.records, enrolment=self.enrolment),
            "request": self.request,
            "user": self.request.user,
            "login_url": conf.login_url(),
            "signup_url": conf.signup_url(),
            "csrf_token": (parent_context or {}).get("csrf_token"),
        }


class LessonDonePanel(Component):
    """Under a lesson: that it is done, what is missing, or a button to say that it is done."""

    template_name = "learners/panels/lesson_done.html"
    order = 10

    def __init__(self, *, lesson, is_done: bool, may_say_done: bool) -> None:
        self.lesson = lesson
        self.is_done = is_done
        self.may_say_done = may_say_done

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "lesson": self.lesson,
            "is_done": self.is_done,
            "may_say_done": self.may_say_done,
            "csrf_token": (parent_context or {}).get("csrf_token"),
        }
