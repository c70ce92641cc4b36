"""Read and check a .h5p file. Nothing is extracted, and nothing is trusted, before everything is checked.

The order and the rules are those of h5p-php-library; path rules, count, ratio and depth are added (see ``paths``).
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from .manifests import (
    InvalidPackage,
    LibraryManifest,
    LibraryName,
    PackageManifest,
    named,
    read_library_manifest,
    read_package_manifest,
)
from .paths import (
    CONTENT_EXTENSIONS,
    LIBRARY_EXTENSIONS,
    check_collisions,
    check_name,
    extension_of,
    is_skipped,
)
from .strict_json import InvalidJSON, JSONObject, JSONValue, parse_json

__all__ = ["InvalidPackage", "Library", "Limits", "Package", "read_package"]

_MEBIBYTE = 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Limits:
    """How much a package may hold. Sizes in bytes, uncompressed unless said otherwise."""

    archive_size: int = 256 * _MEBIBYTE
    entry_size: int = 128 * _MEBIBYTE
    total_size: int = 512 * _MEBIBYTE
    entries: int = 10_000
    ratio: int = 200
    ratio_from: int = _MEBIBYTE
    json_size: int = 8 * _MEBIBYTE
    json_depth: int = 100
    # The list of entries is read into memory at once, so it has a limit of its own.
    directory_size: int = 2 * _MEBIBYTE


@dataclass(frozen=True)
class Library:
    """A library as the package holds it. ``files`` are relative to its folder."""

    manifest: LibraryManifest
    folder: str
    files: tuple[str, ...]
    semantics: list[JSONValue]

    @property
    def name(self) -> LibraryName:
        return self.manifest.name


@dataclass
class Package:
    """A package that passed every check. Valid as long as the file it was read from stays open."""

    manifest: PackageManifest
    params: JSONObject
    libraries: tuple[Library, ...]
    content_files: tuple[str, ...]
    _archive: zipfile.ZipFile = field(repr=False)
    _entries: dict[str, zipfile.ZipInfo] = field(repr=False)

    @property
    def main_library(self) -> LibraryName:
        return self.manifest.main_library

    def open(self, path: str) -> BinaryIO:
        """Open the entry ``path`` for reading in pieces. Reading raises InvalidPackage for bytes that do not unpack."""
        try:
            return io.BufferedReader(_EntryReader(self._archive.open(self._entries[path]), path=path))
        except _BROKEN as error:
            raise _not_unpacked(path, error) from error

    def content(self) -> Iterator[tuple[str, str]]:
        """Yield (entry, path inside the content folder) of the content's files, its parameters excluded."""
        for path in self.content_files:
            yield f"content/{path}", path

    def files_of(self, library: Library) -> Iterator[tuple[str, str]]:
        """Yield (entry, path inside the library's folder) of a library's files."""
        for path in library.files:
            yield f"{library.folder}/{path}", path


def read_package(
    file: BinaryIO,
    *,
    limits: Limits = Limits(),
    installed: Collection[LibraryName] = (),
    may_install_libraries: bool = True,
) -> Package:
    """Return the package in ``file``, a seekable binary file. Raises InvalidPackage with one sentence.

    Without ``may_install_libraries`` the libraries inside are passed over unread, as in Moodle, and whatever the
    content needs has to be among ``installed``.
    """
    archive = _opened(file, limits=limits)
    entries = _checked_entries(archive, limits=limits)
    package_json = _json(archive, entries, "h5p.json", limits=limits)
    params = _json(archive, entries, "content/content.json", limits=limits)
    content_files = tuple(_content_files(entries))
    folders = _library_folders(entries) if may_install_libraries else {}
    manifest = read_package_manifest(package_json)
    if not isinstance(params, dict):
        raise InvalidPackage("content/content.json: holds no JSON object, expected the parameters of the content.")
    libraries = tuple(
        _library(archive, entries, folder, files, limits=limits) for folder, files in sorted(folders.items())
    )
    _check_closure(manifest, libraries, installed=frozenset(installed), may_install=may_install_libraries)
    return Package(manifest, params, libraries, content_files, archive, entries)


