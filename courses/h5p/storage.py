"""Where H5P files live: the storage named ``h5p`` if the site has one, else the default storage.

Contents are private. A site whose default storage is public names a private one, or leaves ``h5p/`` unserved.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage, storages
from django.core.files.storage.handler import InvalidStorageError

from .package import Package

LIBRARIES = "h5p/libraries"
CONTENT = "h5p/content"


def h5p_storage() -> Storage:
    try:
        return storages["h5p"]
    except InvalidStorageError:
        return default_storage


def content_folder(folder: UUID) -> str:
    return f"{CONTENT}/{folder}"


def library_folder(folder: str) -> str:
    return f"{LIBRARIES}/{folder}"


def extract(package: Package, files: Iterable[tuple[str, str]], *, to: str, written: list[str]) -> None:
    """Write (entry, path) of a package under the folder ``to``, in pieces, and note each file in ``written``.

    Raises InvalidPackage for an entry that cannot be unpacked, and FileExistsError when the folder was not fresh.
    """
    storage = h5p_storage()
    for entry, path in files:
        wanted = f"{to}/{path}"
        # Noted first: a file that breaks off half-way is there too.
        written.append(wanted)
        with package.open(entry) as source:
            saved = storage.save(wanted, File(source, name=path))
        if saved != wanted:
            written[-1] = saved
            raise FileExistsError(f"{wanted}: the file is there already, expected a fresh folder.")


def delete_files(names: Iterable[str]) -> None:
    """Delete these files, and the folders that they leave empty where the storage has folders."""
    storage = h5p_storage()
    folders = set()
    for name in names:
        storage.delete(name)
        parts = name.split("/")[:-1]
        folders.update("/".join(parts[:length]) for length in range(3, len(parts) + 1))
    for folder in sorted(folders, key=len, reverse=True):
        _delete_empty_folder(storage, folder)


def delete_folder(folder: str) -> None:
    """Delete a folder of ours with everything in it; a folder that is not there is no error."""
    delete_files(list(files_under(h5p_storage(), folder)))


def files_under(storage: Storage, folder: str) -> Iterator[str]:
    """Yield the name of every file in the folder and below it; none when there is no such folder."""
    try:
        folders, files = storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from files_under(storage, f"{folder}/{name}")


def _delete_empty_folder(storage: Storage, folder: str) -> None:
    try:
        folders, files = storage.listdir(folder)
        if not folders and not files:
            storage.delete(folder)
    except OSError:
        # Something else is in it, or the storage has no folders: nothing is lost by leaving it.
        return
