"""The short way to pages. Optional: include it before Wagtail's own addresses, and a lesson costs six queries less."""

from django.urls import re_path
from wagtail.urls import serve_pattern

from .views.pages import serve

urlpatterns = [
    # Under Wagtail's own name, for whoever asks where pages are served.
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
