"""The second half of ``make setup``: assets, database, demo content. ``--serve`` then serves it, and says where.

One process for all of it, the server included, because every start of Django costs more than a second.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

THREADS = 8
LONGEST_REQUEST = 60
"""Seconds."""


def set_up() -> None:
    """Bring translations, assets and database up to date; load the demonstration where the database is empty."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "home.settings.dev")
    django.setup()
    from home.messages import compile_messages

    compile_messages()
    call_command("collect_assets", verbosity=0)
    if not is_migrated():
        call_command("migrate", interactive=False, verbosity=0)
        # Makes nothing unless the settings keep the cache in the database.
        call_command("createcachetable", verbosity=0)
    call_command("prepare_fonts", verbosity=0)
    call_command("load_demo", if_empty=True)


def is_migrated() -> bool:
    """Whether the database has every migration of every app: one query, and no migration is imported for it."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    written = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[!_~]*.py")
    }
    return written <= MigrationRecorder(connection).applied_migrations().keys()


def announcement() -> str:
    """Return where the demonstration is served, and who can sign in."""
    from django.conf import settings

    from home.demo.accounts import ACCOUNTS, PASSWORD
    from home.demo.codes import staff_accounts

    width = max(len(account.email) for account in ACCOUNTS)
    lines = [
        "",
        f"Kenno is served on {settings.SITE_URL}",
        f"The admin is at    {settings.SITE_URL}/admin/",
        f"Mail it sends:     {settings.SITE_URL}/demo/mail/",
        f"Codes for staff:   {settings.SITE_URL}/demo/codes/",
        "",
        f"Accounts, each with the password {PASSWORD}:",
        *(f"  {account.role:<13} {account.email:<{width}}" for account in ACCOUNTS),
        "",
        "Staff also type a code. Give an authenticator app the key, or look at the page of codes:",
        *(f"  {account.role:<13} {account.totp_secret}" for account in staff_accounts()),
        "",
        "Organisations, people and figures are fictional. Stop with Ctrl+C; what you do is kept.",
        "",
        "",
    ]
    return "\n".join(lines)


def serve() -> None:
    """Serve the site until it is stopped, and do meanwhile what is due, each minute.

    With what is loaded already: the worker and the clock are copies of this process.
    """
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from home.demo.clock import run_beside
    from home.wsgi import application

    class Demonstration(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"127.0.0.1:{settings.PORT}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", THREADS)
            self.cfg.set("timeout", LONGEST_REQUEST)
            self.cfg.set("loglevel", "warning")

        def load(self) -> Any:
            return application

    # A connection is not shared with a copy.
    connections.close_all()
    run_beside()
    Demonstration().run()


if __name__ == "__main__":
    set_up()
    if "--serve" in sys.argv:
        sys.stdout.write(announcement())
        sys.stdout.flush()
        serve()
