"""The words in the parameters of a content: which of its values are texts for people, by semantics, and back again.

Texts are the fields of type ``text`` that are no code (a pattern, a colour, a time), wherever they stand, sub-contents
and their titles included. Everything else, right answers, numbers, files, ids, is the same in every language.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .manifests import LibraryName
from .semantics import Semantics, SemanticsOf, fields_of, named_fields, only_field
from .strict_json import JSONObject, JSONValue

Way: TypeAlias = tuple[str | int, ...]
"""From the parameters to one value: names of fields, and numbers of entries of a list from 0."""

_WIDGETS_OF_CODE = frozenset({"colorSelector", "colorPicker", "timecode", "csvToText", "none"})


@dataclass(frozen=True)
class Wording:
    """One text. ``is_html``: it may hold the tags that its field allows; else it is plain."""

    way: Way
    text: str
    is_html: bool


def texts_in(params: JSONObject, semantics: Semantics, *, semantics_of: SemanticsOf) -> Iterator[Wording]:
    """Yield the texts of the parameters that are not blank, in the order of the semantics."""
    yield from _in_fields(params, semantics, (), semantics_of)


def with_texts(params: JSONObject, texts: Mapping[Way, str]) -> JSONObject:
    """Return the parameters with these texts in their places. A way that leads nowhere any more is passed over."""
    changed = copy.deepcopy(params)
    for way, text in texts.items():
        *steps, last = way
        holder: JSONValue = changed
        for step in steps:
            holder = _at(holder, step)
        if isinstance(_at(holder, last), str):
            holder[last] = text  # type: ignore[index]
    return changed


def _at(holder: JSONValue, step: str | int) -> JSONValue:
    if isinstance(holder, dict) and isinstance(step, str):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        return holder[step]
    return None


def _in_fields(params: JSONObject, fields: Semantics, way: Way, semantics_of: SemanticsOf) -> Iterator[Wording]:
    for one in named_fields(fields):
        name = str(one["name"])
        if name in params:
            yield from _in_value(params[name], one, (*way, name), semantics_of)


def _in_value(value: JSONValue, one: JSONObject, way: Way, semantics_of: SemanticsOf) -> Iterator[Wording]:
    kind = one.get("type")
    if kind == "text" and isinstance(value, str):
        if value.strip() and not _is_code(one):
            yield Wording(way, value, is_html=isinstance(one.get("tags"), list))
    elif kind == "group" and (only := only_field(one)) is not None:
        yield from _in_value(value, only, way, semantics_of)
    elif kind == "group" and isinstance(value, dict):
        yield from _in_fields(value, fields_of(one), way, semantics_of)
    elif kind == "list" and isinstance(value, list):
        item = one.get("field")
        for number, entry in enumerate(value):
            if isinstance(item, dict):
                yield from _in_value(entry, item, (*way, number), semantics_of)
    elif kind == "library" and isinstance(value, dict):
        yield from _in_library(value, way, semantics_of)


def _in_library(value: JSONObject, way: Way, semantics_of: SemanticsOf) -> Iterator[Wording]:
    metadata, params = value.get("metadata"), value.get("params")
    if isinstance(metadata, dict) and isinstance(title := metadata.get("title"), str) and title.strip():
        yield Wording((*way, "metadata", "title"), title, is_html=False)
    name = LibraryName.parse(str(value.get("library", "")))
    semantics = semantics_of(name) if name else None
    if semantics is not None and isinstance(params, dict):
        yield from _in_fields(params, semantics, (*way, "params"), semantics_of)


def _is_code(one: JSONObject) -> bool:
    return "regexp" in one or one.get("widget") in _WIDGETS_OF_CODE
