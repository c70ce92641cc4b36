"""What semantics.json says about parameters: which are missing, which are not allowed, which libraries they use.

The rules are those of ``H5PContentValidator`` in h5p-php-library. They hold for any semantics and any parameters:
what does not fit is dropped or brought within bounds, and nothing raises.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import uuid4

from .manifests import LibraryName
from .markup import clean_html, escape_text
from .paths import is_inside
from .strict_json import JSONObject, JSONValue

Semantics: TypeAlias = Sequence[JSONValue]
# Answers the semantics of an installed library, or None when it is not installed.
SemanticsOf: TypeAlias = Callable[[LibraryName], Semantics | None]

_UUID = re.compile(r"\{?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\}?", re.IGNORECASE)
_OTHER_CONTENT = re.compile(r"(?:\.\./){1,2}(?:[^/]+/)*?(?:[0-9]+|editor)/(.+)", re.DOTALL)
_FILE_KEYS = {
    "file": frozenset({"path", "mime", "copyright"}),
    "image": frozenset({"path", "mime", "copyright", "width", "height", "originalImage"}),
    "video": frozenset({"path", "mime", "copyright", "width", "height", "codecs", "quality", "bitrate"}),
    "audio": frozenset({"path", "mime", "copyright"}),
}
_WHOLE_NUMBERS = frozenset({"width", "height", "bitrate", "level"})


@dataclass
class FilteredParams:
    """Parameters that semantics allow. ``libraries`` are those of sub-contents, in the order of their first use."""

    params: JSONObject
    libraries: list[LibraryName] = field(default_factory=list)
    missing: list[LibraryName] = field(default_factory=list)


def fill_params(params: JSONObject, semantics: Semantics, *, semantics_of: SemanticsOf) -> JSONObject:
    """Return the parameters with what is missing taken from the defaults, and an id for each sub-content without.

    Content types rely on their editor having done so; a book without its defaults stays blank.
    """
    return _filled_fields(params, semantics, semantics_of)


def filter_params(params: JSONObject, semantics: Semantics, *, semantics_of: SemanticsOf) -> FilteredParams:
    """Return only what the semantics allow: known keys, cleaned HTML, bounded numbers, options, libraries.

    Libraries that are used and not installed are named in ``missing``, and their sub-contents are left out.
    """
    filtered = FilteredParams(params={})
    filtered.params = _filtered_fields(params, semantics, _Filter(semantics_of, filtered))
    return filtered


# --- filling


def _filled_fields(params: JSONObject, fields: Semantics, semantics_of: SemanticsOf) -> JSONObject:
    filled = dict(params)
    for one in named_fields(fields):
        name = str(one["name"])
        value = _filled(filled.get(name), one, semantics_of)
        if value is not None:
            filled[name] = value
    return filled


def _filled(value: JSONValue, one: JSONObject, semantics_of: SemanticsOf) -> JSONValue:
    if value is None and "default" in one:
        value = one["default"]
    kind = one.get("type")
    if kind == "group":
        return _filled_group(value, one, semantics_of)
    if kind == "list" and isinstance(value, list):
        return _filled_list(value, one, semantics_of)
    if kind == "library" and isinstance(value, dict):
        return _filled_library(value, semantics_of)
    return value


def _filled_group(value: JSONValue, one: JSONObject, semantics_of: SemanticsOf) -> JSONValue:
    if (only := only_field(one)) is not None:
        return _filled(value, only, semantics_of)
    if value is None:
        return None if one.get("optional") is True else _filled_fields({}, fields_of(one), semantics_of) or None
    return _filled_fields(value, fields_of(one), semantics_of) if isinstance(value, dict) else value


def _filled_list(value: list[JSONValue], one: JSONObject, semantics_of: SemanticsOf) -> JSONValue:
    item = one.get("field")
    return [_filled(entry, item, semantics_of) for entry in value] if isinstance(item, dict) else list(value)


def _filled_library(value: JSONObject, semantics_of: SemanticsOf) -> JSONValue:
    name = LibraryName.parse(str(value.get("library", "")))
    semantics = semantics_of(name) if name else None
    if semantics is None:
        return value
    params = value.get("params")
    filled = dict(value)
    filled["params"] = _filled_fields(params if isinstance(params, dict) else {}, semantics, semantics_of)
    filled.setdefault("subContentId", str(uuid4()))
    return filled


# --- filtering


@dataclass
class _Filter:
    semantics_of: SemanticsOf
    found: FilteredParams


def _filtered_fields(
    params: JSONObject, fields: Semantics, state: _Filter, *, is_optional: bool = False, keep_id: bool = False
) -> JSONObject:
    known = {str(one["name"]): one for one in named_fields(fields)}
    kept: JSONObject = {}
    for name, value in params.items():
        if keep_id and name == "subContentId" and isinstance(value, str) and _UUID.fullmatch(value):
            kept[name] = value
        elif (one := known.get(name)) is not None:
            cleaned = _filtered(value, dict(one, optional=True) if is_optional else one, state)
            if cleaned is not None:
                kept[name] = cleaned
    return kept


def _filtered(value: JSONValue, one: JSONObject, state: _Filter) -> JSONValue:
    rule = _RULES.get(str(one.get("type")))
    return rule(value, one, state) if rule and value is not None else None


def _text(value: JSONValue, one: JSONObject, _state: _Filter) -> JSONValue:
    text = value if isinstance(value, str) else ""
    tags = one.get("tags")
    text = clean_html(text, tags=_strings(tags)) if isinstance(tags, list) else escape_text(text)
    longest = _number(one.get("maxLength"))
    if longest is not None and longest >= 0:
        text = text[: int(longest)]
    regexp = one.get("regexp")
    if isinstance(regexp, dict) and not (text == "" and one.get("optional") is True):
        pattern = _pattern(str(regexp.get("pattern", "")), str(regexp.get("modifiers", "")))
        if pattern is not None and len(text) <= 1000 and not pattern.search(text):
            return ""
    return text


def _pattern(source: str, modifiers: str) -> re.Pattern[str] | None:
    """Compile a pattern of a library, or None for one that could take for ever: it is then not applied.

    Backtracking stays polynomial when no group is repeated, and small with at most two open-ended repeats.
    """
    bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", source, flags=re.DOTALL)
    if len(source) > 500 or re.search(r"\)[*+{]", bare) or len(re.findall(r"[*+]|\{[0-9]*,\}", bare)) > 2:
        return None
    try:
        return re.compile(source, re.IGNORECASE if "i" in modifiers else 0)
    except (re.error, OverflowError, RecursionError):
        return None


def _as_number(value: JSONValue, one: JSONObject, _state: _Filter) -> JSONValue:
    number: float | int = _number(value) or 0
    least, most = _number(one.get("min")), _number(one.get("max"))
    if least is not None and number < least:
        number = least
    if most is not None and number > most:
        number = most
    step = _number(one.get("step"))
    if step is not None and step > 0 and float(step).is_integer() and float(number).is_integer():
        number -= (number - (least or 0)) % step
    decimals = _number(one.get("decimals"))
    if decimals is not None and 0 <= decimals <= 15:
        number = round(number, int(decimals)) if decimals else round(number)
    return number


def _boolean(value: JSONValue, _one: JSONObject, _state: _Filter) -> JSONValue:
    return value if isinstance(value, bool) else value in ("true", "1", 1)


def _select(value: JSONValue, one: JSONObject, _state: _Filter) -> JSONValue:
    options = _options(one.get("options"))
    is_strict = bool(options) and one.get("optional") is not True
    if one.get("multiple") is True:
        chosen = value if isinstance(value, list) else [value]
        texts = [_scalar_text(item) for item in chosen]
        return [escape_text(text) for text in texts if text is not None and (not is_strict or text in options)]
    if isinstance(value, list):
        value = value[0] if value else None
    text = _scalar_text(value)
    if is_strict and text not in options:
        text = options[0]
    return escape_text(text) if text is not None else None


def _list(value: JSONValue, one: JSONObject, state: _Filter) -> JSONValue:
    item = one.get("field")
    if not isinstance(value, list) or not isinstance(item, dict):
        return None
    most = _number(one.get("max"))
    entries = value[: int(most)] if most is not None and most >= 0 else value
    cleaned = [_filtered(entry, item, state) for entry in entries]
    return [entry for entry in cleaned if entry is not None] or None


def _group(value: JSONValue, one: JSONObject, state: _Filter) -> JSONValue:
    if (only := only_field(one)) is not None:
        return _filtered(value, only, state)
    if not isinstance(value, dict):
        return None
    return _filtered_fields(
        value,
        fields_of(one),
        state,
        is_optional=one.get("optional") is True,
        keep_id=one.get("isSubContent") is True,
    )


def _library(value: JSONValue, one: JSONObject, state: _Filter) -> JSONValue:
    if not isinstance(value, dict) or not isinstance(value.get("library"), str):
        return None
    options = one.get("options")
    names = [
        option if isinstance(option, str) else option.get("name") if isinstance(option, dict) else None
        for option in (options if isinstance(options, list) else [])
    ]
    name = LibraryName.parse(str(value["library"]))
    if name is None or value["library"] not in names:
        return None
    semantics = state.semantics_of(name)
    if semantics is None:
        if name not in state.found.missing:
            state.found.missing.append(name)
        return None
    params = value.get("params")
    cleaned: JSONObject = {
        "library": str(name),
        "params": _filtered_fields(params if isinstance(params, dict) else {}, semantics, state),
    }
    identifier = value.get("subContentId")
    if isinstance(identifier, str) and _UUID.fullmatch(identifier):
        cleaned["subContentId"] = identifier
    if isinstance(value.get("metadata"), dict):
        cleaned["metadata"] = _escaped(value["metadata"])
    for extra in _strings(one.get("extraAttributes")):
        if extra in value and extra not in cleaned:
            cleaned[extra] = _escaped(value[extra])
    if name not in state.found.libraries:
        state.found.libraries.append(name)
    return cleaned


def _file(value: JSONValue, one: JSONObject, _state: _Filter) -> JSONValue:
    if not isinstance(value, dict) or (path := _file_path(value.get("path"))) is None:
        return None
    allowed = _FILE_KEYS[str(one["type"])] | set(_strings(one.get("extraAttributes")))
    cleaned: JSONObject = {"path": path}
    for key, entry in value.items():
        if key in allowed and key != "path":
            cleaned[key] = _whole(entry) if key in _WHOLE_NUMBERS else _escaped(entry)
    original = cleaned.get("originalImage")
    if isinstance(original, dict) and _file_path(original.get("path")) is None:
        del cleaned["originalImage"]
    return cleaned


def _files(value: JSONValue, one: JSONObject, state: _Filter) -> JSONValue:
    if not isinstance(value, list):
        return None
    return [cleaned for entry in value if (cleaned := _file(entry, one, state)) is not None] or None


def _file_path(value: JSONValue) -> str | None:
    """Return the path of a file of this content, or the address of one elsewhere; None for anything else."""
    if not isinstance(value, str):
        return None
    path = value.removesuffix("#tmp")
    if other := _OTHER_CONTENT.fullmatch(path):
        path = other[1]
    if not re.match(r"https?://[^\s]", path, re.IGNORECASE) and not is_inside(path):
        return None
    return escape_text(path)


_Rule: TypeAlias = Callable[[JSONValue, JSONObject, _Filter], JSONValue]
_RULES: dict[str, _Rule] = {
    "text": _text,
    "number": _as_number,
    "boolean": _boolean,
    "select": _select,
    "list": _list,
    "group": _group,
    "library": _library,
    "file": _file,
    "image": _file,
    "video": _files,
    "audio": _files,
}


# --- reading semantics


def named_fields(fields: Semantics) -> Iterable[JSONObject]:
    """Return the fields that have a name, and are so well-formed that they can have a value."""
    return (one for one in fields if isinstance(one, dict) and isinstance(one.get("name"), str))


def fields_of(group: JSONObject) -> list[JSONValue]:
    """Return the fields of a group, none when it is malformed."""
    fields = group.get("fields")
    return fields if isinstance(fields, list) else []


def only_field(group: JSONObject) -> JSONObject | None:
    """Return the field of a group of one: the editor writes its value in the group's place, except for sub-content."""
    fields = fields_of(group)
    only = fields[0] if len(fields) == 1 and group.get("isSubContent") is not True else None
    return only if isinstance(only, dict) else None


def _options(value: JSONValue) -> list[str]:
    found: list[str] = []
    for option in value if isinstance(value, list) else []:
        if not isinstance(option, dict):
            continue
        if option.get("type") == "optgroup":
            found.extend(_options(option.get("options")))
        elif (text := _scalar_text(option.get("value"))) is not None:
            found.append(text)
    return found


def _scalar_text(value: JSONValue) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _number(value: JSONValue) -> float | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?\s*", value):
        return float(value) if "." in value else int(value)
    # Beyond this a double no longer tells whole numbers apart, and a database may refuse it.
    return value if isinstance(value, int | float) and abs(value) <= 2**53 else None


def _whole(value: JSONValue) -> int:
    return int(_number(value) or 0)


def _escaped(value: JSONValue) -> JSONValue:
    if isinstance(value, str):
        return escape_text(value)
    if isinstance(value, list):
        return [_escaped(entry) for entry in value]
    if isinstance(value, dict):
        return {escape_text(key): _escaped(entry) for key, entry in value.items()}
    return value


def _strings(value: JSONValue) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
