"""What a call costs: CPU time of this process and SQL queries.

CPU time (``time.process_time``), not wall time: on a machine that others use too, wall time measures them. It holds
what Python, the test client included, and SQLite do; the work of a PostgreSQL server is another process and not in it.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

BOUNDARIES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass(frozen=True)
class Cost:
    """``cpu_ms``: median over the calls, in milliseconds. ``queries``: of one further call, boundaries not counted."""

    what: str
    cpu_ms: float
    queries: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def cpu_ms(call: Callable[[], Any], *, times: int) -> float:
    """Return the median CPU time of ``times`` calls, in milliseconds, after one that is not counted."""
    call()
    taken = []
    for _number in range(times):
        before = time.process_time()
        call()
        taken.append((time.process_time() - before) * 1000)
    return statistics.median(taken)


def cost_of(what: str, call: Callable[[], Any], *, times: int) -> Cost:
    """Return the cost of a call that asks a database."""
    taken = cpu_ms(call, times=times)
    return Cost(what, taken, queries_of(call))


def queries_of(call: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(not query["sql"].startswith(BOUNDARIES) for query in captured)


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return a Markdown table."""
    lines = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
