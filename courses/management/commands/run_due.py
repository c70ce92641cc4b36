import logging
import signal
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from ...due import Ending, Ran, UnknownWork, run_due, work_named

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Does everything that is due by the clock: call it each minute from cron. What another process is at is left "
        "alone. Failures are tried again after growing pauses, and end with exit code 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this work; may be repeated")
        parser.add_argument("--force", action="store_true", help="also what is not due yet")
        parser.add_argument(
            "--loop", type=_seconds, metavar="SECONDS", help="look again after so many seconds, until it is stopped"
        )

    def handle(self, *, only: list[str], force: bool, loop: float | None, verbosity: int, **options: Any) -> None:
        try:
            for name in only:
                work_named(name)
        except UnknownWork as unknown:
            raise CommandError(str(unknown)) from None
        if loop is None:
            failed = self._round(only, force=force, verbosity=verbosity)
            if failed:
                raise CommandError(f"{failed} failed.")
            return
        self._loop(only, force=force, verbosity=verbosity, seconds=loop)

    def _loop(self, only: Sequence[str], *, force: bool, verbosity: int, seconds: float) -> None:
        """Go round until the process is asked to end; a work that has begun is finished first."""
        is_over = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            is_over.set()

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, end)
            signal.signal(signal.SIGINT, end)
        while not is_over.is_set():
            try:
                self._round(only, force=force, verbosity=verbosity, is_over=is_over)
            except Exception:
                # The database is away, for example: the next round finds it again.
                logger.exception("The works by the clock could not be looked at.")
            close_old_connections()
            is_over.wait(seconds)

    def _round(
        self, only: Sequence[str], *, force: bool, verbosity: int, is_over: threading.Event | None = None
    ) -> int:
        failed = 0
        for ran in run_due(only=only, force=force):
            failed += ran.ending == Ending.FAILED
            self._say(ran, verbosity=verbosity)
            if is_over is not None and is_over.is_set():
                break
        return failed

    def _say(self, ran: Ran, *, verbosity: int) -> None:
        name = ran.work.name
        if ran.ending == Ending.FAILED:
            self.stderr.write(f"{name} failed: {ran.said} It is tried again at {_clock(ran)}.")
        elif ran.ending == Ending.SUCCEEDED and verbosity > 0:
            self.stdout.write(f"{name}: {ran.said}")
        elif ran.ending == Ending.RUNNING_ELSEWHERE and verbosity > 0:
            self.stdout.write(f"{name} is running elsewhere at this moment and is left alone.")
        elif verbosity > 1:
            self.stdout.write(f"{name}: {ran.ending}; next at {_clock(ran)}.")


def _clock(ran: Ran) -> str:
    return f"{timezone.localtime(ran.again_at):%Y-%m-%d %H:%M}" if ran.again_at else "no time"


def _seconds(given: str) -> float:
    seconds = float(given)
    if not 1 <= seconds <= 86_400:
        raise ValueError
    return seconds
