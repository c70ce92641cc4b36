"""A site as ``wagtail start`` makes it, with a page or two in it: what others' pages are measured on.

Its settings, middleware, context processors and base template are those that Wagtail gives. Only DEBUG is off, as it is
where people come, the database is set up as Kenno's, and the apps to be measured are added.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SETTINGS = """
from .base import *
DEBUG = False
SECRET_KEY = "for-a-benchmark-only"
ALLOWED_HOSTS = ["localhost"]
LANGUAGE_CODE = "en"
MEDIA_ROOT = BASE_DIR / "media"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [*{apps!r}, *INSTALLED_APPS]
ROOT_URLCONF = "site_of_peer.urls_of_peer"
COURSES_DRAWINGS = {drawings!r}
DATABASES["default"] |= {{
    "TEST": {{"NAME": BASE_DIR / "test.sqlite3"}},
    "OPTIONS": {{
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }},
}}
"""

URLS = """
from django.urls import include, path
from .urls import *
urlpatterns = [{urls} *urlpatterns]
"""


def set_up(folder: Path, *, apps: Sequence[str], urls: str = "", drawings: Sequence[str] = ()) -> None:
    """Make the site in ``folder``, set up Django with it and with ``apps``, and make its database.

    ``urls`` is written into its URLconf before its own.
    """
    site = folder / "site"
    site.mkdir()
    subprocess.run(
        [sys.executable, "-m", "wagtail.bin.wagtail", "start", "site_of_peer", str(site)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (site / "site_of_peer" / "settings" / "peer.py").write_text(
        SETTINGS.format(apps=list(apps), drawings=list(drawings))
    )
    (site / "site_of_peer" / "urls_of_peer.py").write_text(URLS.format(urls=urls))
    # Before our own packages, one of which is called home as theirs is.
    sys.path.insert(0, str(site))

    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "site_of_peer.settings.peer"
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
