"""A Wagtail site that is not ours, as ``wagtail start`` makes one: no accounts app, no language prefixes, its own user.

``PLUGINS`` (environment): which of the three it has installed. ``SITE_DIR``: where it keeps what it writes.
``MORE_SETTINGS``: a file with what an app of its own adds (``docs/extending.md``).
"""

import os
from pathlib import Path

PLUGINS = os.environ["PLUGINS"].split()
SITE_DIR = Path(os.environ["SITE_DIR"])

DEBUG = False
SECRET_KEY = "not-secret"
ALLOWED_HOSTS = ["learn.example.org"]

INSTALLED_APPS = [
    *PLUGINS,
    "laces",
    "django_tasks",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "courses.middleware.OwnProviderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SITE_DIR / "site.sqlite3",
        # The site lives for seconds; what a power cut would do to it is of no interest.
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"},
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = SITE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = SITE_DIR / "media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

WAGTAIL_SITE_NAME = "Another site"
WAGTAILADMIN_BASE_URL = "https://learn.example.org"
WAGTAIL_ENABLE_UPDATE_CHECK = False

if "learners" in PLUGINS:
    LOGIN_URL = "login"
if "badges" in PLUGINS:
    BADGES_BASE_URL = "https://learn.example.org"
    BADGES_KEY_DIRECTORY = SITE_DIR / "keys"

if more := os.environ.get("MORE_SETTINGS"):
    exec(Path(more).read_text(encoding="utf-8"))
