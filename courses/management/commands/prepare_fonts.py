from typing import Any

from django.core.management.base import BaseCommand

from courses.pictures import prepare_fonts


class Command(BaseCommand):
    help = "Converts the fonts of pictures, so that the first picture does not wait for them. Safe to repeat."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        folder = prepare_fonts()
        if verbosity:
            self.stdout.write(
                f"The fonts of pictures are in {folder}."
                if folder
                else "Pictures are drawn in fonts of the system: the static files hold none of theirs, or there is no "
                "folder to keep them in."
            )
