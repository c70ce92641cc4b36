"""The database of a backup: a copy of one moment, made while the site runs, by the means of each engine."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, transaction

from .manifest import BackupFailed, RestoreRefused


class Database(Protocol):
    """What a backup asks of an engine."""

    file_name: str

    def dump(self, to: Path) -> dict[str, int]:
        """Write the database as it is at one moment; return how many rows each table has in it.

        Raises BackupFailed.
        """

    def refuse_what_is_there(self) -> None:
        """Raise RestoreRefused, saying how to go on, when the database has tables."""

    def restore(self, source: Path, *, aside: str) -> AbstractContextManager[str]:
        """Put the dump in the place of what is there; a context, which undoes it when it is left by an exception.

        Gives where the former database is kept, under a name that ends in ``aside``, or an empty text. Raises
        RestoreRefused.
        """


def database() -> Database:
    """Return the site's database. Raises BackupFailed for an engine that has no way here."""
    match connection.vendor:
        case "sqlite":
            return Sqlite()
        case "postgresql":
            return Postgresql()
        case other:
            raise BackupFailed(f"The database is {other}, and only SQLite and PostgreSQL can be backed up.")


def count_rows() -> dict[str, int]:
    """Return how many rows each table of a model has, as the connection sees them now."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        counts = {}
        for table in _tables() & there:
            cursor.execute(_count(table))
            counts[table] = cursor.fetchone()[0]
    return dict(sorted(counts.items()))


def _tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def _count(table: str) -> str:
    return f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}"  # noqa: S608


NOT_EMPTY = (
    "The database {name} holds {count} tables already. Restore into an empty one, or give --replace: then what is "
    "there is set aside, not deleted."
)


class Sqlite:
    """SQLite's online backup: readers and writers go on meanwhile, and what they write is not in it."""

    file_name = "database.sqlite3"

    def dump(self, to: Path) -> dict[str, int]:
        connection.ensure_connection()
        try:
            to.touch(mode=0o600)
            copy = sqlite3.connect(to)
            try:
                # All pages in one step: in several, each write to the database would begin it anew.
                connection.connection.backup(copy, pages=-1)
                # One file, whatever journal the site keeps.
                copy.execute("PRAGMA journal_mode=DELETE")
                problem = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
                if problem != "ok":
                    raise BackupFailed(f"The database is damaged, says SQLite: {problem}.")
                return self._count(copy)
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise BackupFailed(f"The database could not be copied to {to}: {error}.") from error

    def _count(self, copy: sqlite3.Connection) -> dict[str, int]:
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {table: copy.execute(_count(table)).fetchone()[0] for table in sorted(_tables() & there)}

    def refuse_what_is_there(self) -> None:
        _refuse_tables(str(connection.settings_dict["NAME"]))

    @contextmanager
    def restore(self, source: Path, *, aside: str) -> Iterator[str]:
        # SQLite leaves a file without tables behind when it is only looked at.
        was_empty = not _table_names()
        connection.close()
        place = Path(connection.settings_dict["NAME"])
        arriving = place.with_name(f"{place.name}.restoring")
        former = {
            one: one.with_name(f"{one.name}.{aside}")
            for one in (place, *(place.with_name(f"{place.name}{end}") for end in ("-wal", "-shm", "-journal")))
            if one.exists()
        }
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, arriving)
            arriving.chmod(0o600)
            for one, kept in former.items():
                one.rename(kept)
            arriving.rename(place)
            yield "" if was_empty else str(former[place])
        except BaseException:
            connection.close()
            arriving.unlink(missing_ok=True)
            for one, kept in former.items():
                if kept.exists():
                    kept.replace(one)
            if place not in former:
                place.unlink(missing_ok=True)
            raise
        if was_empty:
            for kept in former.values():
                kept.unlink()


class Postgresql:
    """PostgreSQL's own programs. They take one snapshot, and its counts come from the same."""

    file_name = "database.pgdump"

    def dump(self, to: Path) -> dict[str, int]:
        self._refuse_older_program()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                # It waits here for pg_dump, and must not be taken for forgotten.
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
            counts = count_rows()
            reach, _environment = _access()
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}"]
            done = _run("pg_dump", [*options, f"--schema={_quoted(_schema())}", *reach])
        if done.returncode:
            raise BackupFailed(f"pg_dump could not copy the database: {_last_line(done.stderr)}")
        to.chmod(0o600)
        return counts

    def refuse_what_is_there(self) -> None:
        _refuse_tables(str(connection.settings_dict["NAME"]))

    @contextmanager
    def restore(self, source: Path, *, aside: str) -> Iterator[str]:
        schema, former = _schema(), ""
        if _table_names():
            self._refuse_company()
            former = f"{schema}_{aside.replace('-', '_')}"
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER SCHEMA {_quoted(schema)} RENAME TO {_quoted(former)}")
                cursor.execute(f"CREATE SCHEMA {_quoted(schema)}")
        try:
            # Whole or not at all. The schema itself is here already, and the dump would make it.
            options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
            reach, _environment = _access()
            done = _run("pg_restore", [*options, f"--schema={schema}", *reach, str(source)])
            if done.returncode:
                raise RestoreRefused(f"pg_restore could not restore the database: {_last_line(done.stderr)}")
            yield f"schema {former}" if former else ""
        except BaseException:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {_quoted(schema)} CASCADE")
                cursor.execute(
                    f"ALTER SCHEMA {_quoted(former)} RENAME TO {_quoted(schema)}"
                    if former
                    else f"CREATE SCHEMA {_quoted(schema)}"
                )
            raise

    def _refuse_company(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        if others:
            raise RestoreRefused(
                f"{others} other connections to the database are open. Stop the site, its workers and its clock first."
            )

    def _refuse_older_program(self) -> None:
        version = _run("pg_dump", ["--version"]).stdout.split()
        server = connection.pg_version // 10_000
        program = int(next(word for word in version if word[0].isdigit()).split(".")[0])
        if program < server:
            raise BackupFailed(
                f"pg_dump is of PostgreSQL {program} and the server of {server}: install the client programs of "
                f"PostgreSQL {server} or later."
            )


def _run(program: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL. Raises BackupFailed when it is not installed."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(
            f"The program {program} is missing: install the client programs of PostgreSQL (on Debian "
            "postgresql-client)."
        )
    # A password goes by the environment: arguments are seen by everybody on the machine.
    _arguments, environment = _access()
    return subprocess.run(  # noqa: S603
        [found, *options],
        env={**os.environ, **environment, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _access() -> tuple[list[str], dict[str, str]]:
    """Return the arguments and the environment by which PostgreSQL's programs reach the site's database."""
    settings: dict[str, Any] = dict(connection.settings_dict)
    arguments, environment = connection.client_class.settings_to_cmd_args_env(settings, [])
    name = str(settings["NAME"] or "")
    reach = arguments[1:-1] if name else arguments[1:]
    return [*reach, *(["--dbname", name] if name else [])], environment or {}


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it did not say why"])[-1]


def _table_names() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _refuse_tables(name: str) -> None:
    if count := len(_table_names()):
        raise RestoreRefused(NOT_EMPTY.format(name=name, count=count))
