"""The part of a file that a browser asks for (RFC 9110, 14): without it nobody can seek in a video."""

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PIECE = 64 * 1024


def part_of(request: HttpRequest, file: IO[bytes], *, size: int) -> HttpResponseBase | None:
    """Return the one range of ``size`` bytes that is asked for, or None to answer with the whole file.

    The answer closes the file.
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

    def __init__(self, file: IO[bytes], *, length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int = _PIECE) -> bytes:
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()
