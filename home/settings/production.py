"""Production reads the environment only, and stops with one sentence for each missing value."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403

DEBUG = False
KENNO_DEMO = False


def _required(name: str, *, example: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is missing; set it, for example to {example}.")
    return value


SECRET_KEY = _required("SECRET_KEY", example="50 random characters")
_required("DATABASE_URL", example="postgres://kenno@127.0.0.1/kenno")
SITE_URL = BADGES_BASE_URL = WAGTAILADMIN_BASE_URL = _required("SITE_URL", example="https://kenno.example.org").rstrip(
    "/"
)
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL}, but production needs an address that begins with https://.")

ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Whom a limit on tries is for: the last address that the proxy in front has written down, not the proxy itself.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"

# Shared by all processes: a limit on sign-in attempts counts them together, and a new root of the site is new to all.
if REDIS_URL := os.environ.get("REDIS_URL", ""):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kenno_cache"}}

# Without an address of a mail server nobody could confirm an e-mail address, and so nobody could register.
EMAIL_HOST = _required("EMAIL_HOST", example="smtp.example.org")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
