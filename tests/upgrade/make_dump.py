"""Writes the database of a small site, as a release of before makes it, to standard output as SQL.

Run it with the code of that release in a folder, in an environment that has its libraries:

    git archive COMMIT | tar -x -C FOLDER
    python tests/upgrade/make_dump.py FOLDER > tests/upgrade/COMMIT.sql

Everything but this file and ``tests/small_site.py`` is then that release's.
"""

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

INDEX = "wagtailsearch_indexentry_fts"


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    # After it: of this release nothing is found but what that one does not have.
    sys.path.append(str(Path(__file__).parents[2]))
    from tests.small_site import SITE_URL, live_through

    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "home.settings.dev", "VAR_DIR": var, "SITE_URL": SITE_URL}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        live_through()
        connection.close()
        sys.stdout.write(as_sql(Path(var) / "kenno.sqlite3"))


def as_sql(database: Path) -> str:
    """Return statements that make the database again. Nobody is signed in in it."""
    connection = sqlite3.connect(database)
    connection.execute("DELETE FROM django_session")
    connection.commit()
    index = connection.execute(f"SELECT sql FROM sqlite_master WHERE name = '{INDEX}'").fetchone()[0]
    lines = []
    for line in connection.iterdump():
        # The tables behind the index make themselves, and an entry in sqlite_master would not be seen until later.
        if line.startswith("INSERT INTO sqlite_master"):
            lines.append(f"{index};")
        elif f"{INDEX}_" not in line and f'INTO "{INDEX}"' not in line and "writable_schema" not in line:
            lines.append(line)
    connection.close()
    columns = "title, body, autocomplete"
    lines.insert(-1, f"INSERT INTO {INDEX}(rowid, {columns}) SELECT id, {columns} FROM wagtailsearch_indexentry;")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
