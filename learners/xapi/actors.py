"""Agents and groups: xAPI 1.0.3 Data, 2.4.2."""

import re
from dataclasses import dataclass
from typing import Literal

from learners.xapi.data_types import (
    InvalidStatement,
    Object,
    optional,
    read_identifier,
    read_iri,
    read_list,
    read_mailto,
    read_object,
    read_text,
    refusal,
)

IdentifierKind = Literal["mbox", "mbox_sha1sum", "openid", "account"]

_KINDS: tuple[IdentifierKind, ...] = ("account", "mbox", "mbox_sha1sum", "openid")
_AGENT_PROPERTIES = frozenset({"objectType", "name", *_KINDS})
_GROUP_PROPERTIES = _AGENT_PROPERTIES | {"member"}
_ACCOUNT_PROPERTIES = frozenset({"homePage", "name"})
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An inverse functional identifier (2.4.2.3). ``home_page`` is set for accounts only."""

    kind: IdentifierKind
    value: str
    home_page: str | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    identifier: Identifier
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Without an identifier the group is anonymous: distinct from any other, whoever its members are."""

    identifier: Identifier | None
    members: tuple[Agent, ...] = ()
    name: str | None = None


Actor = Agent | Group


def read_actor(value: object, path: str) -> Actor:
    """Return the agent, or the group if ``objectType`` says so."""
    if isinstance(value, dict) and value.get("objectType") == "Group":
        return read_group(value, path)
    return read_agent(value, path)


def read_agent(value: object, path: str) -> Agent:
    found = read_object(value, path, allowed=_AGENT_PROPERTIES, clause="2.4.2.1")
    if (kind := found.get("objectType", "Agent")) != "Agent":
        raise refusal(kind, f"{path}.objectType", expected='"Agent"', clause="2.4.2.1")
    identifier = _read_identifier(found, path)
    if identifier is None:
        raise InvalidStatement(
            "found no identifier, expected exactly one of account, mbox, mbox_sha1sum, openid "
            "(xAPI 1.0.3 Data, 2.4.2.1)",
            path,
        )
    return Agent(identifier=identifier, name=optional(found, "name", path, _read_name))


def read_group(value: object, path: str) -> Group:
    found = read_object(value, path, allowed=_GROUP_PROPERTIES, required=("objectType",), clause="2.4.2.2")
    if found["objectType"] != "Group":
        raise refusal(found["objectType"], f"{path}.objectType", expected='"Group"', clause="2.4.2.2")
    identifier = _read_identifier(found, path)
    if identifier is None and "member" not in found:
        raise InvalidStatement(
            "found neither an identifier nor members, expected either (xAPI 1.0.3 Data, 2.4.2.2)",
            path,
        )
    return Group(
        identifier=identifier,
        members=optional(found, "member", path, _read_members) or (),
        name=optional(found, "name", path, _read_name),
    )


def read_authority(value: object, path: str) -> Actor:
    """Return an agent or, for 3-legged OAuth, an anonymous group of application and user (2.4.9)."""
    actor = read_actor(value, path)
    if isinstance(actor, Group) and (actor.identifier is not None or len(actor.members) != 2):
        raise InvalidStatement(
            f"found {'an identified' if actor.identifier else 'an anonymous'} group of {len(actor.members)}, "
            "expected an agent, or an anonymous group of exactly two agents (xAPI 1.0.3 Data, 2.4.9)",
            path,
        )
    return actor


def _read_members(value: object, path: str) -> tuple[Agent, ...]:
    members = read_list(value, path, clause="2.4.2.2")
    return tuple(read_agent(member, f"{path}[{index}]") for index, member in enumerate(members))


def _read_name(value: object, path: str) -> str:
    return read_text(value, path, clause="2.4.2.1")


def _read_identifier(found: Object, path: str) -> Identifier | None:
    kinds = [kind for kind in _KINDS if kind in found]
    if not kinds:
        return None
    if len(kinds) > 1:
        raise InvalidStatement(
            f"found the identifiers {' and '.join(kinds)}, expected exactly one (xAPI 1.0.3 Data, 2.4.2.1)",
            path,
        )
    kind = kinds[0]
    value, where = found[kind], f"{path}.{kind}"
    if kind == "account":
        account = read_object(
            value, where, allowed=_ACCOUNT_PROPERTIES, required=("homePage", "name"), clause="2.4.2.4"
        )
        name = read_identifier(account["name"], f"{where}.name", clause="2.4.2.4")
        return Identifier(kind, name, read_iri(account["homePage"], f"{where}.homePage", clause="2.4.2.4"))
    if kind == "mbox":
        return Identifier(kind, read_mailto(value, where))
    if kind == "openid":
        return Identifier(kind, read_iri(value, where, clause="2.4.2.3"))
    if not isinstance(value, str) or not _SHA1.fullmatch(value):
        raise refusal(value, where, expected="a SHA-1 hash of 40 hexadecimal digits", clause="2.4.2.3")
    return Identifier(kind, value)
