"""Addresses that differ in capitals only are one address: it could not be told whose account a sign-in meant."""

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import Count
from django.db.models.functions import Lower


def lower_addresses(apps, schema_editor):
    users = apps.get_model('home', 'User').objects.using(schema_editor.connection.alias)
    twice = users.annotate(lower=Lower('email')).values('lower').annotate(found=Count('pk')).filter(found__gt=1)
    if addresses := sorted(twice.values_list('lower', flat=True)):
        raise ValueError(
            f"Several accounts have the address {', '.join(addresses)}, in different capitals, and one is expected. "
            "Give all but one another address, then migrate again."
        )
    for user in users.all():
        if user.email != user.email.lower():
            user.email = user.email.lower()
            user.save(update_fields=['email'])


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0002_home_page'),
    ]

    operations = [
        migrations.RunPython(lower_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_per_address'),
        ),
    ]
