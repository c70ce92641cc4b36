"""A site for the player's tests: lessons with players, and endpoints that remember what was sent to them."""

import json
from html import escape
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import include, path
from wagtail.admin import urls as admin_urls

from courses.h5p.embedding import embedded_player
from courses.models import H5PContent
from courses.seams import Endpoints

statements: list[dict[str, Any]] = []
states: dict[str, Any] = {}


def forget() -> None:
    statements.clear()
    states.clear()


def lesson(request: HttpRequest, keys: str, *, endpoints: Endpoints) -> HttpResponse:
    get_token(request)
    players = ""
    for pk in keys.split(","):
        player = embedded_player(H5PContent.objects.get(pk=pk), request=request, page=None, endpoints=endpoints)
        players += f'<div class="gap">{escape(player.title)}</div>' + render_to_string(
            "courses/h5p/element.html", {"player": player}
        )
    return HttpResponse(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A lesson</title>
        <link rel="stylesheet" href="{static("courses/css/courses.css")}">
        <script type="module" src="{static("courses/js/h5p_player.js")}"></script></head>
        <body><main><h1>A lesson</h1>{players}</main></body></html>"""
    )


def tracked(request: HttpRequest, keys: str) -> HttpResponse:
    return lesson(request, keys, endpoints=Endpoints(statements="/statements/", state="/state/"))


def untracked(request: HttpRequest, keys: str) -> HttpResponse:
    return lesson(request, keys, endpoints=Endpoints())


def statement(request: HttpRequest) -> HttpResponse:
    statements.append(json.loads(request.body))
    return JsonResponse([statements[-1]["id"]], safe=False)


def state(request: HttpRequest) -> HttpResponse:
    key = request.GET["activityId"]
    if request.method == "GET":
        return JsonResponse(states[key]) if key in states else HttpResponse(status=HTTPStatus.NOT_FOUND)
    if request.method == "DELETE":
        states.pop(key, None)
    else:
        states[key] = json.loads(request.body)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


urlpatterns = [
    path("tracked/<str:keys>/", tracked),
    path("untracked/<str:keys>/", untracked),
    path("statements/", statement),
    path("state/", state),
    path("h5p/", include("courses.h5p.urls")),
    # Middleware of the site asks where the admin is.
    path("admin/", include(admin_urls)),
]
