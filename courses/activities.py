"""What a lesson may embed and a learner can finish: a registry of kinds, and the index of where each activity stands.

A kind is added by another app with ``register(ActivityKind(…))`` in its ``ready()``.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from . import conf
from .models import LessonActivity, LessonPage


@dataclass(frozen=True)
class ActivityKind:
    """A kind of activity, and how to read it from the value of its StreamField block.

    ``block_type``  the name of the block in a lesson.
    ``is_assessed`` the server or a person judges the result. Otherwise the learner's own browser reports it, which
                    is practice and never enough for a badge.
    ``key_of``      the activity's ``translation_key``, or None while the block is not filled in.
    ``is_required`` whether the lesson is done only when this is finished.
    """

    name: str
    block_type: str
    is_assessed: bool
    key_of: Callable[[Any], UUID | None]
    is_required: Callable[[Any], bool]


def _key_in(name: str) -> Callable[[Any], UUID | None]:
    """Return a function that reads the key of the activity that a block's chooser ``name`` holds."""
    return lambda value: value[name].translation_key if value[name] else None


# Made once, so that registering them again (Django calls ready() anew when the installed apps change) is no clash.
QUIZ = ActivityKind(
    name="quiz",
    block_type="quiz",
    is_assessed=True,
    key_of=_key_in("quiz"),
    is_required=lambda value: True,
)
H5P = ActivityKind(
    name="h5p",
    block_type="h5p",
    is_assessed=False,
    key_of=_key_in("content"),
    is_required=lambda value: bool(value["is_required"]),
)

CHOOSERS = {"quiz": "quiz", "h5p": "content"}
"""Of blocks that choose something with a language of its own: where in the block it is."""

_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    """Add a kind of activity. Raises ValueError when the name or the block type is taken by another kind."""
    for known in _kinds.values():
        if known != kind and (known.name == kind.name or known.block_type == kind.block_type):
            raise ValueError(f"Activity kind {kind.name!r} for block {kind.block_type!r} clashes with {known}.")
    _kinds[kind.name] = kind


def kinds() -> Iterator[ActivityKind]:
    """Yield the registered kinds."""
    yield from _kinds.values()


def kind_named(name: str) -> ActivityKind:
    """Return the kind with this name. Raises KeyError."""
    return _kinds[name]


def activities_in(lesson: LessonPage) -> Iterator[tuple[ActivityKind, UUID, bool]]:
    """Yield (kind, activity key, is required) for each activity of the lesson's published body, in order, once each."""
    by_block = {kind.block_type: kind for kind in _kinds.values()}
    seen: set[UUID] = set()
    for block in lesson.body:
        kind = by_block.get(block.block_type)
        key = kind.key_of(block.value) if kind else None
        if kind and key and key not in seen:
            seen.add(key)
            yield kind, key, kind.is_required(block.value)


@transaction.atomic
def index_activities(lesson: LessonPage) -> None:
    """Write down which activities the published lesson holds. Replaces what was known of the lesson before."""
    wanted = [
        LessonActivity(
            lesson=lesson,
            kind=kind.name,
            activity_key=key,
            is_required=is_required,
            is_assessed=kind.is_assessed,
            sort_order=number,
        )
        for number, (kind, key, is_required) in enumerate(activities_in(lesson))
    ]
    LessonActivity.objects.filter(lesson=lesson).delete()
    LessonActivity.objects.bulk_create(wanted)


def activity_iri(kind: str, key: UUID) -> str:
    """Return the xAPI id of an activity, lesson, module or course: one and the same in every language, for good."""
    return f"{conf.site_address()}/xapi/activities/{kind}/{key}"


def key_in_iri(iri: str) -> tuple[str, UUID] | None:
    """Return (kind, key) of an activity id that this site made, or None for any other address."""
    prefix = f"{conf.site_address()}/xapi/activities/"
    kind, slash, key = iri.removeprefix(prefix).partition("/")
    if not iri.startswith(prefix) or not slash:
        return None
    try:
        return kind, UUID(key)
    except ValueError:
        return None


def in_language_of(lesson: LessonPage) -> LessonPage:
    """Return the lesson with its quizzes and H5P activities in its own language, where they are translated.

    A lesson keeps the activity that it was translated with, and that may have been translated later. One that still
    says what its original says counts as not translated. No query: ``courses.choosers`` has loaded all languages.
    """
    for block in lesson.body:
        chooser = CHOOSERS.get(block.block_type)
        chosen = block.value[chooser] if chooser else None
        if chosen is not None:
            block.value[chooser] = _version_for(chosen, lesson.locale_id)
    return lesson


def _version_for(chosen: Any, locale_id: int) -> Any:
    versions = getattr(chosen, "versions", {})
    if not versions:
        return chosen
    leader = min(versions.values(), key=lambda one: one.pk)
    own = versions.get(locale_id, leader)
    # A copy, because lessons share what was chosen.
    return copy(leader if own.wording == leader.wording else own)