class _EntryReader(io.RawIOBase):
    """Reads an entry, and says of broken bytes that the package is invalid."""

    def __init__(self, entry: IO[bytes], *, path: str) -> None:
        self._entry = entry
        self._path = path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            piece = self._entry.read(len(buffer))
        except _BROKEN as error:
            raise _not_unpacked(self._path, error) from error
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._entry.close()
        super().close()


class _DirectoryGuard(io.RawIOBase):
    """Refuses to read more than ``limit`` bytes at once: a zip's list of entries is one read, before any check."""

    def __init__(self, file: BinaryIO, *, limit: int) -> None:
        self._file = file
        self._limit = limit

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._limit + 1 if size is None or size < 0 else size
        if wanted > self._limit + 1 or len(read := self._file.read(wanted)) > self._limit:
            raise InvalidPackage(
                f"The package lists its entries in more than {self._limit} bytes, expected a package of fewer files."
            )
        return read

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _not_unpacked(path: str, error: BaseException) -> InvalidPackage:
    return InvalidPackage(f"{path}: the entry cannot be unpacked ({error}).")


def _opened(file: BinaryIO, *, limits: Limits) -> zipfile.ZipFile:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size > limits.archive_size:
        raise InvalidPackage(f"The package is {size} bytes long, expected at most {limits.archive_size}.")
    try:
        zipfile.ZipFile(_DirectoryGuard(file, limit=limits.directory_size))
        file.seek(0)
        archive = zipfile.ZipFile(file)
    except InvalidPackage:
        raise
    except _BROKEN as error:
        raise InvalidPackage(f"The file is not a zip archive that can be opened ({error}).") from error
    compressed = sum(entry.compress_size for entry in archive.infolist())
    if compressed > size:
        raise InvalidPackage(
            f"The entries of the package take {compressed} bytes of a file of {size}: "
            "they overlap, expected each apart."
        )
    return archive


