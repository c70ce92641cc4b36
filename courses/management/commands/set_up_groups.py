from typing import Any

from django.core.management.base import BaseCommand

from courses.groups import give_provider_group, set_up_groups
from courses.models import CourseIndexPage


class Command(BaseCommand):
    help = "Create the group of coordinators and, for each provider that has a course index, that of its teachers."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{set_up_groups()}: everything.")
        for index in CourseIndexPage.objects.exclude(organisation=None).select_related("organisation").order_by("path"):
            group = give_provider_group(index.organisation, index)
            self.stdout.write(f"{group}: “{index.title}” and what is below it.")
