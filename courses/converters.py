"""Converters of addresses. Importing this module makes ``<pk:…>`` known."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class PrimaryKeyConverter(IntConverter):
    """A number that a database can hold: any longer one is no address of ours, and SQLite would stumble over it."""

    regex = "[0-9]{1,18}"


register_converter(PrimaryKeyConverter, "pk")
