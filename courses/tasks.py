"""Work in the background: in the request's own process by default, in a queue where the site has one."""

from django_tasks import task

from .due import run_work, work_named
from .searching import index_courses


@task()
def run_work_now(name: str) -> list[str]:
    """Run a work by the clock although it may not be due; return how it ended and the sentence of it."""
    ran = run_work(work_named(name), force=True)
    return [ran.ending, ran.said]


@task()
def index_changed_courses(pks: list[int]) -> int:
    """Bring what these courses are found by up to date; return how many there are."""
    return index_courses(pks)
