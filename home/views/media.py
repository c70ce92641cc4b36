from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# H5P content and documents have doors of their own, which ask who is there.
PUBLIC_FOLDERS = ("images", "original_images", "avatar_images")


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Serve a picture that was uploaded. A web server in front may do it for the same folders, and no other."""
    folder, _slash, name = path.partition("/")
    if folder not in PUBLIC_FOLDERS:
        raise Http404
    try:
        # Joined to its own folder, so that ".." leads out of it into a refusal. FileResponse closes the file.
        file = Path(safe_join(Path(settings.MEDIA_ROOT) / folder, name)).open("rb")  # noqa: SIM115
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    response = FileResponse(file)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
