"""Making a backup: under a name of its own until it is whole, so that what has the asked name can be trusted."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import django
import wagtail
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.crypto import salted_hmac

from badges.models import SigningKey

from .databases import database
from .files import PRIVATE_FOLDER, Folder, UnknownStorage, copy_file, digest_of, files_below, make_folder, site_folders
from .manifest import FORMAT, MANIFEST, SUMS, BackupFailed, Manifest, release, write_manifest, write_sum

Say = Callable[[str], None]


def make_backup(folder: Path, *, with_media: bool = True, say: Say) -> Manifest:
    """Copy database, uploads and key files into ``folder``, which is made, and return what was written of it.

    The database first: a file that is uploaded meanwhile is then one too many, not one too few. Raises BackupFailed,
    leaving nothing behind.
    """
    _refuse_full(folder)
    try:
        folders = site_folders(with_media=with_media)
        with _unfinished(folder, say=say) as arriving:
            manifest = _write_backup(arriving, folders=folders, say=say)
            os.sync()
            _put_in_place(arriving, folder)
    except UnknownStorage as error:
        raise BackupFailed(str(error)) from None
    except OSError as error:
        place = error.filename or folder
        raise BackupFailed(f"The backup was broken off at {place}, and removed: {error.strerror}.") from error
    return manifest


def secret_key_digest(secret: str) -> str:
    """Return what tells whether two sites have the same SECRET_KEY, and of the key itself nothing."""
    return salted_hmac("home.backups", "SECRET_KEY", secret=secret, algorithm="sha256").hexdigest()


def keys_without_files() -> list[str]:
    """Return the key files that sign for an issuer and are not there, so that no backup can hold them."""
    keys = SigningKey.objects.usable().select_related("issuer")
    if getattr(settings, "BADGES_SIGNER", "").rpartition(".")[2] not in ("", "FileSigner"):
        return []
    place = Path(settings.BADGES_KEY_DIRECTORY)
    return [key.file_name for key in keys if not (place / key.file_name).exists()]


def _write_backup(arriving: Path, *, folders: list[Folder], say: Say) -> Manifest:
    engine = database()
    place = arriving / engine.file_name
    made_at = timezone.now()
    say("Database")
    rows = engine.dump(place)
    size = place.stat().st_size
    counts = {}
    with (arriving / SUMS).open("x", encoding="utf-8", errors="surrogateescape", newline="\n") as sums:
        write_sum(sums, name=engine.file_name, digest=digest_of(place))
        for one in folders:
            say(f"{one.name}: {one.place}")
            counts[one.name], octets = _copy_folder(one, to=arriving, sums=sums)
            size += octets
    manifest = Manifest(
        format=FORMAT,
        made_at=made_at.isoformat(timespec="seconds"),
        release=release(),
        django=django.get_version(),
        wagtail=wagtail.__version__,
        engine=connection.vendor,
        site_url=settings.SITE_URL,
        secret_key=secret_key_digest(settings.SECRET_KEY),
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        rows=rows,
        files=counts,
        bytes=size,
        sums_sha256=hashlib.sha256((arriving / SUMS).read_bytes()).hexdigest(),
    )
    write_manifest(manifest, to=arriving)
    return manifest


def _copy_folder(folder: Folder, *, to: Path, sums: TextIO) -> tuple[int, int]:
    """Copy all files of a folder; return how many, and their octets. One that goes meanwhile is not missed."""
    count = size = 0
    for source in files_below(folder.place):
        name = f"{folder.name}/{source.relative_to(folder.place).as_posix()}"
        target = to / name
        try:
            digest = copy_file(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            continue
        write_sum(sums, name=name, digest=digest)
        count += 1
        size += target.stat().st_size
    return count, size


def _refuse_full(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BackupFailed(f"{folder} is no folder; name one that is new or empty.")
    if folder.exists() and any(folder.iterdir()):
        kind = "holds a backup already" if (folder / MANIFEST).exists() else "is not empty"
        raise BackupFailed(f"{folder} {kind}, and nothing is written over; name a folder that is new or empty.")


@contextmanager
def _unfinished(folder: Path, *, say: Say) -> Iterator[Path]:
    """Give the folder beside the wanted one in which the backup is made. It is gone afterwards, unless renamed."""
    arriving = folder.with_name(f"{folder.name}.unfinished")
    make_folder(folder.parent, mode=0o755)
    arriving.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    lock = os.open(arriving, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _lock(lock, arriving)
        if any(arriving.iterdir()):
            say(f"An earlier backup was broken off; what it left in {arriving} is removed")
            for one in arriving.iterdir():
                shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
        arriving.chmod(PRIVATE_FOLDER)
        try:
            yield arriving
        except BaseException:
            shutil.rmtree(arriving, ignore_errors=True)
            raise
    finally:
        os.close(lock)


def _lock(descriptor: int, place: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupFailed(f"Another backup is being made in {place} at this moment.") from None


def _put_in_place(arriving: Path, folder: Path) -> None:
    try:
        arriving.rename(folder)
    except OSError as error:
        raise BackupFailed(
            f"The backup could not be given its name {folder} ({error.strerror}). A folder at which a disk is mounted "
            "cannot be replaced: name one inside it."
        ) from error
