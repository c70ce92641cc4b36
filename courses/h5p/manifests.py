"""h5p.json and library.json, by the schemas of h5p-php-library (``H5PValidator``, core API 1.28)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .strict_json import JSONObject, JSONValue

CORE_API = (1, 28)
LICENCES = (
    "CC BY",
    "CC BY-SA",
    "CC BY-ND",
    "CC BY-NC",
    "CC BY-NC-SA",
    "CC BY-NC-ND",
    "CC0 1.0",
    "GNU GPL",
    "PD",
    "ODC PDDL",
    "CC PDM",
    "U",
    "C",
)
_DEPENDENCY_KINDS = ("preloadedDependencies", "dynamicDependencies", "editorDependencies")

_Schema: TypeAlias = re.Pattern[str] | dict[str, "_Schema"]

_MACHINE_NAME = re.compile(r"[\w.\-]{1,255}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,5}")
_FLAG = re.compile(r"[01]")
_LINE = re.compile(r"[^\n]{1,255}")
_TEXT = re.compile(r".{1,5000}", re.DOTALL)
_SIZE = re.compile(r"[0-9]{1,4}")
_PATH = re.compile(r".{1,1024}", re.DOTALL)
_DEPENDENCY: _Schema = {"machineName": _MACHINE_NAME, "majorVersion": _NUMBER, "minorVersion": _NUMBER}

_PACKAGE_REQUIRED: dict[str, _Schema] = {
    "title": _LINE,
    "language": re.compile(r"[-a-zA-Z]{1,10}"),
    "preloadedDependencies": _DEPENDENCY,
    "mainLibrary": re.compile(r"[$a-z_][0-9a-z_.$]{1,254}", re.IGNORECASE | re.ASCII),
}
_PACKAGE_OPTIONAL: dict[str, _Schema] = {
    "contentType": _LINE,
    "dynamicDependencies": _DEPENDENCY,
    "author": _LINE,
    "authors": {"name": _LINE, "role": re.compile(r"\w+")},
    "source": re.compile(r"https?://.+"),
    "license": re.compile("|".join(map(re.escape, LICENCES))),
    "licenseVersion": re.compile(r"1\.0|2\.0|2\.5|3\.0|4\.0"),
    "licenseExtras": _TEXT,
    "yearsFrom": _SIZE,
    "yearsTo": _SIZE,
    "changes": {"author": _LINE, "log": _TEXT},
    "authorComments": _TEXT,
    "w": _SIZE,
    "h": _SIZE,
}
_LIBRARY_REQUIRED: dict[str, _Schema] = {
    "title": _LINE,
    "majorVersion": _NUMBER,
    "minorVersion": _NUMBER,
    "patchVersion": _NUMBER,
    "machineName": _MACHINE_NAME,
    "runnable": _FLAG,
}
_LIBRARY_OPTIONAL: dict[str, _Schema] = {
    "author": _LINE,
    "preloadedDependencies": _DEPENDENCY,
    "dynamicDependencies": _DEPENDENCY,
    "editorDependencies": _DEPENDENCY,
    "preloadedJs": {"path": _PATH},
    "preloadedCss": {"path": _PATH},
    "dropLibraryCss": {"machineName": _MACHINE_NAME},
    "w": _SIZE,
    "h": _SIZE,
    "fullscreen": _FLAG,
    "coreApi": {"majorVersion": _NUMBER, "minorVersion": _NUMBER},
}


class InvalidPackage(ValueError):
    """A package is refused. The message is a sentence: which file, what was found, what was expected."""


@dataclass(frozen=True, order=True)
class LibraryName:
    """A library as contents and dependencies name it: a patch never changes what it can be used for."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """``H5P.Image-1.1``, the name that the H5P core asks a library's files by."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> "LibraryName | None":
        """Return the library that ``H5P.Image 1.1`` (or ``H5P.Image 1.1.4``) names, or None for anything else."""
        match = re.fullmatch(r"([\w.\-]{1,255}) ([0-9]{1,5})\.([0-9]{1,5})(?:\.[0-9]{1,5})?", text, re.ASCII)
        return cls(match[1], int(match[2]), int(match[3])) if match else None


@dataclass(frozen=True)
class LibraryManifest:
    """library.json, read. Paths are relative to the library's folder and normalised."""

    name: LibraryName
    patch: int
    title: str
    is_runnable: bool
    js: tuple[str, ...]
    css: tuple[str, ...]
    preloaded: tuple[LibraryName, ...]
    dynamic: tuple[LibraryName, ...]
    editor: tuple[LibraryName, ...]
    drops_css_of: frozenset[str]
    core_api: tuple[int, int] | None
    raw: JSONObject

    @property
    def dependencies(self) -> tuple[LibraryName, ...]:
        return self.preloaded + self.dynamic + self.editor

    @property
    def version(self) -> tuple[int, int, int]:
        return self.name.major, self.name.minor, self.patch


@dataclass(frozen=True)
class PackageManifest:
    """h5p.json, read. ``language`` is a BCP 47 tag or ``und``."""

    title: str
    language: str
    main_library: LibraryName
    preloaded: tuple[LibraryName, ...]
    raw: JSONObject


