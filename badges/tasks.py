"""Work in the background: in the request's own process by default, in a queue where the site has one."""

from django.contrib.auth import get_user_model
from django_tasks import task

from .awarding import award_due_achievements


@task()
def award_learner(learner_id: int) -> int:
    """Give one learner what is due, and return how many credentials that were."""
    learner = get_user_model()._default_manager.filter(pk=learner_id).first()
    return len(award_due_achievements(learner)) if learner else 0
