"""The demonstration as production serves it: collected, hashed and compressed files, and compressed pages."""

from home.settings.base import STORAGES
from home.settings.dev import *  # noqa: F403
from home.settings.dev import MIDDLEWARE

__all__ = ["STORAGES"]

WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
# In place of the proxy, which compresses pages in production.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