def _checked_entries(archive: zipfile.ZipFile, *, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    listed = archive.infolist()
    if len(listed) > limits.entries:
        raise InvalidPackage(f"The package holds {len(listed)} entries, expected at most {limits.entries}.")
    total = 0
    for entry in listed:
        # Not ``filename``: there zipfile has already cut the name at a NUL.
        name = entry.orig_filename
        check_name(name)
        _check_entry(entry, name, limits=limits)
        total += entry.file_size
        if total > limits.total_size:
            raise InvalidPackage(f"{name}: the package unpacks to more than {limits.total_size} bytes by here.")
    kept = [entry for entry in listed if not is_skipped(entry.orig_filename)]
    check_collisions(entry.orig_filename for entry in kept)
    return {entry.orig_filename: entry for entry in kept if not entry.is_dir()}


def _check_entry(entry: zipfile.ZipInfo, name: str, *, limits: Limits) -> None:
    if entry.flag_bits & 0x2041:
        raise InvalidPackage(f"{name}: the entry is encrypted, expected a package that opens without a password.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "a symbolic link" if kind == stat.S_IFLNK else "a special file"
        raise InvalidPackage(f"{name}: the entry is {what}, expected a file or a folder.")
    if entry.compress_type not in _METHODS:
        raise InvalidPackage(
            f"{name}: the entry is compressed by method {entry.compress_type}, expected deflate (8) or none (0)."
        )
    if entry.file_size > limits.entry_size:
        raise InvalidPackage(f"{name}: unpacks to {entry.file_size} bytes, expected at most {limits.entry_size}.")
    if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise InvalidPackage(
            f"{name}: unpacks from {entry.compress_size} to {entry.file_size} bytes, "
            f"expected at most {limits.ratio} times as much."
        )


def _json(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], path: str, *, limits: Limits) -> JSONValue:
    if path not in entries:
        raise InvalidPackage(f"{path}: the file is missing, expected it in every package.")
    entry = entries[path]
    if entry.file_size > limits.json_size:
        raise InvalidPackage(f"{path}: is {entry.file_size} bytes long, expected JSON of at most {limits.json_size}.")
    try:
        raw = archive.read(entry)
    except _BROKEN as error:
        raise _not_unpacked(path, error) from error
    try:
        return parse_json(raw, max_depth=limits.json_depth)
    except InvalidJSON as error:
        raise InvalidPackage(f"{path}: {error}.") from None


def _content_files(entries: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    for name in entries:
        if name.startswith("content/") and name != "content/content.json":
            _check_extension(name, CONTENT_EXTENSIONS)
            yield name.removeprefix("content/")


def _library_folders(entries: dict[str, zipfile.ZipInfo]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for name in entries:
        folder, slash, path = name.partition("/")
        if slash and folder != "content":
            _check_extension(name, LIBRARY_EXTENSIONS)
            folders.setdefault(folder, []).append(path)
    return folders


def _check_extension(name: str, allowed: frozenset[str]) -> None:
    extension = extension_of(name)
    if extension not in allowed:
        found = f"extension {extension}" if extension else "no extension"
        raise InvalidPackage(f"{name}: has {found}, expected one of {', '.join(sorted(allowed))}.")


def _library(
    archive: zipfile.ZipFile,
    entries: dict[str, zipfile.ZipInfo],
    folder: str,
    files: list[str],
    *,
    limits: Limits,
) -> Library:
    if "library.json" not in files:
        raise InvalidPackage(f"{folder}: the folder holds no library.json, expected one in every library.")
    manifest = read_library_manifest(_json(archive, entries, f"{folder}/library.json", limits=limits), folder=folder)
    semantics: list[JSONValue] = []
    if "semantics.json" in files:
        fields = _json(archive, entries, f"{folder}/semantics.json", limits=limits)
        if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
            raise InvalidPackage(f"{folder}/semantics.json: holds no list of fields, expected a list of objects.")
        semantics = fields
    for path in files:
        parent, _, name = path.rpartition("/")
        if parent == "language" and extension_of(name) == "json":
            translation = _json(archive, entries, f"{folder}/{path}", limits=limits)
            if not isinstance(translation, dict):
                raise InvalidPackage(f"{folder}/{path}: holds no JSON object, expected a translation of the semantics.")
    held = frozenset(files)
    for path in manifest.js + manifest.css:
        if path not in held:
            raise InvalidPackage(f"{folder}/library.json: lists {path}, which the folder does not hold.")
    return Library(manifest=manifest, folder=folder, files=tuple(files), semantics=semantics)


def _check_closure(
    manifest: PackageManifest,
    libraries: tuple[Library, ...],
    *,
    installed: frozenset[LibraryName],
    may_install: bool,
) -> None:
    held: dict[LibraryName, Library] = {}
    for library in libraries:
        if library.name in held:
            raise InvalidPackage(
                f"{library.folder}: holds {library.name}, as {held[library.name].folder} does, expected it once."
            )
        held[library.name] = library
    available = installed | held.keys()
    missing = {name for name in manifest.preloaded if name not in available}
    if missing and not may_install:
        raise InvalidPackage(
            f"h5p.json: needs {named(missing)}, which this site has not installed; "
            "expected installed libraries, since you may not install any. Ask somebody who may to upload this package."
        )
    if missing:
        raise InvalidPackage(
            f"h5p.json: needs {named(missing)}, which is neither in the package nor installed on this site."
        )
    for library in libraries:
        if unmet := {name for name in library.manifest.dependencies if name not in available}:
            raise InvalidPackage(
                f"{library.folder}/library.json: depends on {named(unmet)}, "
                "which is neither in the package nor installed on this site."
            )
    main = held.get(manifest.main_library)
    if main is not None and not main.manifest.is_runnable:
        raise InvalidPackage(f"h5p.json: mainLibrary {manifest.main_library} is not runnable, expected a content type.")
