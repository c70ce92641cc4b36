"""JSON as a stranger sends it: bounded in size and depth, finite, and storable in any database."""

import json
import re
from collections.abc import Iterator
from typing import TypeAlias

JSONValue: TypeAlias = dict[str, "JSONValue"] | list["JSONValue"] | str | int | float | bool | None
JSONObject: TypeAlias = dict[str, JSONValue]

# A string always matches, closed or not, and never gives back what it took: the scan is linear.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SUSPICIOUS = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})|\x00")


class InvalidJSON(ValueError):
    """The bytes are not JSON that can be taken; the message says what was found, without a subject."""


def parse_json(raw: bytes, *, max_depth: int) -> JSONValue:
    """Return what the UTF-8 bytes say, a byte order mark allowed.

    Raises InvalidJSON for what is not JSON (RFC 8259), nests deeper than ``max_depth``, holds NaN, an infinity,
    a number beyond a double, a NUL character or half of a surrogate pair: PostgreSQL takes none of these.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidJSON(f"is not UTF-8 text: byte {error.start} is 0x{raw[error.start]:02x}") from None
    depth = _depth(text)
    if depth > max_depth:
        raise InvalidJSON(f"nests {depth} levels deep, and at most {max_depth} are allowed")
    try:
        value: JSONValue = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise InvalidJSON(f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except InvalidJSON:
        raise
    except ValueError:
        raise InvalidJSON("holds a number with too many digits") from None
    if _SUSPICIOUS.search(text):
        for string in _strings(value):
            if "\x00" in string:
                raise InvalidJSON("holds a NUL character in a text")
            if any("\ud800" <= character <= "\udfff" for character in string):
                raise InvalidJSON("holds half of a surrogate pair in a text")
    return value


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> float:
    raise InvalidJSON(f"holds {name}, which JSON has no word for")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise InvalidJSON(f"holds the number {digits[:40]}, which is too large")
    return number


def _strings(value: JSONValue) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield from item
            waiting.extend(item.values())
