"""Who is due what: read from the rules, given through `issue_credential`. May be repeated at any time."""

import logging
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch

from .credentials import issue_credential
from .models import Achievement, AwardRule, Credential
from .rules import UnknownRuleKind, kind_named, learners_satisfying, satisfied_rules

logger = logging.getLogger(__name__)


def award_due_achievements(learner: Any) -> list[Credential]:
    """Give the learner every achievement whose rules all hold, and return what was given now.

    Idempotent. The number of queries does not depend on how many achievements, learners or credentials there are,
    apart from what is given. One achievement that cannot be given does not keep the others back; the reason is logged.
    """
    held = set(Credential.objects.of(learner).filter(period="").values_list("achievement_id", flat=True))
    due = [achievement for achievement in _awardable() if achievement.pk not in held]
    satisfied = satisfied_rules((rule for achievement in due for rule in achievement.rules.all()), learner=learner)
    earned = [achievement for achievement in due if all(rule.pk in satisfied for rule in achievement.rules.all())]
    return [credential for achievement in earned if (credential := _give(achievement, learner=learner))]


def award_everybody() -> Iterator[Credential | None]:
    """Give everybody what is due, one credential at a time, yielding each: what was missed is made good.

    None is yielded where one could not be given; the reason is logged. Stopped half-way, it goes on where it stopped
    when it is started again.
    """
    for achievement in _awardable():
        due = set.intersection(*(learners_satisfying(rule) for rule in achievement.rules.all()))
        due -= set(
            Credential.objects.filter(achievement=achievement, period="", recipient__isnull=False).values_list(
                "recipient_id", flat=True
            )
        )
        for learner in get_user_model()._default_manager.filter(pk__in=due, is_active=True).order_by("pk").iterator():
            yield _give(achievement, learner=learner)


def _awardable() -> list[Achievement]:
    """Return the achievements whose rules can all be read, with issuer and rules at hand."""
    achievements = (
        Achievement.objects.awardable()
        .select_related("issuer")
        .prefetch_related(
            Prefetch("rules", queryset=AwardRule.objects.select_related("competence").order_by("sort_order", "pk"))
        )
    )
    readable = []
    for achievement in achievements:
        try:
            for rule in achievement.rules.all():
                kind_named(rule.kind)
        except UnknownRuleKind as unknown:
            logger.error("“%s” is not awarded: %s", achievement, unknown)
            continue
        readable.append(achievement)
    return readable


def _give(achievement: Achievement, *, learner: Any) -> Credential | None:
    try:
        return issue_credential(achievement, recipient=learner)
    except Exception:
        # Any failure, of the signer above all: the sweep tries again, and the learner keeps the completion.
        logger.exception("“%s” could not be given to learner %s.", achievement, learner.pk)
        return None
