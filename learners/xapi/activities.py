"""Activities and their definitions: xAPI 1.0.3 Data, 2.4.4.1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from learners.xapi.data_types import (
    Extensions,
    InvalidStatement,
    LanguageMap,
    Object,
    optional,
    read_extensions,
    read_iri,
    read_language_map,
    read_list,
    read_object,
    read_text,
    refusal,
)

# Which lists of components an interaction type supports (2.4.4.1, Interaction Components).
COMPONENT_LISTS: Mapping[str, frozenset[str]] = {
    "choice": frozenset({"choices"}),
    "sequencing": frozenset({"choices"}),
    "likert": frozenset({"scale"}),
    "matching": frozenset({"source", "target"}),
    "performance": frozenset({"steps"}),
    "true-false": frozenset(),
    "fill-in": frozenset(),
    "long-fill-in": frozenset(),
    "numeric": frozenset(),
    "other": frozenset(),
}

_ALL_LISTS = ("choices", "scale", "source", "target", "steps")
_CLAUSE = "2.4.4.1"
_ACTIVITY_PROPERTIES = frozenset({"objectType", "id", "definition"})
_DEFINITION_PROPERTIES = frozenset(
    {"name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"}
) | frozenset(_ALL_LISTS)
_COMPONENT_PROPERTIES = frozenset({"id", "description"})


@dataclass(frozen=True, slots=True)
class Component:
    """One choice, step, source, target or point of a scale."""

    id: str
    description: LanguageMap | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    name: LanguageMap | None = None
    description: LanguageMap | None = None
    type: str | None = None
    more_info: str | None = None
    interaction_type: str | None = None
    # None: any answer is right, as in a survey. Empty: no answer is.
    correct_responses: tuple[str, ...] | None = None
    components: Mapping[str, tuple[Component, ...]] = field(default_factory=dict)
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    id: str
    definition: Definition | None = None


def read_activity(value: object, path: str) -> Activity:
    found = read_object(value, path, allowed=_ACTIVITY_PROPERTIES, required=("id",), clause=_CLAUSE)
    if (kind := found.get("objectType", "Activity")) != "Activity":
        raise refusal(kind, f"{path}.objectType", expected='"Activity"', clause=_CLAUSE)
    return Activity(
        id=read_iri(found["id"], f"{path}.id", clause=_CLAUSE),
        definition=optional(found, "definition", path, _read_definition),
    )


def _read_definition(value: object, path: str) -> Definition:
    found = read_object(value, path, allowed=_DEFINITION_PROPERTIES, clause=_CLAUSE)
    interaction_type = _read_interaction_type(found, path)
    return Definition(
        name=optional(found, "name", path, read_language_map),
        description=optional(found, "description", path, read_language_map),
        type=optional(found, "type", path, read_iri),
        more_info=optional(found, "moreInfo", path, read_iri),
        interaction_type=interaction_type,
        correct_responses=optional(found, "correctResponsesPattern", path, _read_patterns),
        components={name: _read_components(found[name], f"{path}.{name}") for name in _ALL_LISTS if name in found},
        extensions=optional(found, "extensions", path, read_extensions) or {},
    )


def _read_interaction_type(found: Object, path: str) -> str | None:
    """Return a valid type, whose lists are the ones found, or None if nothing of an interaction is there."""
    lists = [name for name in _ALL_LISTS if name in found]
    if "interactionType" not in found:
        if "correctResponsesPattern" in found:
            lists.append("correctResponsesPattern")
        if lists:
            raise InvalidStatement(
                f"found {' and '.join(lists)} without an interactionType, expected one (xAPI 1.0.3 Data, {_CLAUSE})",
                path,
            )
        return None
    value: Any = found["interactionType"]
    if not isinstance(value, str) or value not in COMPONENT_LISTS:
        expected = f"one of {', '.join(COMPONENT_LISTS)}"
        raise refusal(value, f"{path}.interactionType", expected=expected, clause=_CLAUSE)
    for name in lists:
        if name not in COMPONENT_LISTS[value]:
            supported = ", ".join(sorted(COMPONENT_LISTS[value])) or "no list of components"
            raise InvalidStatement(
                f"found a list that the interaction type {value} does not support, expected {supported} "
                f"(xAPI 1.0.3 Data, {_CLAUSE})",
                f"{path}.{name}",
            )
    return value


def _read_patterns(value: object, path: str) -> tuple[str, ...]:
    patterns = read_list(value, path, clause=_CLAUSE)
    return tuple(read_text(item, f"{path}[{index}]", clause=_CLAUSE) for index, item in enumerate(patterns))


def _read_components(value: object, path: str) -> tuple[Component, ...]:
    """Return the components, whose ids are distinct within their list."""
    components: dict[str, Component] = {}
    for index, item in enumerate(read_list(value, path, clause=_CLAUSE)):
        where = f"{path}[{index}]"
        found = read_object(item, where, allowed=_COMPONENT_PROPERTIES, required=("id",), clause=_CLAUSE)
        name = read_text(found["id"], f"{where}.id", clause=_CLAUSE)
        if name in components:
            raise refusal(name, f"{where}.id", expected="an id that no other component has", clause=_CLAUSE)
        components[name] = Component(name, optional(found, "description", where, read_language_map))
    return tuple(components.values())
