"""What learners do reaches badges here, and only here."""

from typing import Any

from .tasks import award_learner


def award_after_progress(sender: Any, *, learner: Any, **kwargs: Any) -> None:
    """Look, in the background, at what the learner is due now."""
    award_learner.enqueue(learner.pk)
