"""Files of libraries and contents, for documents of any origin and for nothing else than being loaded by one."""

import mimetypes
import re
from typing import BinaryIO

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

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
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PIECE = 64 * 1024


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
    response = _in_part(request, file, size=size) or FileResponse(file)
    response["Content-Type"] = _content_type(name)
    response["Accept-Ranges"] = "bytes"
    # The player document has an opaque origin, which is no origin's equal: fonts need this.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    # Whoever opens an SVG or XML of a library as a page of its own opens it without scripts and without our origin.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _in_part(request: HttpRequest, file: BinaryIO, *, size: int) -> HttpResponseBase | None:
    """Return the one range that is asked for (RFC 9110, 14.2), or None to answer with the whole file.

    Without it no browser can seek in a video, and Safari plays none.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not match or match.groups() == ("", ""):
        return None
    if match[1] == "":
        first, last = max(size - int(match[2]), 0), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(first)
    response = FileResponse(_Part(file, length=last - first + 1), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response


class _Part:
    """The next ``length`` bytes of an open file."""

    def __init__(self, file: BinaryIO, *, length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int = _PIECE) -> bytes:
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


def _content_type(name: str) -> str:
    extension = extension_of(name)
    return _TYPES.get(extension) or mimetypes.guess_type(f"file.{extension}")[0] or "application/octet-stream"
