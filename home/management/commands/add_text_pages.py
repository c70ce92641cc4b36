from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.models import HomePage
from home.text_pages import add_text_pages


class Command(BaseCommand):
    help = "Adds drafts of the accessibility statement, the privacy notice and the terms of use, to be completed."

    def handle(self, **options: Any) -> None:
        front = HomePage.objects.order_by("pk").first()
        if front is None:
            raise CommandError("There is no front page yet. Create one in the admin first; the pages stand below it.")
        made = add_text_pages(front)
        for page in made:
            self.stdout.write(f"  {page.title} ({page.locale.language_code})")
        if made:
            self.stdout.write(self.style.SUCCESS("Complete these drafts in the admin, and publish them there."))
        else:
            self.stdout.write("Every topic has a page already; nothing was added.")
