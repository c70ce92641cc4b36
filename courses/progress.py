"""How far a person is with a course: lessons weigh by their module, and a module without lessons is never done."""

from dataclasses import dataclass
from decimal import Decimal

from .outline import Outline, OutlineModule
from .seams import Records, Status


@dataclass(frozen=True)
class Progress:
    """How far one person is with one course. ``done_scaled`` goes from 0 to 1, every module weighing the same."""

    done_scaled: Decimal
    modules_done: int
    modules: int


def module_progress(module: OutlineModule, records: Records) -> Decimal:
    """Return the share of the module that is done, from 0 to 1: every lesson weighs the same; 1 when records say so.

    A module that was completed stays complete when a lesson is added to it later. An assessment that cannot be given
    yet weighs as a lesson that is not done, so that nobody is told to be through.
    """
    if records.status_of(module.key) is Status.DONE:
        return Decimal(1)
    if not module.lessons:
        return Decimal(0)
    done = sum(records.status_of(lesson.key) is Status.DONE for lesson in module.lessons)
    return Decimal(done) / (len(module.lessons) + module.page.awaits_assessment)


def progress_of(outline: Outline, records: Records) -> Progress:
    """Return the progress of the person whose records these are."""
    shares = [module_progress(module, records) for module in outline.modules]
    return Progress(
        done_scaled=sum(shares, Decimal(0)) / len(shares) if shares else Decimal(0),
        modules_done=sum(records.status_of(module.key) is Status.DONE for module in outline.modules),
        modules=len(shares),
    )
