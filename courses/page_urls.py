"""The short way to pages. Optional: include it before Wagtail's own addresses, and a lesson costs six queries less."""

from django.urls import re_path
from wagtail.urls import serve_pattern

from .views.pages import serve

urlpatterns = [
    re_path(serve_pattern, serve),
]
