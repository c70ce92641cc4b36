from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from courses.groups import give_provider_group, set_up_groups, set_up_translators
from courses.models import CourseIndexPage


class Command(BaseCommand):
    help = "Create the groups of coordinators, translators, and teachers: of each provider that has a course index."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{set_up_groups()}: everything.")
        if apps.is_installed("wagtail_localize"):
            self.stdout.write(f"{set_up_translators()}: the words of all pages, as drafts.")
        for index in CourseIndexPage.objects.exclude(organisation=None).select_related("organisation").order_by("path"):
            group = give_provider_group(index.organisation, index)
            self.stdout.write(f"{group}: “{index.title}” and what is below it.")
