"""What the catalogue costs with the courses of the demonstration, and with a thousand more.

``python -m tests.benchmarks.bench_catalogue [COURSES]``; ``BENCH_DATABASE_URL`` for another database than SQLite.
Ends with exit code 1 when a page costs more than ``LONGEST_MS`` or asks other queries than with few courses.
"""

import os
import sys
from decimal import Decimal
from typing import Any

from .demo_database import demo_database
from .stopwatch import Cost, cost_of, cpu_ms, table

TIMES = 10
LONGEST_MS = 500
ADDRESSES = {
    "all, first page": "/en/courses/",
    "search: batteries": "/en/courses/?q=batteries",
    "search in Finnish: akkujen turvallisuudesta": "/fi/courses/?q=akkujen+turvallisuudesta",
    "search and three facets": "/en/courses/?q=battery&level=4&level=5&language=en&area=FND",
    "nothing found": "/en/courses/?q=submarine&level=4&language=en",
}


def main() -> None:
    courses = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with demo_database(url=os.environ.get("BENCH_DATABASE_URL", "")) as client:
        from courses.models import CoursePage
        from courses.searching import index_courses

        few = _costs(client)
        _add_courses(courses)
        many = _costs(client)
        rows: list[Any] = [
            (before.what, f"{before.cpu_ms:.1f}", f"{after.cpu_ms:.1f}", before.queries, after.queries)
            for before, after in zip(few, many, strict=True)
        ]
        written = CoursePage.objects.filter(code="BAT101").earliest("pk").pk
        indexing = cpu_ms(lambda: index_courses([written]), times=TIMES)
        head = ("page", "CPU ms, demonstration", f"CPU ms, {courses} courses more", "queries", "queries")
        sys.stdout.write(table(head, rows) + f"\n\nIndexing BAT101 again: {indexing:.1f} ms CPU.\n")
        if any(after.cpu_ms > LONGEST_MS for after in many) or [c.queries for c in few] != [c.queries for c in many]:
            sys.exit(f"A page costs more than {LONGEST_MS} ms, or its number of queries grows with the courses.")


def _costs(client: Any) -> list[Cost]:
    return [cost_of(what, _page(client, address), times=TIMES) for what, address in ADDRESSES.items()]


def _page(client: Any, address: str) -> Any:
    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} was answered with {answer.status_code}, expected 200.")

    return get


def _add_courses(number: int) -> None:
    """Add courses with a module each, whose words and competences are those of the demonstration in turn."""
    from django.db import transaction

    from courses.models import Competence, CourseIndexPage, CoursePage, LearningOutcome, ModulePage, Organisation

    index = CourseIndexPage.objects.filter(organisation=None).earliest("pk")
    providers = list(Organisation.objects.filter(kind=Organisation.Kind.PROVIDER))
    competences = list(Competence.objects.select_related("area"))
    models = list(CoursePage.objects.filter(locale=index.locale))
    with transaction.atomic():
        for place in range(number):
            model = models[place % len(models)]
            competence = competences[place % len(competences)]
            course = index.add_child(
                instance=CoursePage(
                    title=f"{model.title} {place}",
                    title_fi=model.title_fi,
                    title_sv=model.title_sv,
                    slug=f"bench-{place}",
                    code=f"X{place:04}",
                    level=4 + place % 4,
                    intro=model.intro,
                    audience=model.audience,
                    languages=model.languages,
                    hours=Decimal(27 * (1 + place % 7)),
                    organisation=providers[place % len(providers)],
                    locale=index.locale,
                )
            )
            outcome = LearningOutcome(text=f"Work with {competence.title}", competence=competence, level=5)
            course.add_child(
                instance=ModulePage(title=competence.title, code="M1", outcomes=[outcome], locale=index.locale)
            )


if __name__ == "__main__":
    main()
