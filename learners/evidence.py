"""From a completed module to the competences that it shows."""

from datetime import datetime
from functools import partial

from django.db import transaction

from courses.models import ModulePage

from .models import CompetenceRecord
from .signals import competence_demonstrated


def record_competences(module: ModulePage, *, learner, at: datetime) -> list[CompetenceRecord]:
    """Write down the competences of the module's outcomes, each at the highest level that the module has for it.

    Call it only for a module whose completion is assessed. Returns what is new.
    """
    highest: dict[int, int] = {}
    competences = {}
    for outcome in module.outcomes.select_related("competence"):
        competences[outcome.competence_id] = outcome.competence
        highest[outcome.competence_id] = max(outcome.level, highest.get(outcome.competence_id, 0))
    new = []
    for competence_id, level in highest.items():
        record, is_new = CompetenceRecord.objects.get_or_create(
            learner=learner,
            competence=competences[competence_id],
            level=level,
            module_key=module.translation_key,
            defaults={"demonstrated_at": at},
        )
        if is_new:
            new.append(record)
            transaction.on_commit(
                partial(
                    competence_demonstrated.send_robust,
                    sender=CompetenceRecord,
                    learner=learner,
                    competence=record.competence,
                    level=level,
                    module_key=module.translation_key,
                )
            )
    return new
