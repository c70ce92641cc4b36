"""What happens when something of this app is saved. Each receiver is one call."""

from typing import Any

from django.db.models import Model

from .activities import index_activities
from .groups import bring_up_to_date
from .models import CourseIndexPage, H5PContent, LessonPage, Organisation
from .searching import index_on_commit

FIELDS_THAT_ARE_SEARCHED = {"title", "live", "summary", "name", "text", "competence"}
FIELDS_THAT_GROUPS_FOLLOW = {"organisation", "requires_review"}


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


def keep_groups_in_step(sender: type[Model], *, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """What a provider's people may do follows what is said of the provider, and which course indexes are its own."""
    provider = instance.organisation if isinstance(instance, CourseIndexPage) else instance
    written = kwargs.get("update_fields")
    if not raw and isinstance(provider, Organisation) and (written is None or FIELDS_THAT_GROUPS_FOLLOW & set(written)):
        bring_up_to_date(provider)


def index_what_changed(sender: type[Model], *, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """A course is found by the words of its modules, lessons, outcomes and provider: it follows each of them."""
    written = kwargs.get("update_fields")
    if not raw and (written is None or FIELDS_THAT_ARE_SEARCHED & set(written)):
        index_on_commit(instance)


def index_what_moved(
    sender: type[Model], *, instance: Model, parent_page_before: Model, parent_page_after: Model, **kwargs: Any
) -> None:
    for parent in (parent_page_before, parent_page_after):
        index_on_commit(parent)
