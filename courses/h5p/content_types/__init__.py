"""Our own content types: real H5P libraries, in folders beside this file, and packages made of them."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
# A package of the same content has the same bytes, whenever it is made.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_package(
    params: Mapping[str, Any], *, title: str, language: str, machine_name: str = "Kenno.MultiChoice"
) -> bytes:
    """Return a .h5p file of one of our content types, library included.

    ``params`` are the content's parameters by its semantics.json; the words on the screen that they leave out are
    added in ``language`` (fi, sv or en; English for any other).
    """
    folder = _HERE / machine_name
    library = json.loads((folder / "library.json").read_text(encoding="utf-8"))
    name = {
        "machineName": library["machineName"],
        "majorVersion": library["majorVersion"],
        "minorVersion": library["minorVersion"],
    }
    manifest = {
        "title": title,
        "language": language,
        "mainLibrary": machine_name,
        "embedTypes": ["div"],
        "license": "U",
        "preloadedDependencies": [name],
    }
    words = {**words_in(language, machine_name=machine_name), **params.get("l10n", {})}
    files = {
        "h5p.json": _json(manifest),
        "content/content.json": _json({**params, "l10n": words}),
    }
    prefix = f"{machine_name}-{library['majorVersion']}.{library['minorVersion']}"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[f"{prefix}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path_name, content in files.items():
            archive.writestr(zipfile.ZipInfo(path_name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def words_in(language: str, *, machine_name: str = "Kenno.MultiChoice") -> dict[str, str]:
    """Return the content type's words on the screen, by the names of its ``l10n`` group."""
    folder = _HERE / machine_name
    file = folder / "language" / f"{language.split('-', maxsplit=1)[0]}.json"
    if not file.is_file():
        file = folder / "language" / "en.json"
    translated = json.loads(file.read_text(encoding="utf-8"))["semantics"]
    semantics = json.loads((folder / "semantics.json").read_text(encoding="utf-8"))
    return {
        field["name"]: words["default"]
        for group, translation in zip(semantics, translated, strict=True)
        if group.get("common")
        for field, words in zip(group["fields"], translation["fields"], strict=True)
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
