"""Files of libraries and contents, for documents of any origin and for nothing else than being loaded by one."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from ..byte_ranges import part_of
from .paths import CONTENT_EXTENSIONS, LIBRARY_EXTENSIONS, extension_of, is_inside
from .storage import h5p_storage

_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xml": "application/xml",
    "eot": "application/vnd.ms-fontobject",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "vtt": "text/vtt; charset=utf-8",
    "webvtt": "text/vtt; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "gltf": "model/gltf+json",
    "glb": "model/gltf-binary",
}


def serve_library_file(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """Answer with a file of a library. Its folder has the patch version in its name, so it never changes."""
    response = _serve(request, name=name, extensions=LIBRARY_EXTENSIONS)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def serve_content_file(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """Answer with a file of a content, to be kept by this browser alone and no longer than an hour."""
    response = _serve(request, name=name, extensions=CONTENT_EXTENSIONS)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _serve(request: HttpRequest, *, name: str, extensions: frozenset[str]) -> HttpResponseBase:
    if not is_inside(name) or extension_of(name) not in extensions:
        raise Http404
    try:
        file = h5p_storage().open(name)
        size = file.size
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    response = part_of(request, file, size=size) or FileResponse(file)
    response["Content-Type"] = _content_type(name)
    response["Accept-Ranges"] = "bytes"
    # The player document has an opaque origin, which is no origin's equal: fonts need this.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    # Whoever opens an SVG or XML of a library as a page of its own opens it without scripts and without our origin.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _content_type(name: str) -> str:
    extension = extension_of(name)
    return _TYPES.get(extension) or mimetypes.guess_type(f"file.{extension}")[0] or "application/octet-stream"
