"""Systems measured side by side: each in a process of its own, asked in turns, so that all meet the same machine.

A system calls ``answer`` with its pages. ``Turns`` starts the systems and asks each for a few views at a time.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def answer(pages: Mapping[str, Callable[[], Any]], *, queries_of: Callable[[Callable[[], Any]], int]) -> None:
    """Say which pages there are with the queries of each, then measure what standard input asks for, until it ends.

    A line names a page and a number; the answer is a line with a JSON list of the CPU time of each view in ms.
    """
    for view in pages.values():
        view()
    _say({name: queries_of(view) for name, view in pages.items()})
    for line in sys.stdin:
        name, times = line.split()
        taken = []
        for _number in range(int(times)):
            before = time.process_time()
            pages[name]()
            taken.append((time.process_time() - before) * 1000)
        _say(taken)


def view_of(client: Any, address: str) -> Callable[[], Any]:
    """Return what gets a page with Django's test client, and stops when it is not answered with 200."""

    def get() -> Any:
        found = client.get(address)
        if found.status_code != 200:
            raise RuntimeError(f"{address} was answered with {found.status_code}, expected 200.")
        return found

    return get


class System:
    """A process that answers. ``queries``: of one view of each page."""

    def __init__(self, name: str, command: Sequence[str], **environment: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        self.queries: dict[str, int] = self._read()

    def cpu_ms(self, page: str, *, times: int) -> list[float]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{page} {times}\n")
        self._process.stdin.flush()
        return self._read()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with {self._process.wait()} before it answered.")
        return json.loads(line)


def in_turns(systems: Sequence[System], pages: Sequence[str], *, rounds: int, times: int) -> dict[Any, list[float]]:
    """Return the CPU time of each view in ms by (system, page): ``times`` views of each in each round."""
    found: dict[Any, list[float]] = {(system.name, page): [] for system in systems for page in pages}
    for number in range(rounds):
        # Nobody goes first every time.
        for system in systems[number % len(systems) :] + systems[: number % len(systems)]:
            for page in pages:
                found[system.name, page] += system.cpu_ms(page, times=times)
    return found


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
