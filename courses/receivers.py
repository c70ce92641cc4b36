"""What happens when something of this app is saved. Each receiver is one call."""

from typing import Any

from .activities import index_activities
from .models import LessonPage


def index_saved_lesson(sender: type[LessonPage], *, instance: LessonPage, raw: bool = False, **kwargs: Any) -> None:
    """The row of a page holds what is published, drafts are revisions: index it whenever the row is written."""
    if not raw:
        index_activities(instance)
