from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WAIT = 300
"""Seconds: the longest of the limits on tries."""


def too_many_tries(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(WAIT)
    return response
