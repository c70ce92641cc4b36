"""What other apps may fill in: panels on a page, where players send to, and what a person has done so far.

Without any of them, ``courses`` is a content site: pages have no panels and players run untracked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from laces.components import Component
from wagtail import hooks
from wagtail.models import Page

if TYPE_CHECKING:
    from .outline import Outline


class Status(StrEnum):
    """How far a person is with a lesson, a module or a course."""

    NOT_STARTED = "none"
    STARTED = "now"
    DONE = "done"


@dataclass(frozen=True)
class ActivityRecord:
    """What one person has done in one activity.

    ``responses`` and ``results`` are those of the last finished attempt, by question id: the response as the question
    kind stores it, and ``{"is_correct": bool, "score_scaled": str, "feedback": [str]}``.
    """

    attempts: int = 0
    attempts_since_pause: int = 0
    is_finished: bool = False
    is_passed: bool = False
    best_scaled: Decimal | None = None
    last_scaled: Decimal | None = None
    blocked_until: datetime | None = None
    responses: Mapping[str, Any] = field(default_factory=dict)
    results: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What the person of a request has done in a course, by ``translation_key``; empty when nobody keeps records."""

    is_kept: bool = False
    statuses: Mapping[UUID, Status] = field(default_factory=dict)
    activities: Mapping[UUID, ActivityRecord] = field(default_factory=dict)

    def status_of(self, key: UUID) -> Status:
        return self.statuses.get(key, Status.NOT_STARTED)

    def activity(self, key: UUID) -> ActivityRecord:
        return self.activities.get(key, ActivityRecord())


@dataclass(frozen=True)
class Endpoints:
    """Addresses that a lesson's players and forms send to. An empty one means: play, but record nothing."""

    statements: str = ""
    state: str = ""
    answer_quiz: Callable[[int, UUID], str] | None = None
    """From a lesson's id and a quiz's key to where its answers go."""


def panels_for(page: Page, request: HttpRequest) -> list[Component]:
    """Return the components that other apps put beside a course, module or lesson page, in their own order.

    Hook ``courses_page_panels(page, request)`` returns an iterable of Laces components; a component may have ``order``.
    """
    found: list[Component] = []
    for panels in hooks.get_hooks("courses_page_panels"):
        found.extend(panels(page, request))
    return sorted(found, key=lambda panel: getattr(panel, "order", 100))


def endpoints_for(request: HttpRequest, page: Page) -> Endpoints:
    """Return where a lesson's players send to. Hook ``courses_player_endpoints(request, page)``: Endpoints or None."""
    return _first(hooks.get_hooks("courses_player_endpoints"), request, page) or Endpoints()


def records_for(request: HttpRequest, page: Page, *, outline: "Outline") -> Records:
    """Return what the person has done in a course; on a lesson, in its activities too.

    Hook ``courses_records(request, page, outline)`` returns Records or None. Remembered on the request, because a
    page and its panels both ask.
    """
    known = request.__dict__.setdefault("_courses_records", {})
    if page.pk not in known:
        known[page.pk] = _first(hooks.get_hooks("courses_records"), request, page, outline) or Records()
    return known[page.pk]


def _first(fillers: Iterable[Any], *args: Any) -> Any:
    for filler in fillers:
        if (answer := filler(*args)) is not None:
            return answer
    return None
