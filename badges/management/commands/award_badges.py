from typing import Any

from django.core.management.base import BaseCommand, CommandError

from badges.awarding import award_everybody


class Command(BaseCommand):
    help = "Gives everybody the badges that are due and were missed. May be run at any time, and again after a stop."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        given = failed = 0
        for credential in award_everybody():
            if credential is None:
                failed += 1
                continue
            given += 1
            if verbosity > 1 or given % 100 == 0:
                self.stdout.write(f"{given}: {credential}")
        self.stdout.write(f"{given} badges given.")
        if failed:
            raise CommandError(f"{failed} could not be given; the log says why. Run it again when that is mended.")
