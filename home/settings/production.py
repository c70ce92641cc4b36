"""Production reads the environment only, and stops with one sentence for each value that is missing or unsafe."""

import logging
from urllib.parse import urlsplit

from .environment import read_production_environment

# Before the settings that all share: they would stop at what cannot be read, and not say what is missing besides.
environment = read_production_environment()

from .base import *  # noqa: E402, F403
from .base import CACHES, DATABASES, INSTALLED_APPS, LOGGING, MIDDLEWARE, SITE_URL  # noqa: E402
from .counting import APP, counted_database, counted_middleware  # noqa: E402
from .logs import configure_structlog, production_logging  # noqa: E402

DEBUG = False
KENNO_DEMO = False

ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Whom a limit on tries is for: the last address that the proxy in front has written down, not the proxy itself.
ALLAUTH_TRUSTED_PROXY_COUNT = environment["TRUSTED_PROXIES"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Whoever asks from this machine whether the site is well speaks to no proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"

# Shared by all processes: a limit on sign-in attempts counts them together, and a new root of the site is new to all.
if REDIS_URL := environment["REDIS_URL"]:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Seconds: one that hangs would hold every request.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
else:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kenno_cache",
        # With Django's 300, counts of failed sign-ins would be pushed out by others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }

EMAIL_HOST = environment["EMAIL_HOST"]
EMAIL_PORT = environment["EMAIL_PORT"]
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_HOST_USER = environment["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = environment["EMAIL_HOST_PASSWORD"]

# One line for each request, and nobody in it: docs/decisions/0016-logs-without-people.md.
INSTALLED_APPS = [*INSTALLED_APPS, "django_structlog"]
MIDDLEWARE = ["home.request_log.RequestLogMiddleware", *MIDDLEWARE]
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
LOGGING = production_logging(LOGGING, level=environment["LOG_LEVEL"], is_json=environment["LOG_FORMAT"] == "json")
configure_structlog()

if METRICS_TOKEN := environment["METRICS_TOKEN"]:
    INSTALLED_APPS = [*INSTALLED_APPS, APP]
    MIDDLEWARE = counted_middleware(MIDDLEWARE)
    DATABASES = {"default": counted_database(DATABASES["default"])}
