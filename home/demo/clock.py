"""What is due by the clock, done beside the demonstration: it needs no cron."""

import logging
import os
import signal
import sys
import threading
from types import FrameType

from django.db import close_old_connections

from courses.due import run_due

logger = logging.getLogger(__name__)

FIRST_AFTER = 5.0
"""Seconds: first the site answers."""

AGAIN_AFTER = 60.0
LOOKS_AFTER = 1.0
"""Seconds between two looks whether the server is still there."""


def run_beside() -> int:
    """Start a process that does what is due, each minute, as long as this one lives; return its number.

    It is a copy of this process, with everything that is loaded, so it costs no start of Django. Call it when no
    connection to the database is open, and before threads are started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    server = os.getpid()
    number = os.fork()
    if number:
        return number
    try:
        _run_while(server)
    finally:
        # Not the end of a program: what the server cleans up when it ends is the server's.
        os._exit(0)


def _run_while(server: int) -> None:
    is_over = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        # A work that has begun is finished first: it would else be locked for minutes when the demonstration is back.
        is_over.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    os.nice(10)
    waits = FIRST_AFTER
    while not is_over.wait(LOOKS_AFTER) and os.getppid() == server:
        waits -= LOOKS_AFTER
        if waits > 0:
            continue
        waits = AGAIN_AFTER
        try:
            for _ran in run_due():
                if is_over.is_set():
                    break
        except Exception:
            logger.exception("What is due could not be looked at.")
        close_old_connections()
