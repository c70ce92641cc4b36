"""What is written beside a backup: ``manifest.json``, which says what it is of, and ``SHA256SUMS``, of every file.

The list is one that ``sha256sum --check SHA256SUMS`` reads, so a backup can be looked after without this site.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TextIO

FORMAT = 1
"""Raised when a backup of this release could not be read by the ones before."""

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


class BackupFailed(Exception):
    """The backup was not made; nothing of it is left. The message is a sentence for whoever called the command."""


class RestoreRefused(Exception):
    """The backup is not put back. The message says what was found, and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup is of. ``rows`` counts by table, ``files`` by folder; ``secret_key`` is a digest that tells
    whether a site has the same SECRET_KEY, and nothing else."""

    format: int
    made_at: str
    release: str
    django: str
    wagtail: str
    engine: str
    site_url: str
    secret_key: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, int]
    bytes: int
    sums_sha256: str


def release() -> str:
    """Return the release of this code, as pyproject.toml has it."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def write_manifest(manifest: Manifest, *, to: Path) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
    (to / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises RestoreRefused when there is none, or none that this release reads."""
    if not folder.is_dir():
        raise RestoreRefused(f"{folder} is no folder.")
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RestoreRefused(
            f"{folder} has no {MANIFEST}: it is no backup, or one that was broken off before it was whole."
        ) from None
    except ValueError:
        raise RestoreRefused(f"{folder / MANIFEST} cannot be read: it is not the JSON that was written.") from None
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise RestoreRefused(f"{folder / MANIFEST} does not say in which format the backup is.")
    if found["format"] > FORMAT:
        raise RestoreRefused(
            f"{folder} is in format {found['format']}, and this release reads up to {FORMAT}: restore it with the "
            f"release that made it, {found.get('release', 'which it does not name')}, or a later one."
        )
    return _manifest_of(found, folder=folder)


def _manifest_of(found: dict[str, Any], *, folder: Path) -> Manifest:
    try:
        return Manifest(**found)
    except TypeError as error:
        raise RestoreRefused(f"{folder / MANIFEST} is not complete: {error}.") from None


def write_sum(sums: TextIO, *, name: str, digest: str) -> None:
    """Add a file to the list, its name as GNU coreutils escape it."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    sums.write(f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n")


def read_sums(folder: Path, *, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield name and SHA-256 of each file. Raises RestoreRefused when the list is not the one that was written."""
    try:
        with (folder / SUMS).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RestoreRefused(f"{folder / SUMS} cannot be read: {error.strerror}.") from None
    if digest != manifest.sums_sha256:
        raise RestoreRefused(f"{folder / SUMS} was changed after the backup: its SHA-256 is not that of {MANIFEST}.")
    with (folder / SUMS).open(encoding="utf-8", errors="surrogateescape", newline="\n") as sums:
        for line in sums:
            yield _entry(line.removesuffix("\n"))


def _entry(line: str) -> tuple[str, str]:
    is_escaped = line.startswith("\\")
    digest, _space, name = line.removeprefix("\\").partition("  ")
    if is_escaped:
        name = _unescaped(name)
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(digest) != 64:
        raise RestoreRefused(f"{SUMS} names {name!r}, which is no file of a backup.")
    return name, digest


def _unescaped(name: str) -> str:
    parts = name.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\r", "\r") for part in parts)


def check_files(folder: Path, *, manifest: Manifest, digest_of: Callable[[Path], str]) -> list[tuple[str, str]]:
    """Return name and SHA-256 of every file, after reading each. Raises RestoreRefused for the first that is not so."""
    entries = list(read_sums(folder, manifest=manifest))
    for name, digest in entries:
        try:
            found = digest_of(folder / name)
        except FileNotFoundError:
            raise RestoreRefused(f"{folder / name} is missing from the backup.") from None
        except OSError as error:
            raise RestoreRefused(f"{folder / name} cannot be read: {error.strerror}.") from None
        if found != digest:
            raise RestoreRefused(f"{folder / name} was changed after the backup: its SHA-256 is {found}, not {digest}.")
    return entries
