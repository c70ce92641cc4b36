"""The test suite: as production where it can be, fast where it must be."""

from .dev import *  # noqa: F403
from .dev import DATABASES

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = BADGES_BASE_URL = WAGTAILADMIN_BASE_URL = "http://localhost:8000"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# Most tests of the admin are about something else. Those of the second factor turn it on.
KENNO_STAFF_SECOND_FACTOR = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The live server's threads share a file, not a memory.
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "init_command": "PRAGMA synchronous=OFF;"}
