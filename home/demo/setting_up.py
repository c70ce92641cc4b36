"""The second half of ``make setup``: assets, database, demo content. ``--announce`` says where it will be served.

One process for all of it, because every start of Django costs more than a second.
"""

import os
import sys

import django
from django.core.management import call_command


def set_up(*, announce: bool) -> None:
    """Bring assets and database up to date; load the demonstration where the database is empty."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "home.settings.dev")
    django.setup()
    from django.conf import settings

    from home.demo.accounts import ACCOUNTS, PASSWORD
    from home.messages import compile_messages

    compile_messages()
    call_command("collect_assets", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo", if_empty=True)
    if not announce:
        return
    width = max(len(account.email) for account in ACCOUNTS)
    lines = [
        "",
        f"Kenno is served on {settings.SITE_URL}",
        f"The admin is at    {settings.SITE_URL}/admin/",
        f"Mail it sends:     {settings.SITE_URL}/demo/mail/",
        "",
        f"Accounts, each with the password {PASSWORD}:",
        *(f"  {account.role:<12} {account.email:<{width}}" for account in ACCOUNTS),
        "",
        "Organisations, people and figures are fictional. Stop with Ctrl+C; what you do is kept.",
        "",
    ]
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()


if __name__ == "__main__":
    set_up(announce="--announce" in sys.argv)
