"""Builds .h5p files in memory: good ones from a few words, and bad ones by changing one thing of a good one."""

import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

Files = dict[str, bytes]

FIELDS = [
    {"name": "question", "type": "text", "label": "Question", "tags": ["strong", "em"]},
    {"name": "points", "type": "number", "label": "Points", "min": 1, "max": 10, "default": 1},
]


def h5p_json(main: str = "Test.Choice", *, version: tuple[int, int] = (1, 0), **changes: Any) -> dict[str, Any]:
    manifest = {
        "title": "A cell",
        "language": "en",
        "mainLibrary": main,
        "embedTypes": ["div"],
        "license": "U",
        "preloadedDependencies": [dependency(main, version=version)],
    }
    return {**manifest, **changes}


def dependency(name: str, *, version: tuple[int, int] = (1, 0)) -> dict[str, Any]:
    return {"machineName": name, "majorVersion": version[0], "minorVersion": version[1]}


def library_files(
    name: str = "Test.Choice",
    *,
    version: tuple[int, int, int] = (1, 0, 0),
    needs: Iterable[tuple[str, tuple[int, int]]] = (),
    semantics: list[Any] | None = None,
    script: str = "/* a library */",
    folder: str | None = None,
    **changes: Any,
) -> Files:
    """Return the files of a library, by their paths in a package. A ``changes`` of None takes a key out."""
    manifest = {
        "title": name,
        "machineName": name,
        "majorVersion": version[0],
        "minorVersion": version[1],
        "patchVersion": version[2],
        "runnable": 1,
        "preloadedJs": [{"path": "library.js"}],
        "preloadedCss": [{"path": "library.css"}],
        "preloadedDependencies": [dependency(other, version=at) for other, at in needs],
        **changes,
    }
    manifest = {key: value for key, value in manifest.items() if value is not None}
    root = folder or f"{name}-{version[0]}.{version[1]}"
    return {
        f"{root}/library.json": json.dumps(manifest).encode(),
        f"{root}/semantics.json": json.dumps(FIELDS if semantics is None else semantics).encode(),
        f"{root}/library.js": script.encode(),
        f"{root}/library.css": b".test {}",
        f"{root}/language/fi.json": b'{"semantics": []}',
    }


def package_files(
    *libraries: Files,
    manifest: Mapping[str, Any] | None = None,
    params: Any = None,
    content: Mapping[str, bytes] | None = None,
) -> Files:
    files: Files = {
        "h5p.json": json.dumps(h5p_json() if manifest is None else manifest).encode(),
        "content/content.json": json.dumps({"question": "What is 1C?"} if params is None else params).encode(),
    }
    for library in libraries or (library_files(),):
        files |= library
    return {**files, **{f"content/{name}": body for name, body in (content or {}).items()}}


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    return zipped_entries(
        [(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body) for name, body in files.items()], method
    )


def zipped_entries(entries: Iterable[tuple[zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for info, body in entries:
            archive.writestr(info, body, compress_type=method)
    buffer.seek(0)
    return buffer


def h5p_package(*libraries: Files, **changes: Any) -> io.BytesIO:
    """Return a whole package; ``manifest``, ``params`` and ``content`` as in ``package_files``."""
    return zipped(package_files(*libraries, **changes))


def with_raw_name(files: Mapping[str, bytes], *, name: bytes) -> io.BytesIO:
    """Return a package with one more file in content, named as no well-meaning program would: NUL and all."""
    placeholder = b"~" * len(name)
    raw = zipped({**files, placeholder.decode(): b"x"}).getvalue()
    return io.BytesIO(raw.replace(placeholder, name))
