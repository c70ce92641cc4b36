"""Folders of files that belong to a site, and how one file is copied: in pieces, with its digest, for nobody else."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from badges import conf as badges_conf

from .manifest import BackupFailed

PIECE = 1024 * 1024
"""Octets that are in memory at once."""

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

KEYS = "keys"


@dataclass(frozen=True)
class Folder:
    """A folder of the site: its name in a backup, its place here, and the modes of what is put back into it."""

    name: str
    place: Path
    file_mode: int
    folder_mode: int

    @property
    def is_empty(self) -> bool:
        return not self.place.exists() or not any(self.place.iterdir())


class UnknownStorage(Exception):
    """Uploads are kept where this command cannot copy them."""


def site_folders(*, with_media: bool) -> list[Folder]:
    """Return the keys' folder, and unless told otherwise those of uploads.

    Raises UnknownStorage for uploads that are not in a folder of this machine.
    """
    keys = Folder(KEYS, badges_conf.key_directory(), PRIVATE_FILE, PRIVATE_FOLDER)
    return [keys, *(_media_folders() if with_media else ())]


def _media_folders() -> list[Folder]:
    found: list[Folder] = []
    for alias in settings.STORAGES:
        # Static files are made from the code.
        if alias == "staticfiles":
            continue
        storage = storages[alias]
        if not isinstance(storage, FileSystemStorage):
            raise UnknownStorage(
                f"Files of the storage “{alias}” are kept by {type(storage).__name__}, not in a folder. Back them up "
                "by its own means, and give --without-media."
            )
        place = Path(storage.location)
        if any(place.is_relative_to(other.place) for other in found):
            continue
        name = "media" if alias == "default" else f"media-{alias}"
        file_mode = storage.file_permissions_mode or 0o644
        found.append(Folder(name, place, file_mode, storage.directory_permissions_mode or 0o755))
    return found


def files_below(place: Path) -> Iterator[Path]:
    """Yield the files below a folder, in order. Raises BackupFailed for a link to a folder: it would be left out."""
    if not place.exists():
        return
    with os.scandir(place) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        elif entry.is_symlink() and entry.is_dir():
            raise BackupFailed(
                f"{entry.path} is a link to a folder, which a backup does not follow; put the files there."
            )
        elif entry.is_file():
            yield Path(entry.path)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits. A link is not followed: it raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_file(source: Path, target: Path, *, mode: int = PRIVATE_FILE, folder_mode: int = PRIVATE_FOLDER) -> str:
    """Copy a file to a place where none is, keeping its time; return the SHA-256 of what was written.

    It has its mode before it has a content, so that a key is never open to others for a moment.
    """
    make_folder(target.parent, mode=folder_mode)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        while piece := read.read(PIECE):
            digest.update(piece)
            written.write(piece)
        os.fchmod(written.fileno(), mode)
        times = os.fstat(read.fileno())
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
    return digest.hexdigest()


def make_folder(folder: Path, *, mode: int = PRIVATE_FOLDER) -> None:
    """Make a folder and those above that are missing, each with the mode; leave those that are there as they are."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        one.chmod(mode)
