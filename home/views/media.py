from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# H5P content and documents have doors of their own, which ask who is there.
PUBLIC_FOLDERS = ("images/", "original_images/", "avatar_images/")


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Serve a picture that was uploaded. A web server in front may take over these folders, and no other."""
    if not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    try:
        file = open(safe_join(settings.MEDIA_ROOT, path), "rb")  # noqa: SIM115 (FileResponse closes it)
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    response = FileResponse(file)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
