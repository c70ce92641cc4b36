"""What happens when something of this app is saved. Each receiver is one call."""

from typing import Any

from .activities import index_activities
from .models import LessonPage


def index_saved_lesson(
    sender: type[LessonPage],
    *,
    instance: LessonPage,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """The row of a page holds what is published, drafts are revisions: index it whenever its body is written."""
    # Saving a draft writes a few columns of the row while the instance holds the body of the draft.
    if not raw and (update_fields is None or "body" in update_fields):
        index_activities(instance)
