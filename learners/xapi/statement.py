"""One statement, from JSON to checked values: xAPI 1.0.3 Data, 2.

``parse_statements`` takes the body of a request; ``parse_statement`` a value that is already in memory. Both
raise InvalidStatement, which the resource answers with 400 Bad Request.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from learners.xapi.activities import Activity, read_activity
from learners.xapi.actors import Actor, Agent, Group, read_actor, read_agent, read_authority, read_group
from learners.xapi.attachments import Attachment, read_attachments
from learners.xapi.contexts import Context, read_context, read_reference
from learners.xapi.data_types import (
    InvalidStatement,
    LanguageMap,
    Object,
    optional,
    read_iri,
    read_language_map,
    read_object,
    read_timestamp,
    read_uuid,
    refusal,
)
from learners.xapi.json_body import check_values, read_json
from learners.xapi.results import Result, Score, read_result, scaled_score

__all__ = [
    "VOIDED",
    "Activity",
    "Agent",
    "Attachment",
    "Context",
    "Group",
    "InvalidStatement",
    "Result",
    "Score",
    "Statement",
    "StatementObject",
    "StatementRef",
    "SubStatement",
    "parse_statement",
    "parse_statements",
    "scaled_score",
]

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
MAX_STATEMENTS = 500
MAX_BODY_OCTETS = 1_048_576

_SUBSTATEMENT_PROPERTIES = frozenset(
    {"objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"}
)
# No "objectType": only what is itself an object of a statement has one.
_STATEMENT_PROPERTIES = _SUBSTATEMENT_PROPERTIES - {"objectType"} | {"id", "stored", "authority", "version"}
_VERB_PROPERTIES = frozenset({"id", "display"})
# "1.0" is "1.0.0" (Communication, 3.3).
_VERSION = re.compile(r"1\.0(?:\.[0-9]+(?:[.+-][0-9A-Za-z.+-]*)?)?")


@dataclass(frozen=True, slots=True)
class StatementRef:
    """Points at a statement, which need not be here (2.4.4.3)."""

    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubStatement:
    """Something said of an event that did not (yet) occur. Never the object of another (2.4.4.3)."""

    actor: Actor
    verb_id: str
    verb_display: LanguageMap
    object: "StatementObject"
    result: Result | None = None
    context: Context | None = None
    timestamp: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


StatementObject = Activity | Agent | Group | StatementRef | SubStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A valid statement. Times are in UTC; ``raw`` is what was sent and must not be changed."""

    actor: Actor
    verb_id: str
    verb_display: LanguageMap
    object: StatementObject
    result: Result | None = None
    context: Context | None = None
    timestamp: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    id: UUID | None = None
    stored: datetime | None = None
    authority: Actor | None = None
    version: str | None = None
    raw: Mapping[str, Any]

    @property
    def is_voiding(self) -> bool:
        """Whether this withdraws the statement that ``object`` points at (2.3.2)."""
        return self.verb_id == VOIDED


def parse_statements(
    body: bytes, *, max_statements: int = MAX_STATEMENTS, max_octets: int = MAX_BODY_OCTETS
) -> list[Statement]:
    """Return the statements in the body of a request: one, or a list of at most ``max_statements``.

    All or none: raises InvalidStatement at the first that is not valid, at two with the same id
    (Communication, 2.1.2), and for a body beyond ``max_octets``.
    """
    if len(body) > max_octets:
        raise InvalidStatement(f"found a body of {len(body):,} octets, expected at most {max_octets:,}")
    tree = read_json(body)
    if not isinstance(tree, list):
        return [_read_statement(tree, "$")]
    if len(tree) > max_statements:
        raise InvalidStatement(f"found {len(tree):,} statements, expected at most {max_statements:,}")
    statements = [_read_statement(item, f"$[{index}]") for index, item in enumerate(tree)]
    seen: set[UUID] = set()
    for index, statement in enumerate(statements):
        if statement.id is not None and statement.id in seen:
            raise InvalidStatement(f"found the id {statement.id} twice, expected it once", f"$[{index}].id")
        if statement.id is not None:
            seen.add(statement.id)
    return statements


def parse_statement(obj: object) -> Statement:
    """Return the statement in ``obj``, a value as ``json.loads`` makes them. Raises InvalidStatement."""
    check_values(obj)
    return _read_statement(obj, "$")


def _read_statement(value: object, path: str) -> Statement:
    found = read_object(value, path, allowed=_STATEMENT_PROPERTIES, required=("actor", "verb", "object"), clause="2.4")
    return Statement(
        **_read_event(found, path, may_contain_substatement=True),
        id=optional(found, "id", path, read_uuid),
        stored=optional(found, "stored", path, read_timestamp),
        authority=optional(found, "authority", path, read_authority),
        version=optional(found, "version", path, _read_version),
        raw=found,
    )


def _read_substatement(value: object, path: str) -> SubStatement:
    found = read_object(
        value, path, allowed=_SUBSTATEMENT_PROPERTIES, required=("actor", "verb", "object"), clause="2.4.4.3"
    )
    return SubStatement(**_read_event(found, path, may_contain_substatement=False))


def _read_event(found: Object, path: str, *, may_contain_substatement: bool) -> dict[str, Any]:
    """Return what statements and sub-statements share, with the rules that span properties checked."""
    verb = read_object(found["verb"], f"{path}.verb", allowed=_VERB_PROPERTIES, required=("id",), clause="2.4.3")
    verb_id = read_iri(verb["id"], f"{path}.verb.id", clause="2.4.3")
    target = _read_object(found["object"], f"{path}.object", may_be_substatement=may_contain_substatement)
    if verb_id == VOIDED and not isinstance(target, StatementRef):
        raise InvalidStatement(
            'found a voiding statement, expected a "StatementRef" as its object (xAPI 1.0.3 Data, 2.3.2)',
            f"{path}.object",
        )
    context = optional(found, "context", path, read_context)
    if context is not None and not isinstance(target, Activity):
        for name in ("revision", "platform"):
            if getattr(context, name) is not None:
                raise InvalidStatement(
                    f'found a "{name}" but no activity as object, expected none (xAPI 1.0.3 Data, 2.4.6)',
                    f"{path}.context.{name}",
                )
    return {
        "actor": read_actor(found["actor"], f"{path}.actor"),
        "verb_id": verb_id,
        "verb_display": optional(verb, "display", f"{path}.verb", read_language_map) or {},
        "object": target,
        "result": optional(found, "result", path, read_result),
        "context": context,
        "timestamp": optional(found, "timestamp", path, read_timestamp),
        "attachments": optional(found, "attachments", path, read_attachments) or (),
    }


def _read_object(value: object, path: str, *, may_be_substatement: bool) -> StatementObject:
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    match kind:
        case "Activity":
            return read_activity(value, path)
        case "Agent":
            return read_agent(value, path)
        case "Group":
            return read_group(value, path)
        case "StatementRef":
            return StatementRef(read_reference(value, path))
        case "SubStatement" if may_be_substatement:
            return _read_substatement(value, path)
        case "SubStatement":
            expected, clause = "anything but a sub-statement within a sub-statement", "2.4.4.3"
        case _:
            expected, clause = "Activity, Agent, Group, StatementRef or SubStatement", "2.4.4"
    raise refusal(kind, f"{path}.objectType", expected=expected, clause=clause)


def _read_version(value: object, path: str) -> str:
    if not isinstance(value, str) or len(value) > 100 or not _VERSION.fullmatch(value):
        raise refusal(value, path, expected="a version 1.0.x", clause="2.4.10")
    return value
