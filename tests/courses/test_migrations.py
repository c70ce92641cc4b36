"""A database of the release before has its outcomes translated like any other."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Locale

from courses.models import Competence, CompetenceArea, CompetencyFramework, LearningOutcome, ModulePage

BEFORE = [("courses", "0002_labels")]


@pytest.fixture
def outcomes(course):
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    competence = Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")
    module = ModulePage.objects.child_of(course).first()
    module.outcomes = [LearningOutcome(text=text, competence=competence, level=4) for text in ("One", "Two")]
    module.save_revision().publish()
    return list(LearningOutcome.objects.values_list("pk", flat=True))


def migrate_to(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)


@pytest.mark.django_db(transaction=True)
def test_outcomes_and_their_drafts_get_a_language_and_the_same_key_each(outcomes):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate_to(BEFORE)
        module = _forget_keys_in_drafts()
    finally:
        migrate_to(newest)

    found = list(LearningOutcome.objects.filter(pk__in=outcomes))
    assert len(found) == 2
    assert {outcome.locale for outcome in found} == {Locale.objects.get(language_code="en")}
    assert len({outcome.translation_key for outcome in found}) == 2
    draft = ModulePage.objects.get(pk=module).get_latest_revision().content["outcomes"]
    assert {one["translation_key"] for one in draft} == {str(outcome.translation_key) for outcome in found}


def _forget_keys_in_drafts() -> int:
    """Leave the drafts as they were written before; return the key of the module."""
    from wagtail.models import Revision

    revision = next(one for one in Revision.objects.all() if one.content.get("outcomes"))
    for outcome in revision.content["outcomes"]:
        del outcome["translation_key"], outcome["locale"]
    revision.save(update_fields=["content"])
    return int(revision.object_id)
