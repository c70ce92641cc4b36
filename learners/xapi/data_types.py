"""The data types of statements: xAPI 1.0.3 Data, 2.2 (formatting) and 4.0 (special data types).

Every ``read_…`` takes a JSON value and its path, and returns the value or raises InvalidStatement.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

# Limits of ours, for the columns and indexes that the values go into. Octets of UTF-8, not characters: an
# index row of PostgreSQL ends at 2,704 octets.
MAX_IRI_OCTETS = 2000
MAX_IDENTIFIER_OCTETS = 255
MAX_LANGUAGE_TAG = 100

Object = dict[str, Any]
LanguageMap = Mapping[str, str]
Extensions = Mapping[str, Any]
T = TypeVar("T")

# Best effort, as 2.2.s4 allows: a scheme, and none of the characters that RFC 3987 forbids everywhere.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`\s]+")
_MAILTO = re.compile(r"mailto:[^\x00-\x20\x7f\s@<>?]{1,64}@[^\x00-\x20\x7f\s@<>?]{1,255}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# RFC 5646, 2.1: language, script, region, variants, extensions, private use; then what was registered before.
_LANGUAGE_TAG = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})"
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
    r"|[xX](?:-[A-Za-z0-9]{1,8})+"
    r"|[iI]-[A-Za-z]{3,8}|[eE][nN]-[gG][bB]-[oO][eE][dD]|[sS][gG][nN]-(?:[bB][eE]-(?:[fF][rR]|[nN][lL])|[cC][hH]-[dD][eE])"
)
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):([0-9]{2})(?:[.,]([0-9]{1,50}))?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
)
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"P(?:{_NUMBER}W|(?=[0-9T])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)"
)
# ISO 8601 allows a fraction of the smallest component only.
_FRACTION_BEFORE_THE_END = re.compile(r"[.,][0-9]+[A-Z]T?[0-9]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")


class InvalidStatement(ValueError):
    """A statement that an LRS must refuse with 400 Bad Request.

    ``message`` says what was found and what was expected, ``path`` where: a JSON path from ``$``, the body.
    """

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def shown(value: object) -> str:
    """Return ``value`` as a message may quote it: short and printable."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = ascii(value[:60])
        return text if len(value) <= 60 else f"{text[:-1]}…{text[-1]}"
    if isinstance(value, int | float):
        return f"the number {value!r}"[:60]
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else type(value).__name__


def property_path(path: str, key: str | int) -> str:
    """Return the path of the property ``key`` of the object, or the item ``key`` of the list, at ``path``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{shown(key)}]"


def refusal(value: object, path: str, *, expected: str, clause: str) -> InvalidStatement:
    return InvalidStatement(f"found {shown(value)}, expected {expected} (xAPI 1.0.3 Data, {clause})", path)


def read_object(
    value: object, path: str, *, allowed: frozenset[str], required: tuple[str, ...] = (), clause: str
) -> Object:
    """Return ``value`` if it is an object with the ``required`` properties and none but the ``allowed``.

    Names of properties are case sensitive (2.2.s4.b1).
    """
    if not isinstance(value, dict):
        raise refusal(value, path, expected="an object", clause=clause)
    for key in required:
        if key not in value:
            raise InvalidStatement(f'found no "{key}", expected one (xAPI 1.0.3 Data, {clause})', path)
    if not value.keys() <= allowed:
        unknown = next(key for key in value if key not in allowed)
        names = ", ".join(sorted(allowed))
        raise InvalidStatement(
            f"found the property {shown(unknown)}, expected only {names} (xAPI 1.0.3 Data, {clause})", path
        )
    return value


def read_list(value: object, path: str, *, clause: str) -> list[Any]:
    if not isinstance(value, list):
        raise refusal(value, path, expected="a list", clause=clause)
    return value


def read_text(value: object, path: str, *, clause: str) -> str:
    if not isinstance(value, str):
        raise refusal(value, path, expected="text", clause=clause)
    return value


def read_identifier(value: object, path: str, *, clause: str) -> str:
    """Return text that names something in a column of ours: not empty, at most MAX_IDENTIFIER_OCTETS long."""
    text = read_text(value, path, clause=clause)
    if not text:
        raise refusal(value, path, expected="text that is not empty", clause=clause)
    _check_octets(text, path, limit=MAX_IDENTIFIER_OCTETS)
    return text


def read_boolean(value: object, path: str, *, clause: str) -> bool:
    if not isinstance(value, bool):
        raise refusal(value, path, expected="true or false", clause=clause)
    return value


def read_iri(value: object, path: str, *, clause: str = "4.3") -> str:
    """Return an absolute IRI of at most MAX_IRI_OCTETS octets."""
    if not isinstance(value, str) or not _IRI.fullmatch(value):
        raise refusal(value, path, expected="an IRI with a scheme", clause=clause)
    _check_octets(value, path, limit=MAX_IRI_OCTETS)
    return value


def read_mailto(value: object, path: str) -> str:
    if not isinstance(value, str) or not _MAILTO.fullmatch(value):
        raise refusal(value, path, expected='"mailto:" and an e-mail address', clause="2.4.2.3")
    _check_octets(value, path, limit=MAX_IDENTIFIER_OCTETS)
    return value


def read_uuid(value: object, path: str, *, clause: str = "4.4") -> UUID:
    """Return a UUID of any variant, given in the standard string form and in either case."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise refusal(value, path, expected="a UUID in its standard form", clause=clause)
    return UUID(value)


