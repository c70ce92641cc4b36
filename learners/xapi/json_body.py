"""JSON as we take it in: RFC 8259 to the letter, and nothing that a database cannot hold.

``json.loads`` alone lets through NaN and infinity, keys that occur twice, NUL characters and halves of
surrogate pairs. PostgreSQL refuses each of them later, with a 500; SQLite stores them silently.
xAPI 1.0.3 Data, 4.1 forbids to refuse a statement for the values of its extensions: what is refused here is
not the value, but that it is no JSON, or no text in Unicode.
"""

import json
import math
import re
from typing import Any

from learners.xapi.data_types import InvalidStatement, property_path, shown

MAX_DEPTH = 64
INT64 = range(-(2**63), 2**63)

# Each alternative takes a different first character and none gives back what it took: linear.
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.?)*+"?|[\[{]|[\]}]', re.DOTALL)
# The trail of a value: that of its container and its key or index there. Written out only for a refusal.
_Trail = tuple[Any, str | int] | None


class _Refused:
    """Stands in the parsed tree for what the grammar allows and we do not, so that its path can be told."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_json(body: bytes, *, max_depth: int = MAX_DEPTH) -> object:
    """Return what ``body`` (UTF-8) holds, checked by ``check_values``.

    Raises InvalidStatement for anything that is not JSON, and for keys that occur twice in one object.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidStatement(f"found a byte at {error.start} that is not UTF-8, expected JSON in UTF-8") from None
    _check_depth(text, max_depth=max_depth)
    try:
        tree = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidStatement(f"found text that is not JSON at {where} ({error.msg}), expected JSON") from None
    check_values(tree, max_depth=max_depth)
    return tree


def check_values(tree: object, *, max_depth: int = MAX_DEPTH) -> None:
    """Raise InvalidStatement unless every value in ``tree`` is JSON that any database can hold.

    Numbers are finite and whole numbers fit 64 bits, text is Unicode without NUL, lists and objects are
    nested at most ``max_depth`` deep.
    """
    stack: list[tuple[object, int, _Trail]] = [(tree, 1, None)]
    while stack:
        value, depth, trail = stack.pop()
        if isinstance(value, str):
            if not _is_clean(value):
                raise _refusal(_text_reason(value), trail)
        elif isinstance(value, dict | list):
            if depth > max_depth:
                raise _refusal(f"found nesting deeper than {max_depth} levels, expected at most that", trail)
            if isinstance(value, list):
                stack.extend((item, depth + 1, (trail, index)) for index, item in enumerate(value))
                continue
            for key, item in value.items():
                if not (isinstance(key, str) and _is_clean(key)):
                    raise _refusal(f"in the key {shown(key)}: {_text_reason(key)}", trail)
                stack.append((item, depth + 1, (trail, key)))
        elif reason := _number_reason(value):
            raise _refusal(reason, trail)


def _is_clean(text: str) -> bool:
    if text.isascii():
        return "\0" not in text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _text_reason(value: object) -> str:
    if not isinstance(value, str):
        return f"found {shown(value)}, expected text"
    if "\0" in value:
        return "found a NUL character, expected text without one"
    return "found half of a surrogate pair, expected Unicode text"


def _number_reason(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, _Refused):
        return value.reason
    if type(value) is int:
        return None if value in INT64 else "found a whole number beyond 64 bits, expected a smaller one"
    if type(value) is float:
        return None if math.isfinite(value) else f"found {value}, expected a finite number"
    return f"found {type(value).__name__}, expected a JSON value"


def _refusal(reason: str, trail: _Trail) -> InvalidStatement:
    keys: list[str | int] = []
    while trail is not None:
        trail, key = trail
        keys.append(key)
    path = "$"
    for key in reversed(keys):
        path = property_path(path, key)
    return InvalidStatement(reason, path)


def _check_depth(text: str, *, max_depth: int) -> None:
    """Refuse what is nested too deep before the decoder, which recurses, sees it."""
    if text.count("[") + text.count("{") <= max_depth:
        return
    depth = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
            if depth > max_depth:
                raise InvalidStatement(f"found nesting deeper than {max_depth} levels, expected at most that")
        elif token in ("]", "}"):
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                # Data, 2.2: a statement uses each property no more than one time.
                found[key] = _Refused("found this key twice in one object, expected once")
            seen.add(key)
    return found


def _whole_number(digits: str) -> object:
    # 64 bits are at most 19 digits and a sign. Python itself raises ValueError from 4,300 digits.
    if len(digits) > 20:
        return _Refused("found a whole number beyond 64 bits, expected a smaller one")
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number)
