from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...rebuilding import rebuild_completions


class Command(BaseCommand):
    help = "Makes attempts, completions and competence records again from the stored statements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("learners", nargs="*", type=int, metavar="ID", help="of these people only")

    def handle(self, *, learners: list[int], **options: Any) -> None:
        people = statements = 0
        for rebuilt in rebuild_completions(learners or None):
            people += 1
            statements += rebuilt.statements
            if rebuilt.before != rebuilt.after:
                self.stdout.write(f"Learner {rebuilt.learner_id}: {rebuilt.before} rows before, {rebuilt.after} now.")
        self.stdout.write(f"{statements} statements of {people} learners read.")
