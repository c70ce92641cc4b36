import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...backups.manifest import RestoreRefused
from ...backups.restoring import restore_backup


class Command(BaseCommand):
    help = (
        "Puts a backup back: checks every file of it, restores database, uploads and key files, migrates, and looks "
        "whether old badges are judged as they were. Stop the site first."
    )
    # They ask a database that is not there yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="a backup, as manage.py backup makes it")
        parser.add_argument(
            "--replace", action="store_true", help="set aside the database, uploads and keys that are here already"
        )
        parser.add_argument("--without-media", action="store_true", help="leave uploaded files as they are")

    def handle(self, *, folder: Path, replace: bool, without_media: bool, verbosity: int, **options: Any) -> None:
        started = time.monotonic()
        say = (lambda step: self.stdout.write(f"  {step} …")) if verbosity else (lambda step: None)
        try:
            restored = restore_backup(folder.absolute(), replace=replace, with_media=not without_media, say=say)
        except RestoreRefused as refused:
            raise CommandError(str(refused)) from refused
        if verbosity:
            for place in restored.set_aside:
                self.stdout.write(f"Set aside, and to be deleted when it is no longer needed: {place}")
        if restored.problems:
            raise CommandError(
                "It is restored, but not right yet:\n" + "\n".join(f"- {one}" for one in restored.problems)
            )
        if verbosity:
            took = time.monotonic() - started
            made = restored.manifest
            self.stdout.write(
                self.style.SUCCESS(
                    f"Restored in {took:.1f} s what was backed up at {made.made_at}, by release {made.release}. "
                    "The newest badge of each issuer verifies."
                )
            )
