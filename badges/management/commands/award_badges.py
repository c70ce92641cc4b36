from typing import Any

from django.core.management.base import BaseCommand

from badges.awarding import award_everybody


class Command(BaseCommand):
    help = "Gives everybody the badges that are due and were missed. May be run at any time, and again after a stop."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        given = 0
        for credential in award_everybody():
            given += 1
            if verbosity > 1 or given % 100 == 0:
                self.stdout.write(f"{given}: {credential}")
        self.stdout.write(f"{given} badges given.")
