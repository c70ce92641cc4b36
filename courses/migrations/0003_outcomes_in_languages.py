import uuid

import django.db.models.deletion
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """Give every outcome the language of its module and a key of its own, and its drafts the same."""
    LearningOutcome = apps.get_model("courses", "LearningOutcome")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    for locale in Locale.objects.all():
        pages = Page.objects.filter(locale=locale).values("pk")
        LearningOutcome.objects.filter(page__in=pages).update(locale=locale)
    for outcome in LearningOutcome.objects.all().only("pk").iterator():
        LearningOutcome.objects.filter(pk=outcome.pk).update(translation_key=uuid.uuid4())
    _give_keys_in_drafts(apps)
    if schema_editor.connection.vendor == "postgresql":
        # PostgreSQL alters no table whose foreign keys are still to be checked: have them checked now.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def _give_keys_in_drafts(apps):
    """Without its key, an outcome would lose its translations when a draft from before is published.

    A draft that was written before its outcomes were stored does not know their primary keys, only their texts.
    """
    ContentType = apps.get_model("contenttypes", "ContentType")
    LearningOutcome = apps.get_model("courses", "LearningOutcome")
    Revision = apps.get_model("wagtailcore", "Revision")
    kind = ContentType.objects.filter(app_label="courses", model="modulepage").first()
    by_pk, by_text = {}, {}
    for pk, page, text, key, locale in LearningOutcome.objects.values_list(
        "pk", "page", "text", "translation_key", "locale"
    ):
        by_pk[pk] = by_text[str(page), text] = (str(key), locale)
    for revision in Revision.objects.filter(content_type=kind).iterator() if kind else ():
        outcomes = revision.content.get("outcomes") or []
        for outcome in outcomes:
            known = by_pk.get(outcome.get("pk")) or by_text.get((revision.object_id, outcome.get("text")))
            if known:
                outcome["translation_key"], outcome["locale"] = known
        if outcomes:
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_labels"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="learningoutcome",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="learningoutcome",
            name="translation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="learningoutcome",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AlterField(
            model_name="learningoutcome",
            name="translation_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AlterUniqueTogether(
            name="learningoutcome",
            unique_together={("translation_key", "locale")},
        ),
    ]
