"""The test suite: as production where it can be, fast where it must be."""

import os

from .dev import *  # noqa: F403
from .dev import CACHES, DATABASES

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = BADGES_BASE_URL = WAGTAILADMIN_BASE_URL = "http://localhost:8000"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# Pictures that an earlier run has drawn would be taken for those of this one.
CACHES["pictures"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pictures"}
# Most tests of the admin are about something else. Those of the second factor turn it on.
KENNO_STAFF_SECOND_FACTOR = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The live server's threads share a file, not a memory.
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "init_command": "PRAGMA synchronous=OFF;"}

# "make test-services": a database of Redis for each process of the suite, because clearing a cache empties it.
if redis_urls := os.environ.get("TEST_REDIS_URLS", ""):
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_urls.split(",")[process],
    }
