"""The page of a course and of a lesson, signed in: ours, a bare Wagtail page, and wagtail-lms, in turns.

``BENCH_WAGTAIL_LMS=DIR/bin/python python -m tests.benchmarks.bench_peers``; without it the bare page only. On SQLite.
``BENCH_ROUNDS`` says how often each is asked for ten views.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from .stopwatch import queries_of, table
from .taking_turns import System, answer, in_turns, view_of

PAGES = ("course", "lesson")
ROUNDS = 20
TIMES = 10
OURS, BARE, LMS = "Kenno", "bare Wagtail page", "wagtail-lms"
HERE = Path(__file__).parent


def serve_ours(words: Path) -> None:
    from .demo_database import demo_database, learner

    with demo_database():
        from django.test import Client

        from courses.models import CoursePage, LessonPage

        from .copied_course import write_down

        course = CoursePage.objects.filter(code="BAT101").earliest("pk")
        lesson = LessonPage.objects.descendant_of(course).order_by("path").first()
        write_down(course, lesson, words)
        client = Client(headers={"host": "localhost"})
        client.force_login(learner(0))
        answer(
            {"course": view_of(client, course.url), "lesson": view_of(client, lesson.url)},
            queries_of=queries_of,
        )


def main() -> None:
    if "--serve" in sys.argv:
        serve_ours(Path(sys.argv[-1]))
        return
    peer = os.environ.get("BENCH_WAGTAIL_LMS", "")
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "words.json"
        # First, because it writes down what the others show.
        systems = [System(OURS, [sys.executable, "-m", "tests.benchmarks.bench_peers", "--serve", str(words)])]
        systems.append(System(BARE, [sys.executable, str(HERE / "peer_bare_page.py"), str(words)]))
        if peer:
            systems.append(System(LMS, [peer, str(HERE / "peer_wagtail_lms_pages.py"), str(words)]))
        found = in_turns(systems, PAGES, rounds=int(os.environ.get("BENCH_ROUNDS", ROUNDS)), times=TIMES)
        for system in systems:
            system.stop()
    rows = []
    for page in PAGES:
        ours = statistics.median(found[OURS, page])
        for system in systems:
            taken = found[system.name, page]
            low, median, high = statistics.quantiles(taken, n=4)
            ratio = "" if system.name == OURS else f"{ours / median:.2f}"
            rows.append((page, system.name, f"{median:.1f}", f"{low:.1f} to {high:.1f}", system.queries[page], ratio))
    head = ("page", "system", "CPU ms", "middle half", "queries", "ours is … times that")
    sys.stdout.write(table(head, rows) + "\n")


if __name__ == "__main__":
    main()
