"""Putting a backup back: everything is read and checked before anything is touched, and what was there is set aside."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from badges.self_check import problems_of_badges

from .databases import count_rows, database
from .files import KEYS, Folder, UnknownStorage, copy_file, digest_of, make_folder, site_folders
from .making import secret_key_digest
from .manifest import BackupFailed, Manifest, RestoreRefused, check_files, read_manifest, release

Say = Callable[[str], None]


@dataclass
class Restored:
    """What came out of it: where former things are kept, and what is not as it should be, in sentences."""

    manifest: Manifest
    set_aside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def restore_backup(folder: Path, *, replace: bool = False, with_media: bool = True, say: Say) -> Restored:
    """Put the backup in ``folder`` in the place of this site, bring it up to date, and look whether it works.

    ``replace``: what is there is renamed, not deleted. Raises RestoreRefused with the site as it was, whatever fails
    before the migrations.
    """
    manifest = read_manifest(folder)
    refuse_foreign(manifest)
    say("Checking every file of the backup")
    entries = check_files(folder, manifest=manifest, digest_of=digest_of)
    try:
        engine, folders = database(), site_folders(with_media=with_media)
        _refuse_missing_folders(manifest, folders=folders, with_media=with_media)
        if not replace:
            engine.refuse_what_is_there()
            _refuse_files(folders)
        restored = Restored(manifest)
        aside = f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
        _put_back(folder, entries=entries, folders=folders, aside=aside, restored=restored, say=say)
    except (BackupFailed, UnknownStorage) as error:
        raise RestoreRefused(str(error)) from error
    except OSError as error:
        raise RestoreRefused(f"Nothing is changed: {error.filename or folder}: {error.strerror}.") from error
    say("Migrating")
    call_command("migrate", interactive=False, verbosity=0)
    # Makes nothing unless the settings keep the cache in the database.
    call_command("createcachetable", verbosity=0)
    say("Looking whether it works")
    restored.problems += [*_problems_of_settings(manifest), *problems_of_badges()]
    return restored


def refuse_foreign(manifest: Manifest) -> None:
    """Raise RestoreRefused for a backup of another kind of database, or of a release later than this one."""
    if manifest.engine != connection.vendor:
        raise RestoreRefused(
            f"The backup is of a database of {manifest.engine}, and DATABASE_URL names one of {connection.vendor}. "
            "Restore into the same kind."
        )
    if _numbers(manifest.release) > _numbers(release()):
        raise RestoreRefused(
            f"The backup was made by release {manifest.release}, and this is {release()}: install that release or a "
            "later one first."
        )
    if unknown := unknown_migrations(manifest.migrations):
        raise RestoreRefused(
            f"The backup knows migrations that this site does not, such as {unknown[0]}: it was made by a later "
            "release, or with other apps (TASKS_BACKEND)."
        )


def unknown_migrations(applied: list[str]) -> list[str]:
    """Return what was applied and comes after all that this code has of the app; what was squashed does not."""
    known: dict[str, str] = {}
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        known[app] = max(known.get(app, ""), name)
    return [one for one in applied if one.partition(".")[2] > known.get(one.partition(".")[0], "")]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _refuse_missing_folders(manifest: Manifest, *, folders: list[Folder], with_media: bool) -> None:
    here = {one.name for one in folders}
    for name, count in manifest.files.items():
        if count and name not in here and (with_media or name == KEYS):
            raise RestoreRefused(
                f"The backup has {count} files of “{name}”, a storage that STORAGES does not name here."
            )


def _refuse_files(folders: list[Folder]) -> None:
    for one in folders:
        if not one.is_empty:
            raise RestoreRefused(
                f"{one.place} is not empty. Restore into a new place, or give --replace: then what is there is set "
                "aside, not deleted."
            )


def _put_back(
    folder: Path, *, entries: list[tuple[str, str]], folders: list[Folder], aside: str, restored: Restored, say: Say
) -> None:
    engine = database()
    with ExitStack() as undo:
        for one in folders:
            say(f"{one.name}: {one.place}")
            own = [(name, digest) for name, digest in entries if name.split("/")[0] == one.name]
            former = undo.enter_context(_restored_folder(folder, entries=own, to=one, aside=aside))
            restored.set_aside += [former] if former else []
        say("Database")
        former = undo.enter_context(engine.restore(folder / engine.file_name, aside=aside))
        restored.set_aside += [former] if former else []
        rows = count_rows()
        wanted = restored.manifest.rows
        if other := sorted(table for table in wanted if rows.get(table) != wanted[table]):
            table = other[0]
            raise RestoreRefused(
                f"The table {table} has {rows.get(table, 0)} rows after restoring, and {wanted[table]} in the backup. "
                "Everything is as it was before."
            )


@contextmanager
def _restored_folder(folder: Path, *, entries: list[tuple[str, str]], to: Folder, aside: str) -> Iterator[str]:
    """Copy the files beside the place, then put them into it; give where the former folder is, or an empty text."""
    arriving = to.place.with_name(f"{to.place.name}.restoring")
    former = to.place.with_name(f"{to.place.name}.{aside}")
    had_one = not to.is_empty
    try:
        shutil.rmtree(arriving, ignore_errors=True)
        make_folder(arriving, mode=to.folder_mode)
        for name, digest in entries:
            target = arriving / name.partition("/")[2]
            found = copy_file(folder / name, target, mode=to.file_mode, folder_mode=to.folder_mode)
            if found != digest:
                raise RestoreRefused(f"{folder / name} changed while it was copied.")
        if had_one:
            to.place.rename(former)
        arriving.rename(to.place)
        yield str(former) if had_one else ""
    except BaseException:
        shutil.rmtree(arriving, ignore_errors=True)
        if former.exists():
            shutil.rmtree(to.place, ignore_errors=True)
            former.rename(to.place)
        elif not had_one:
            shutil.rmtree(to.place, ignore_errors=True)
        raise


def _problems_of_settings(manifest: Manifest) -> Iterator[str]:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if manifest.secret_key not in map(secret_key_digest, secrets):
        yield (
            "SECRET_KEY is not the one of the site that was backed up. The authenticator apps of staff and the mail in "
            "the queue cannot be read without it: set it, or add it to SECRET_KEY_FALLBACKS."
        )
    if manifest.site_url != settings.SITE_URL:
        yield (
            f"SITE_URL is {settings.SITE_URL}, and the badges name {manifest.site_url}: until it is that again, they "
            "cannot be verified here."
        )
