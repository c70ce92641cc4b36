"""A credential as a file to keep."""

from django.http import HttpResponse
from django.utils.text import slugify

from ..images import baked_png
from ..models import Credential
from ..signing import written

CREDENTIAL_TYPE = "application/vc+ld+json"


def png_file(credential: Credential) -> HttpResponse:
    return _file(baked_png(credential), credential, ending="png", content_type="image/png")


def json_file(credential: Credential) -> HttpResponse:
    return _file(written(credential.document), credential, ending="json", content_type=CREDENTIAL_TYPE)


def _file(content: bytes, credential: Credential, *, ending: str, content_type: str) -> HttpResponse:
    name = slugify(credential.achievement.name) or "badge"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )
