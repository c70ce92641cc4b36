"""WSGI entry point: ``gunicorn home.wsgi`` serves with development settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "home.settings.dev")

application = get_wsgi_application()
