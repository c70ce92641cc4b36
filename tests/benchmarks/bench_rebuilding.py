"""Making records again from 100,000 statements, twice: as many seconds, as much memory, and exactly what stood.

``python -m tests.benchmarks.bench_rebuilding``. Some learners really study, by the functions that a request calls; then
their statements, and the records that stand for them, are copied to many others, so that the log is large within a
minute. Fails when a rebuilt record differs from the one that stood, or when memory grows beyond the bound.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from .demo_database import POSTGRESQL, demo_database, learner
from .stopwatch import table

STATEMENTS = int(os.environ.get("BENCH_STATEMENTS", "100000"))
STUDYING = 10
"""Learners who really study, each a little differently."""

MOST_MEMORY_MIB = 64
VERBS = "http://adlnet.gov/expapi/verbs/"


def study(person: Any, *, number: int) -> None:
    """Let a person go through BAT101: read, practise with many small statements, fail some quizzes, pass most."""
    from courses.activities import activity_iri
    from courses.models import H5PContent, LessonActivity, LessonPage, Quiz
    from courses.quizzes.reading import questions_of
    from learners.lessons import say_done
    from learners.models import Attempt
    from learners.quizzes import NoAttemptLeft, answer_quiz
    from learners.recording import StatementRefused, account_of, record_statements
    from learners.xapi.statement import parse_statement

    def say(verb: str, address: str, **fields: Any) -> None:
        statement = {
            "id": str(uuid4()),
            "actor": account_of(person),
            "verb": {"id": VERBS + verb},
            "object": {"id": address},
            **fields,
        }
        record_statements([parse_statement(statement)], learner=person)

    for place, lesson in enumerate(LessonPage.objects.live().filter(path__startswith=_course_path()).order_by("path")):
        if (place + number) % 7 == 6:
            continue  # left out: not everybody finishes everything
        for activity in LessonActivity.objects.filter(lesson=lesson):
            if activity.kind == "h5p":
                content = H5PContent.objects.get(translation_key=activity.activity_key)
                address = activity_iri("h5p", content.translation_key)
                for again in range(3):
                    say("attempted", address)
                    for question in range(10 + number):
                        say("interacted", f"{address}#{question}")
                    score = {"raw": (again + number) % 3, "min": 0, "max": 2}
                    say("completed", address, result={"score": score, "completion": True})
            else:
                quiz = Quiz.objects.get(translation_key=activity.activity_key)
                right = {question.id: _right(question) for question in questions_of(quiz)}
                tries = [{}, right] if (place + number) % 3 else [right]
                for responses in tries:
                    try:
                        answer_quiz(quiz, responses, learner=person)
                    except NoAttemptLeft:
                        break
        try:
            say_done(lesson, learner=person)
        except StatementRefused:
            continue
    if not Attempt.objects.of(person).exists():
        raise SystemExit("Nobody has studied, so there is nothing to rebuild.")


def _course_path() -> str:
    from courses.models import CoursePage

    return CoursePage.objects.filter(code="BAT101").earliest("pk").path


def _right(question: Any) -> Any:
    from courses.quizzes.grading import Numeric, Ordering, SeveralAnswers

    match question:
        case Ordering():
            return tuple(item.id for item in question.items)
        case Numeric():
            return str(question.answer)
        case SeveralAnswers():
            return tuple(sorted(question.correct))
    return question.correct


def copy_to(person: Any, *, originals: dict[type, list[Any]]) -> int:
    """Give ``person`` the statements and records of somebody else; return how many statements that were."""
    from learners.models import StoredStatement
    from learners.recording import account_of

    for model, rows in originals.items():
        copies = []
        for row in rows:
            fields = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if f.name != "id"}
            copy = model(**{**fields, "learner_id": person.pk})
            if model is StoredStatement:
                copy.pk = uuid4()
                copy.statement = {**row.statement, "id": str(copy.pk), "actor": account_of(person)}
            copies.append(copy)
        model._default_manager.bulk_create(copies, batch_size=500)
    return len(originals[StoredStatement])


def rows_of(model: type) -> Iterator[tuple[Any, ...]]:
    """Yield every row of a projection, without its own number, in an order that does not depend on that."""
    names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
    order = [name for name in ("learner_id", "activity_key", "number", "lesson_key", "module_key", "course_key",
                               "competence_id", "level") if name in names]  # fmt: skip
    yield from model._default_manager.order_by(*order).values_list(*names).iterator(chunk_size=1000)


def digest() -> tuple[str, int]:
    """Return a hash over everything that is projected, and how many rows that are."""
    from learners.rebuilding import PROJECTIONS

    found, number = hashlib.sha256(), 0
    for model in PROJECTIONS:
        for row in rows_of(model):
            found.update(repr(row).encode())
            number += 1
    return found.hexdigest(), number


def _memory_mib(name: str) -> float:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024


def measure() -> tuple[int, int, list[tuple[float, float, float]]]:
    """Return the statements, the rows, and of each rebuilding: seconds, CPU seconds, MiB above before."""
    from django.core.management import call_command

    from learners.models import Enrolment, StoredStatement
    from learners.rebuilding import PROJECTIONS

    people, originals = [], []
    for number in range(STUDYING):
        person = learner(number)
        study(person, number=number)
        people.append(person)
    # A copy keeps the time at which the original was stored, which is the order of the log.
    StoredStatement._meta.get_field("stored_at").auto_now_add = False
    for person in people:
        models = (StoredStatement, Enrolment, *PROJECTIONS)
        originals.append({model: list(model._default_manager.filter(learner=person)) for model in models})
    total, number = StoredStatement.objects.count(), STUDYING
    while total < STATEMENTS:
        # Enrolled already by `learner`: the copy of the enrolment would be a second.
        person = learner(number)
        Enrolment.objects.filter(learner=person).delete()
        total += copy_to(person, originals=originals[number % STUDYING])
        number += 1
    del originals

    stood, rows = digest()
    rebuilt = []
    for _time in range(2):
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")
        before, began, began_cpu = _memory_mib("VmRSS"), time.monotonic(), time.process_time()
        call_command("rebuild_completions", stdout=sys.stderr)
        taken = (time.monotonic() - began, time.process_time() - began_cpu, _memory_mib("VmHWM") - before)
        if digest() != (stood, rows):
            raise SystemExit("What was rebuilt is not what stood.")
        if taken[2] > MOST_MEMORY_MIB:
            raise SystemExit(f"Rebuilding took {taken[2]:.0f} MiB; at most {MOST_MEMORY_MIB} are meant.")
        rebuilt.append(taken)
    return total, rows, rebuilt


def main() -> None:
    if "--measure" not in sys.argv:
        from subprocess import run

        for url in ("", POSTGRESQL):
            command = [sys.executable, "-m", "tests.benchmarks.bench_rebuilding", "--measure"]
            if code := run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode:
                raise SystemExit(code)
        return
    url = os.environ.get("DATABASE_URL", "")
    with demo_database(url=url):
        statements, rows, rebuilt = measure()
    database = "PostgreSQL" if url else "SQLite"
    sys.stdout.write(
        table(
            ("database", "statements", "rows", "time", "seconds", "CPU seconds", "MiB above before"),
            (
                (database, f"{statements:,}", f"{rows:,}", name, f"{wall:.0f}", f"{cpu:.0f}", f"{memory:.1f}")
                for name, (wall, cpu, memory) in zip(("first", "second"), rebuilt, strict=True)
            ),
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
