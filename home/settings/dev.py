"""Development and demonstration: a secret that is public, mail in files, fictional content."""

from .base import *  # noqa: F403
from .base import CACHES, PORT, QUEUE, SITE_URL, VAR_DIR
from .environment import DEVELOPMENT_SECRET_KEY

# A fresh clone has no folder yet for the database, and SQLite does not make one.
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Browsers keep cookies by host and not by port: two instances side by side must not sign each other out.
SESSION_COOKIE_NAME = f"session_{PORT}"

DEBUG = False
SECRET_KEY = DEVELOPMENT_SECRET_KEY
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL, f"http://localhost:{PORT}"]

MAIL_DELIVERED_BY = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = QUEUE.email_backend(MAIL_DELIVERED_BY)
EMAIL_FILE_PATH = VAR_DIR / "mail"

KENNO_DEMO = True

# Files straight from the apps' folders, as they are now: no collectstatic between an edit and a look.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# One process serves it, so its own memory is enough. Production shares: see there.
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
