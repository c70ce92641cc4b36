"""Whether two statements say the same: xAPI 1.0.3 Data, 2.3.1, Statement Comparison Requirements."""

import json
import re
from collections.abc import Mapping
from typing import Any

from learners.xapi.data_types import read_timestamp
from learners.xapi.statement import Statement

# What an LRS assigns (authority, stored) or does not count as part of the statement (attachments).
_IGNORED = frozenset({"authority", "stored", "attachments"})
# What an LRS assigns if the sender did not: it tells statements apart only where both have it.
_ASSIGNED = ("id", "timestamp", "version")
_AFTER_HUNDREDTHS = re.compile(r"([.,][0-9]{2})[0-9]+(?=[A-Z])")


def is_same(a: Statement, b: Statement) -> bool:
    """Return whether ``a`` and ``b`` differ only in what 2.3.1 does not count as part of a statement.

    That is: properties that an LRS assigns, display of verbs, definitions of activities, the time zone of
    timestamps, the order of a group's members, attachments, case where it does not matter, one context
    activity in place of a list of one, and what goes beyond a hundredth of a second in durations (4.6). A
    different serialisation of anything else counts: an absent objectType is not the default one.
    """
    left, right = _comparable_statement(a.raw), _comparable_statement(b.raw)
    for name in _ASSIGNED:
        if name not in left or name not in right:
            left.pop(name, None)
            right.pop(name, None)
    return left == right


def _comparable_statement(raw: Mapping[str, Any]) -> dict[str, Any]:
    compared = {
        name: _COMPARABLE.get(name, _comparable_value)(value) for name, value in raw.items() if name not in _IGNORED
    }
    compared["verb"] = raw["verb"]["id"]
    return compared


def _comparable_value(value: Any) -> Any:
    """Return ``value`` such that true is not 1, which Python takes for equal; 1 and 1.0 stay equal."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return {key: _comparable_value(item) for key, item in value.items()}
    return [_comparable_value(item) for item in value] if isinstance(value, list) else value


def _comparable_actor(raw: Mapping[str, Any]) -> dict[str, Any]:
    actor = dict(raw)
    if "mbox" in actor:
        local_part, _at, domain = actor["mbox"].rpartition("@")
        actor["mbox"] = f"{local_part}@{domain.lower()}"
    if "mbox_sha1sum" in actor:
        actor["mbox_sha1sum"] = actor["mbox_sha1sum"].lower()
    if "member" in actor:
        members = [_comparable_actor(member) for member in actor["member"]]
        actor["member"] = sorted(members, key=lambda member: json.dumps(member, sort_keys=True))
    return actor


def _comparable_activity(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name != "definition"}


def _comparable_object(raw: Mapping[str, Any]) -> dict[str, Any]:
    match raw.get("objectType", "Activity"):
        case "Activity":
            return _comparable_activity(raw)
        case "StatementRef":
            return _comparable_reference(raw)
        case "SubStatement":
            return _comparable_statement(raw)
    return _comparable_actor(raw)


def _comparable_reference(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {**raw, "id": raw["id"].lower()}


def _comparable_result(raw: Mapping[str, Any]) -> dict[str, Any]:
    compared: dict[str, Any] = _comparable_value(raw)
    if "duration" in compared:
        compared["duration"] = _AFTER_HUNDREDTHS.sub(r"\1", compared["duration"])
    return compared


def _comparable_context(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _COMPARABLE_IN_CONTEXT.get(name, _comparable_value)(value) for name, value in raw.items()}


def _comparable_context_activities(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        kind: [_comparable_activity(one) for one in (value if isinstance(value, list) else [value])]
        for kind, value in raw.items()
    }


def _instant(value: str) -> Any:
    return read_timestamp(value, "$.timestamp")


_COMPARABLE: Mapping[str, Any] = {
    "id": str.lower,
    "actor": _comparable_actor,
    "object": _comparable_object,
    "result": _comparable_result,
    "context": _comparable_context,
    "timestamp": _instant,
}
_COMPARABLE_IN_CONTEXT: Mapping[str, Any] = {
    "registration": str.lower,
    "instructor": _comparable_actor,
    "team": _comparable_actor,
    "contextActivities": _comparable_context_activities,
    "language": str.lower,
    "statement": _comparable_reference,
}
