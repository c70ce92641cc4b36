import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from ...backups.making import keys_without_files, make_backup
from ...backups.manifest import BackupFailed


class Command(BaseCommand):
    help = (
        "Copies database, uploaded files and key files into a new folder, while the site runs. The folder then holds "
        "secrets and personal data: encrypt it where it is kept. SECRET_KEY is not in it, and has to be kept as well."
    )
    # Nothing but the copy matters where a check has something to say.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is new or empty")
        parser.add_argument("--without-media", action="store_true", help="leave uploaded files out")

    def handle(self, *, folder: Path, without_media: bool, verbosity: int, **options: Any) -> None:
        started = time.monotonic()
        _end_in_order()
        try:
            made = make_backup(folder.absolute(), with_media=not without_media, say=self._saying(verbosity))
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        for name in keys_without_files():
            self.stderr.write(f"The key file {name} is not there, so the backup lacks it: badges could not be signed.")
        if verbosity:
            files = ", ".join(f"{name} {count}" for name, count in made.files.items())
            took = time.monotonic() - started
            size = filesizeformat(made.bytes).replace("\xa0", " ")
            self.stdout.write(self.style.SUCCESS(f"Backup in {folder}: {size} in {took:.1f} s; files: {files}."))

    def _saying(self, verbosity: int) -> Any:
        return (lambda step: self.stdout.write(f"  {step} …")) if verbosity else (lambda step: None)


def _end_in_order() -> None:
    """Let SIGTERM end the command by an exception, so that what is not whole is removed."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
