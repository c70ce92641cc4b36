import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo.loading import AlreadyLoaded, is_loaded, load_demo


class Command(BaseCommand):
    help = "Loads the demonstration content (fictional organisations and people) into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, and do not complain, where something is loaded"
        )

    def handle(self, *, if_empty: bool, **options: Any) -> None:
        if if_empty and is_loaded():
            return
        started = time.monotonic()
        try:
            load_demo(say=lambda step: self.stdout.write(f"  {step} …"))
        except AlreadyLoaded as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Demonstration loaded in {time.monotonic() - started:.0f} s."))
