"""What happens when something of this app is saved. Each receiver is one call."""

from typing import Any

from .activities import index_activities
from .groups import give_provider_group
from .models import CourseIndexPage, H5PContent, LessonPage


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


def say_language_of_translation(sender: type, *, target_obj: Any, **kwargs: Any) -> None:
    """A package states the language of its words, and its translation has another."""
    if isinstance(target_obj, H5PContent):
        target_obj.metadata = {**target_obj.metadata, "language": target_obj.locale.language_code}


def open_new_index_to_staff(
    sender: type[CourseIndexPage], *, instance: CourseIndexPage, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """A provider's teachers work in the trees of all languages: a translation of their index is theirs too."""
    if created and not raw and instance.organisation is not None and instance.organisation.staff_group_id is not None:
        give_provider_group(instance.organisation, instance)
