from django.db import migrations, models
from django.db.models import Count


def count_places(apps, schema_editor):
    StatusList = apps.get_model("badges", "StatusList")
    for status_list in StatusList.objects.annotate(given=Count("credentials")).only("pk").iterator():
        StatusList.objects.filter(pk=status_list.pk).update(used=status_list.given)


class Migration(migrations.Migration):

    dependencies = [
        ("badges", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="statuslist",
            name="used",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_places, migrations.RunPython.noop),
    ]
