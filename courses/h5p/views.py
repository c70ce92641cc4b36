from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from ..models import H5PContent
from .player import content_security_policy, player_document
from .serving import serve_content_file, serve_library_file
from .storage import content_folder, library_folder
from .tokens import InvalidToken, read_token


@require_safe
@xframe_options_sameorigin
@cache_control(private=True, no_store=True)
def player(request: HttpRequest, token: str) -> HttpResponse:
    """The player document. Loading a frame sends cookies, so here the person of the session is asked as well."""
    origin = request.build_absolute_uri("/").removesuffix("/")
    try:
        claim = read_token(token)
    except InvalidToken:
        return _refusal(request, origin=origin)
    if claim.user_pk and claim.user_pk != str(request.user.pk):
        return _refusal(request, origin=origin)
    content = H5PContent.objects.select_related("library", "locale").filter(pk=claim.content_pk).first()
    if content is None:
        return _refusal(request, origin=origin)
    document = player_document(content, token=token, origin=origin)
    response = render(request, "courses/h5p/player.html", {"document": document})
    response["Content-Security-Policy"] = content_security_policy(origin=origin)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def library(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    return serve_library_file(request, name=f"{library_folder(folder)}/{path}")


@require_safe
def content(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """A file of a content. No cookie comes with the request: the token alone says who may have it."""
    try:
        claim = read_token(token)
    except InvalidToken:
        return HttpResponse(status=403)
    folder = H5PContent.objects.filter(pk=claim.content_pk).values_list("folder", flat=True).first()
    if folder is None:
        return HttpResponse(status=404)
    return serve_content_file(request, name=f"{content_folder(folder)}/{path}")


def _refusal(request: HttpRequest, *, origin: str) -> HttpResponse:
    response = render(request, "courses/h5p/refusal.html", status=403)
    response["Content-Security-Policy"] = content_security_policy(origin=origin)
    return response