def read_package_manifest(value: JSONValue) -> PackageManifest:
    """Return h5p.json. Raises InvalidPackage; versions may be strings, since most hosts write them so."""
    manifest = _checked(value, file="h5p.json", required=_PACKAGE_REQUIRED, optional=_PACKAGE_OPTIONAL)
    embed_types = manifest.get("embedTypes")
    if not isinstance(embed_types, list) or not embed_types or not set(map(str, embed_types)) & {"div", "iframe"}:
        raise InvalidPackage(f"h5p.json: embedTypes is {_shown(embed_types)}, expected a list with div or iframe.")
    wanted = str(manifest["mainLibrary"])
    preloaded = _dependencies(manifest, "preloadedDependencies")
    main = next((name for name in preloaded if name.machine_name == wanted), None)
    if main is None:
        listed = ", ".join(map(str, preloaded)) or "none"
        raise InvalidPackage(
            f"h5p.json: mainLibrary is {wanted}, which is not among its preloadedDependencies ({listed}); "
            "expected it there, since its version stands there."
        )
    return PackageManifest(
        title=str(manifest["title"]),
        language=str(manifest["language"]),
        main_library=main,
        preloaded=preloaded,
        raw=manifest,
    )


def read_library_manifest(value: JSONValue, *, folder: str) -> LibraryManifest:
    """Return the library.json of ``folder``. Raises InvalidPackage, also for a core API above 1.28."""
    file = f"{folder}/library.json"
    manifest = _checked(value, file=file, required=_LIBRARY_REQUIRED, optional=_LIBRARY_OPTIONAL)
    name = LibraryName(
        str(manifest["machineName"]), int(str(manifest["majorVersion"])), int(str(manifest["minorVersion"]))
    )
    if folder not in (name.machine_name, name.folder):
        raise InvalidPackage(
            f"{file}: describes {name}, expected in a folder named {name.machine_name} or {name.folder}."
        )
    core_api = _core_api(manifest)
    if core_api is not None and core_api > CORE_API:
        raise InvalidPackage(
            f"{file}: needs core API {core_api[0]}.{core_api[1]}, and this site has {CORE_API[0]}.{CORE_API[1]}."
        )
    return LibraryManifest(
        name=name,
        patch=int(str(manifest["patchVersion"])),
        title=str(manifest["title"]),
        is_runnable=str(manifest["runnable"]) == "1",
        js=_paths(manifest, "preloadedJs", file=file, extension=".js"),
        css=_paths(manifest, "preloadedCss", file=file, extension=".css"),
        preloaded=_dependencies(manifest, "preloadedDependencies"),
        dynamic=_dependencies(manifest, "dynamicDependencies"),
        editor=_dependencies(manifest, "editorDependencies"),
        drops_css_of=frozenset(str(item["machineName"]) for item in _items(manifest, "dropLibraryCss")),
        core_api=core_api,
        raw=manifest,
    )


def named(libraries: Iterable[LibraryName]) -> str:
    """Return the libraries for a sentence, in one fixed order."""
    return ", ".join(map(str, sorted(set(libraries))))


def _checked(
    value: JSONValue, *, file: str, required: Mapping[str, _Schema], optional: Mapping[str, _Schema]
) -> JSONObject:
    if not isinstance(value, dict):
        raise InvalidPackage(f"{file}: holds {_shown(value)}, expected a JSON object.")
    for key, schema in required.items():
        if key not in value:
            raise InvalidPackage(f"{file}: {key} is missing, expected {_expected(schema)}.")
        _check(value[key], schema, file=file, key=key)
    for key, schema in optional.items():
        if value.get(key) is not None:
            _check(value[key], schema, file=file, key=key)
    return value


def _check(value: JSONValue, schema: _Schema, *, file: str, key: str) -> None:
    if isinstance(schema, re.Pattern):
        # PHP's JSON lets true and false stand for a number nowhere; 1, "1" and 0 are what is written.
        is_scalar = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
        if not is_scalar or not schema.fullmatch(str(value)):
            raise InvalidPackage(f"{file}: {key} is {_shown(value)}, expected {_expected(schema)}.")
        return
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, dict):
            raise InvalidPackage(f"{file}: {key} holds {_shown(item)}, expected {_expected(schema)}.")
        for part, part_schema in schema.items():
            if part not in item:
                raise InvalidPackage(f"{file}: {key} has an entry without {part}, expected {_expected(schema)}.")
            _check(item[part], part_schema, file=file, key=f"{key}.{part}")


def _expected(schema: _Schema) -> str:
    if isinstance(schema, re.Pattern):
        return f"a text or whole number of the form {schema.pattern}"
    return f"objects with {', '.join(schema)}"


def _shown(value: JSONValue) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return repr(value if not isinstance(value, str) or len(value) <= 80 else value[:80] + "…")


def _items(manifest: JSONObject, key: str) -> list[dict[str, Any]]:
    value = manifest.get(key) or []
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _dependencies(manifest: JSONObject, key: str) -> tuple[LibraryName, ...]:
    return tuple(
        LibraryName(str(item["machineName"]), int(item["majorVersion"]), int(item["minorVersion"]))
        for item in _items(manifest, key)
    )


def _core_api(manifest: JSONObject) -> tuple[int, int] | None:
    value = manifest.get("coreApi")
    if not isinstance(value, dict):
        return None
    return int(str(value["majorVersion"])), int(str(value["minorVersion"]))


def _paths(manifest: JSONObject, key: str, *, file: str, extension: str) -> tuple[str, ...]:
    # Upstream allows a leading slash and backslashes between folders; the files themselves may have neither.
    paths = []
    for item in _items(manifest, key):
        path = str(item["path"]).replace("\\", "/").removeprefix("./").lstrip("/")
        if any(part in ("", ".", "..") for part in path.split("/")) or not path.lower().endswith(extension):
            raise InvalidPackage(
                f"{file}: {key} lists {_shown(item['path'])}, expected the path of a {extension} file in its folder."
            )
        paths.append(path)
    return tuple(paths)
