"""Foreign JSON, read within bounds and held to one spelling.

A Data Integrity signature covers the RDF statements behind the JSON, and JSON-LD can write the same
statements in many ways, some of which hide a member from the code that reads it. So only one way is read
here: plain terms as names, absolute ids, one description per id. All is bounded before anything recurses.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from badges.openbadges.reasons import InvalidCredential

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_VALUES = 1_500
# JSON-LD processing compares every item of a list with every other.
MAX_LIST = 500
# What a double carries exactly; JavaScript verifiers know no other number.
MAX_INTEGER = 2**53 - 1
MAX_DIGITS = 24

# A string that never closes runs to the end, so that the scan stays linear.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
# Members begin small, types large. The contexts give `criteria` and the type `Criteria` one meaning, so that
# `Criteria` as a member would be signed as `criteria`, and not read.
_TERM = re.compile(r"[a-z][A-Za-z0-9_]*")
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
# Verifiers escape these in different ways before they hash, if at all.
_UNSIGNABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_JWT = re.compile(r"\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\s*")


def is_absolute_iri(value: object) -> bool:
    return isinstance(value, str) and _ABSOLUTE_IRI.fullmatch(value) is not None


def is_signable_text(value: str) -> bool:
    """Whether every verifier hashes this text alike: no control characters but tab and line ends."""
    return _UNSIGNABLE.search(value) is None


def read_document(text: bytes | str, *, max_bytes: int = MAX_BYTES) -> dict[str, object]:
    """Return the JSON object in the text, with only the spellings this module allows.

    Raises InvalidCredential for text that is too large, not UTF-8, nested deeper than MAX_DEPTH, of more than
    MAX_VALUES values, not JSON, not an object, or spelled in another way.
    """
    if len(text) > max_bytes:
        raise InvalidCredential("file.too_large", found=len(text), limit=max_bytes)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidCredential("json.encoding") from None
    if _JWT.fullmatch(text):
        raise InvalidCredential("json.token")
    _bound_nesting(text)
    try:
        document = json.loads(
            text,
            parse_int=_parse_integer,
            parse_float=_parse_number,
            parse_constant=_refuse_number,
            object_pairs_hook=_unique_members,
        )
    except json.JSONDecodeError as error:
        raise InvalidCredential("json.syntax", problem=error.msg, line=error.lineno, column=error.colno) from None
    if not isinstance(document, dict):
        raise InvalidCredential("json.object")
    check_spelling(document)
    return document


def check_spelling(document: Mapping[str, object]) -> None:  # noqa: PLR0912
    """Raise InvalidCredential unless the document is JSON in the one spelling that is read here."""
    descriptions: dict[str, str] = {}
    for where, value in _walk(document):
        if isinstance(value, dict):
            _check_names(value, where=where)
            if "id" in value:
                _check_description(value, where=where, descriptions=descriptions)
        elif isinstance(value, list):
            if any(isinstance(item, list) for item in value):
                raise InvalidCredential("json.nested", where=where)
        elif isinstance(value, str):
            if not is_signable_text(value):
                raise InvalidCredential("json.text", where=where)
        elif isinstance(value, bool):
            pass
        elif isinstance(value, int):
            if abs(value) > MAX_INTEGER:
                raise InvalidCredential("json.number", found=f"at {where}")
        elif isinstance(value, float):
            if not math.isfinite(value) or abs(value) > MAX_INTEGER:
                raise InvalidCredential("json.number", found=value)
        elif value is None:
            raise InvalidCredential("json.null", where=where)
        else:
            raise InvalidCredential("json.type", where=where)


def _bound_nesting(text: str) -> None:
    depth = 0
    values = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            values += 1
            if depth > MAX_DEPTH:
                raise InvalidCredential("json.depth", limit=MAX_DEPTH)
        elif mark in "]}":
            depth -= 1
        elif mark == ",":
            values += 1
        if values > MAX_VALUES:
            raise InvalidCredential("json.values", limit=MAX_VALUES)


def _walk(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every value with its place, parents first, without recursion and within the bounds."""
    pending: list[tuple[str, object, int]] = [("the credential", document, 1)]
    seen = 0
    while pending:
        where, value, depth = pending.pop()
        seen += 1
        # A pair of brackets and what it holds are two values here, and one in the text.
        if seen > 2 * MAX_VALUES:
            raise InvalidCredential("json.values", limit=MAX_VALUES)
        if depth > MAX_DEPTH + 1:
            raise InvalidCredential("json.depth", limit=MAX_DEPTH)
        yield where, value
        if isinstance(value, dict):
            prefix = "" if value is document else f"{where}."
            if len(value) > MAX_VALUES:
                raise InvalidCredential("json.values", limit=MAX_VALUES)
            for name, member in value.items():
                pending.append((f"{prefix}{name}", member, depth + 1))
        elif isinstance(value, list):
            if len(value) > MAX_LIST:
                raise InvalidCredential("json.list", where=where, limit=MAX_LIST)
            for place, item in enumerate(value):
                pending.append((f"{where}[{place}]", item, depth + 1))


def _check_names(value: dict[str, object], *, where: str) -> None:
    for name in value:
        if name == "@context":
            # Contexts below the top belong to embedded endorsements, which are credentials themselves.
            if where != "the credential" and "EndorsementCredential" not in _as_list(value.get("type")):
                raise InvalidCredential("json.context", where=where)
        elif not isinstance(name, str) or not _TERM.fullmatch(name):
            raise InvalidCredential("json.key", member=name, where=where)


def _check_description(value: dict[str, object], *, where: str, descriptions: dict[str, str]) -> None:
    """Hold every id to one description: RDF would merge several, and the reader sees only the nearest."""
    identifier = value["id"]
    if not is_absolute_iri(identifier):
        raise InvalidCredential("json.id", where=f"{where}.id")
    if value.keys() <= {"id", "type"}:
        return
    description = json.dumps(value, sort_keys=True, default=repr)
    if descriptions.setdefault(str(identifier), description) != description:
        raise InvalidCredential("json.described_twice", id=identifier)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise InvalidCredential("json.twice", member=name)
        members[name] = value
    return members


def _parse_integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS or abs(int(digits)) > MAX_INTEGER:
        _refuse_number(digits)
    return int(digits)


def _parse_number(digits: str) -> int | float:
    """Return the number as JavaScript has it, where 5.0 is 5: signatures depend on that."""
    number = float(digits)
    if len(digits) > MAX_DIGITS or not math.isfinite(number) or abs(number) > MAX_INTEGER:
        _refuse_number(digits)
    return int(number) if number.is_integer() else number


def _refuse_number(digits: str) -> NoReturn:
    raise InvalidCredential("json.number", found=digits)
