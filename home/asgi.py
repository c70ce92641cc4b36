"""ASGI entry point: ``uvicorn home.asgi:application`` serves with development settings unless told otherwise."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "home.settings.dev")

application = get_asgi_application()
