"""Which names a package may give its files, and which kinds of files it may hold."""

import re
import unicodedata
from collections.abc import Iterable

from .manifests import InvalidPackage

# The lists of h5p-php-library: no SVG, HTML or SWF in content, since people without the library permission upload it.
CONTENT_EXTENSIONS = frozenset(
    {
        "json",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "bmp",
        "tif",
        "tiff",
        "eot",
        "ttf",
        "woff",
        "woff2",
        "otf",
        "webm",
        "mp4",
    }
    | {
        "ogg",
        "mp3",
        "m4a",
        "wav",
        "txt",
        "pdf",
        "rtf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "odt",
        "ods",
    }
    | {"odp", "csv", "diff", "patch", "md", "textile", "vtt", "webvtt", "gltf", "glb"}
)
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css", "svg", "xml"}

_MAX_SEGMENT_BYTES = 200
_MAX_NAME_BYTES = 700
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
# Hidden files and what archivers of other systems add (__MACOSX, .DS_Store) are passed over, as in every host.
_SKIPPED = re.compile(r"(?:^|/)[._]")


def extension_of(name: str) -> str:
    """Return the extension in lower case without its dot, or an empty string."""
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def is_skipped(name: str) -> bool:
    return bool(_SKIPPED.search(name))


def check_name(name: str) -> None:
    """Raise InvalidPackage unless ``name`` is the relative path of a file (or, with a final slash, of a folder)."""
    shown = repr(name if len(name) <= 120 else name[:120] + "…")
    if not name:
        raise InvalidPackage("The package holds an entry without a name, expected a path.")
    if "\x00" in name:
        raise InvalidPackage(f"{shown}: the name holds a NUL character, expected a plain path.")
    if _CONTROL.search(name):
        raise InvalidPackage(f"{shown}: the name holds a control character, expected a plain path.")
    if "\\" in name:
        raise InvalidPackage(f"{shown}: the name holds a backslash, expected forward slashes between folders.")
    if name.startswith("/"):
        raise InvalidPackage(f"{shown}: the path is absolute, expected one relative to the package.")
    if _DRIVE.match(name):
        raise InvalidPackage(f"{shown}: the path starts with a drive, expected one relative to the package.")
    if ":" in name:
        raise InvalidPackage(f"{shown}: the name holds a colon, expected a plain path.")
    segments = name.removesuffix("/").split("/")
    if ".." in segments:
        raise InvalidPackage(f"{shown}: the path leaves its folder with '..', expected one inside the package.")
    if "." in segments or "" in segments:
        raise InvalidPackage(f"{shown}: the path has an empty or '.' part, expected a plain path.")
    try:
        longest, total = max(len(part.encode()) for part in segments), len(name.encode())
    except UnicodeEncodeError:
        raise InvalidPackage(f"{shown}: the name holds half of a surrogate pair, expected a plain path.") from None
    if longest > _MAX_SEGMENT_BYTES or total > _MAX_NAME_BYTES:
        raise InvalidPackage(
            f"{shown}: the path is {total} bytes long and its longest part {longest}, "
            f"expected at most {_MAX_NAME_BYTES} and {_MAX_SEGMENT_BYTES}."
        )


def is_inside(path: str) -> bool:
    """Whether ``path`` could be a file inside a folder: the same rules, for addresses instead of entries."""
    try:
        check_name(path)
    except InvalidPackage:
        return False
    return not path.endswith("/")


def check_collisions(names: Iterable[str]) -> None:
    """Raise InvalidPackage when two names, folders included, would be one file on some file system.

    Compared without regard to case and Unicode composition, as Windows and macOS do.
    """
    spelling: dict[str, str] = {}
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        path = name.removesuffix("/")
        key = _key(path)
        if not name.endswith("/"):
            if key in files:
                same = files[key] == path
                how = "is in the package twice" if same else f"differs from {files[key]!r} only in case or accents"
                raise InvalidPackage(f"{path!r}: the entry {how}, expected every file once.")
            files[key] = path
        parts = path.split("/")
        for length in range(1, len(parts) + (1 if name.endswith("/") else 0)):
            folder = "/".join(parts[:length])
            folders.setdefault(_key(folder), folder)
            if spelling.setdefault(_key(folder), folder) != folder:
                raise InvalidPackage(
                    f"{folder!r}: the folder differs from {spelling[_key(folder)]!r} only in case or accents, "
                    "expected one spelling."
                )
    for key, path in files.items():
        if key in folders:
            raise InvalidPackage(f"{path!r}: the entry is both a file and a folder, expected one of them.")


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
