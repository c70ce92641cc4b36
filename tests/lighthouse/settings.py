"""The demonstration as production serves it: collected, hashed and compressed files, and compressed pages."""

from home.settings import base
from home.settings.dev import *  # noqa: F403
from home.settings.dev import MIDDLEWARE

STORAGES = base.STORAGES
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
# In place of the proxy, which compresses pages in production.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
