"""Taking in xAPI statements through the real view, on SQLite and PostgreSQL, beside wagtail-lms.

``python -m tests.benchmarks.bench_statements``. ``BENCH_WAGTAIL_LMS`` is the Python of a virtual environment that has
wagtail-lms; without it ours is measured alone, and a sentence says how to make one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from .demo_database import POSTGRESQL, demo_database, learner
from .stopwatch import Cost, cost_of, table

TIMES = 100
FINISHING_TIMES = 30
VERBS = "http://adlnet.gov/expapi/verbs/"
NO_PEER = (
    "wagtail-lms is not measured: make a virtual environment, install wagtail-lms and psycopg[binary] in it, and put "
    "the path of its Python into BENCH_WAGTAIL_LMS.\n"
)


def statement(verb: str, *, about: str) -> dict[str, Any]:
    """What a page sends when a content type says something: no actor, a score, a description of the activity."""
    return {
        "id": str(uuid4()),
        "verb": {"id": VERBS + verb, "display": {"en-US": verb}},
        "object": {
            "objectType": "Activity",
            "id": about,
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "name": {"en-US": "Which part is missing?"},
                "description": {"en-US": "Which part is missing?"},
                "interactionType": "choice",
                "correctResponsesPattern": ["2"],
                "choices": [{"id": str(number), "description": {"en-US": f"Part {number}"}} for number in range(4)],
            },
        },
        "result": {
            "score": {"min": 0, "max": 1, "raw": 1, "scaled": 1},
            "completion": True,
            "success": True,
            "duration": "PT12.5S",
            "response": "2",
        },
    }


def measure_ours() -> list[Cost]:
    """Run in a process of its own, which ``DATABASE_URL`` tells the database."""
    with demo_database(url=os.environ.get("DATABASE_URL", "")) as client:
        from courses.activities import activity_iri
        from courses.models import LessonActivity

        required = LessonActivity.objects.filter(kind="h5p", is_required=True).order_by("pk").first()
        address = activity_iri("h5p", required.activity_key)

        def post(*statements: dict[str, Any], by: Any = client) -> None:
            body = json.dumps(statements[0] if len(statements) == 1 else statements)
            answer = by.post("/xapi/statements", body, content_type="application/json")
            if answer.status_code != 200:
                raise RuntimeError(f"A statement was answered with {answer.status_code}: {answer.content[:300]!r}")

        client.force_login(learner(0))
        costs = [
            cost_of("none, an empty list: what any request costs", post, times=TIMES),
            cost_of(
                "one, about a question inside", lambda: post(statement("answered", about=f"{address}#q")), times=TIMES
            ),
            cost_of("one that changes no attempt", lambda: post(statement("interacted", about=address)), times=TIMES),
            cost_of(
                "50 at once, each about a question inside",
                lambda: post(*(statement("answered", about=f"{address}#q{n}") for n in range(50))),
                times=10,
            ),
        ]
        others = iter([_signed_in(number) for number in range(1, FINISHING_TIMES + 3)])
        costs.append(
            cost_of(
                "one that finishes the activity and completes the lesson",
                lambda: post(statement("completed", about=address), by=next(others)),
                times=FINISHING_TIMES,
            )
        )
        return costs


def _signed_in(number: int) -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(learner(number))
    return client


def main() -> None:
    if "--measure" in sys.argv:
        json.dump([cost.as_dict() for cost in measure_ours()], sys.stdout)
        return
    peer = os.environ.get("BENCH_WAGTAIL_LMS", "")
    rows = []
    for database, url in (("SQLite", ""), ("PostgreSQL", POSTGRESQL)):
        environment = {**os.environ, "DATABASE_URL": url}
        found = {
            "Kenno": _measured([sys.executable, "-m", "tests.benchmarks.bench_statements", "--measure"], environment)
        }
        if peer:
            program = Path(__file__).with_name("peer_wagtail_lms.py")
            found["wagtail-lms"] = _measured([peer, str(program)], environment)
        rows += [
            (database, system, cost["what"], f"{cost['cpu_ms']:.1f}", f"{1000 / cost['cpu_ms']:.0f}", cost["queries"])
            for system, costs in found.items()
            for cost in costs
        ]
    sys.stdout.write(table(("database", "system", "request", "CPU ms", "requests/s of a core", "queries"), rows) + "\n")
    if not peer:
        sys.stdout.write(NO_PEER)


def _measured(command: list[str], environment: dict[str, str]) -> list[dict[str, Any]]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
