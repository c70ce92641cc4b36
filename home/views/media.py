import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from courses.byte_ranges import part_of

# H5P content and documents have doors of their own, which ask who is there.
PUBLIC_FOLDERS = ("images", "original_images", "avatar_images", "media", "media_thumbnails")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded picture or video. A web server in front may do it for the same folders, and no other."""
    folder, _slash, name = path.partition("/")
    if folder not in PUBLIC_FOLDERS:
        raise Http404
    try:
        # Joined to its own folder, so that ".." leads out of it into a refusal. FileResponse closes the file.
        place = Path(safe_join(Path(settings.MEDIA_ROOT) / folder, name))
        file = place.open("rb")
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    response = part_of(request, file, size=place.stat().st_size) or FileResponse(file)
    response["Content-Type"] = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