def read_language_tag(value: object, path: str, *, clause: str = "4.2") -> str:
    if not isinstance(value, str) or len(value) > MAX_LANGUAGE_TAG or not _LANGUAGE_TAG.fullmatch(value):
        raise refusal(value, path, expected="a language tag of RFC 5646", clause=clause)
    return value


def read_language_map(value: object, path: str, *, clause: str = "4.2") -> LanguageMap:
    if not isinstance(value, dict):
        raise refusal(value, path, expected="an object of texts by language tag", clause=clause)
    for tag, text in value.items():
        if tag not in _COMMON_TAGS:
            read_language_tag(tag, property_path(path, tag), clause=clause)
        if not isinstance(text, str):
            raise refusal(text, property_path(path, tag), expected="text", clause=clause)
    return value


_COMMON_TAGS = frozenset({"en", "en-US", "en-GB", "fi", "sv", "und"})


def read_extensions(value: object, path: str) -> Extensions:
    """Return a map whose keys are IRIs. The values are free, null included (4.1, 2.2.s4.b1)."""
    if not isinstance(value, dict):
        raise refusal(value, path, expected="an object of values by IRI", clause="4.1")
    for key in value:
        read_iri(key, property_path(path, key), clause="4.1")
    return value


def read_timestamp(value: object, path: str) -> datetime:
    """Return the point in time in UTC, cut to microseconds.

    Date and time in the extended form of ISO 8601 (RFC 3339). 4.5 says that a time zone SHOULD* be there; we
    refuse a time without one, since nobody could say when it was. ``-00:00``, an unknown offset in RFC 3339,
    is not allowed by ISO 8601. A leap second is the first instant of the next minute.
    """
    match = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[5].replace(":", "") in ("-00", "-0000"):
        raise refusal(
            value,
            path,
            expected="an ISO 8601 timestamp with a time zone, like 2026-11-24T08:30:00.000Z",
            clause="4.5",
        )
    day, minute, second, fraction, zone = match.groups()
    microseconds = (fraction or "")[:6].ljust(6, "0")
    try:
        local = datetime.fromisoformat(f"{day}T{minute}:00.{microseconds}{zone}")
        if int(second) > 60:
            raise ValueError(second)
        if second == "60":
            local = local.replace(microsecond=0)
        return (local + timedelta(seconds=int(second))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal(value, path, expected="a date and time that exist", clause="4.5") from None


def read_duration(value: object, path: str) -> str:
    """Return a duration of ISO 8601:2004, 4.4.3.2, as it was sent (2.3.1: it is compared as text).

    ``P16559.14S``, an example of 4.6, is not one: ISO 8601 puts a T before seconds.
    """
    if (
        not isinstance(value, str)
        or len(value) > MAX_IDENTIFIER_OCTETS
        or not _DURATION.fullmatch(value)
        or _FRACTION_BEFORE_THE_END.search(value)
    ):
        raise refusal(value, path, expected="an ISO 8601 duration, like PT4H35M59.14S", clause="4.6")
    return value


def optional(found: Object, key: str, path: str, read: Callable[[object, str], T]) -> T | None:
    """Read the property ``key`` if it is there. null is not "not there" (2.2.s4.b1)."""
    return read(found[key], f"{path}.{key}") if key in found else None


def _check_octets(text: str, path: str, *, limit: int) -> None:
    # An octet holds at most one character, and a character takes at most four.
    if len(text) * 4 > limit and (octets := len(text.encode("utf-8", "replace"))) > limit:
        raise InvalidStatement(f"found {octets:,} octets, expected at most {limit:,}", path)
