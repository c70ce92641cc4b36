"""Files under ``h5p/`` that nothing plays from: what an import or a deletion left that was killed half-way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import Storage

from ..models import H5PContent, H5PLibrary
from .storage import CONTENT, LIBRARIES, content_folder, delete_folder, files_under, h5p_storage, library_folder

YOUNGEST = timedelta(days=1)
"""Younger files are left: an import writes them before its row can be seen."""


def sweep_files(*, now: datetime) -> int:
    """Delete the folders of contents and libraries that no row names, and return how many.

    Only folders whose every file is older than a day, and only folders with the names that we give: what somebody put
    there by hand stays.
    """
    storage = h5p_storage()
    played = {str(folder) for folder in H5PContent.objects.values_list("folder", flat=True)}
    installed = set(H5PLibrary.objects.values_list("folder", flat=True))
    left = [content_folder(UUID(name)) for name in _folders(storage, CONTENT) if _is_ours(name) and name not in played]
    left += [library_folder(name) for name in _folders(storage, LIBRARIES) if name not in installed]
    swept = [folder for folder in left if _is_old(storage, folder, now=now)]
    for folder in swept:
        delete_folder(folder)
    return len(swept)


def _folders(storage: Storage, folder: str) -> Iterator[str]:
    try:
        yield from storage.listdir(folder)[0]
    except FileNotFoundError:
        return


def _is_ours(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _is_old(storage: Storage, folder: str, *, now: datetime) -> bool:
    """Whether the folder has files, and none that was written within a day."""
    times = [storage.get_modified_time(name) for name in files_under(storage, folder)]
    return bool(times) and max(times) < now - YOUNGEST
