"""Contexts of statements: xAPI 1.0.3 Data, 2.4.6; and references to statements, 2.4.4.3."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from learners.xapi.activities import Activity, read_activity
from learners.xapi.actors import Actor, Group, read_actor, read_group
from learners.xapi.data_types import (
    Extensions,
    optional,
    read_extensions,
    read_language_tag,
    read_object,
    read_text,
    read_uuid,
    refusal,
)

_CONTEXT_PROPERTIES = frozenset(
    {
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
    }
)
_CONTEXT_KINDS = ("parent", "grouping", "category", "other")
_REFERENCE_PROPERTIES = frozenset({"objectType", "id"})


@dataclass(frozen=True, slots=True)
class Context:
    """``activities`` maps parent, grouping, category and other, as far as sent, to activities."""

    registration: UUID | None = None
    instructor: Actor | None = None
    team: Group | None = None
    activities: Mapping[str, tuple[Activity, ...]] = field(default_factory=dict)
    revision: str | None = None
    platform: str | None = None
    language: str | None = None
    statement: UUID | None = None
    extensions: Extensions = field(default_factory=dict)


def read_context(value: object, path: str) -> Context:
    found = read_object(value, path, allowed=_CONTEXT_PROPERTIES, clause="2.4.6")
    return Context(
        registration=optional(found, "registration", path, read_uuid),
        instructor=optional(found, "instructor", path, read_actor),
        team=optional(found, "team", path, read_group),
        activities=optional(found, "contextActivities", path, _read_context_activities) or {},
        revision=optional(found, "revision", path, _read_context_text),
        platform=optional(found, "platform", path, _read_context_text),
        language=optional(found, "language", path, read_language_tag),
        statement=optional(found, "statement", path, read_reference),
        extensions=optional(found, "extensions", path, read_extensions) or {},
    )


def _read_context_text(value: object, path: str) -> str:
    return read_text(value, path, clause="2.4.6")


def _read_context_activities(value: object, path: str) -> Mapping[str, tuple[Activity, ...]]:
    """Return the activities by kind; a single one, as xAPI 0.95 sent it, as a list of one (2.4.6.2)."""
    found = read_object(value, path, allowed=frozenset(_CONTEXT_KINDS), clause="2.4.6.2")
    activities = {}
    for kind, item in found.items():
        where = f"{path}.{kind}"
        if isinstance(item, list):
            activities[kind] = tuple(read_activity(one, f"{where}[{index}]") for index, one in enumerate(item))
        else:
            activities[kind] = (read_activity(item, where),)
    return activities


def read_reference(value: object, path: str) -> UUID:
    found = read_object(value, path, allowed=_REFERENCE_PROPERTIES, required=("objectType", "id"), clause="2.4.4.3")
    if found["objectType"] != "StatementRef":
        raise refusal(found["objectType"], f"{path}.objectType", expected='"StatementRef"', clause="2.4.4.3")
    return read_uuid(found["id"], f"{path}.id", clause="2.4.4.3")
