"""A badge that its holder shares: for whoever has the link, checked at the moment of looking."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ..forms import CompareForm
from ..models import Credential
from ..verification import verify_credential
from ..words import level_words, verdict_words
from .files import json_file, png_file


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the link between those who have it: out of search engines, caches and the Referer header."""

    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer


# Comparing changes nothing, so it needs no CSRF token, and whoever looks needs no cookie.
@csrf_exempt
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    credential = _shared(token)
    verification = verify_credential(credential)
    summary = verification.verdict.summary if verification.is_genuine and verification.verdict else None
    compare = CompareForm(request.POST if request.method == "POST" else None)
    is_theirs = compare.is_theirs(summary) if summary and compare.is_valid() else None
    return render(
        request,
        "badges/shared.html",
        {
            "credential": credential,
            "achievement": credential.achievement,
            "holder_name": _holder_name(credential),
            "verdict": verdict_words(verification, is_theirs=is_theirs),
            "summary": summary,
            "level_words": level_words(summary.eqf_level) if summary else "",
            "compare": compare,
        },
    )


@unlisted
@require_safe
def shared_png(request: HttpRequest, token: str) -> HttpResponse:
    return png_file(_shared(token))


@unlisted
@require_safe
def shared_json(request: HttpRequest, token: str) -> HttpResponse:
    return json_file(_shared(token))


def _shared(token: str) -> Credential:
    return get_object_or_404(Credential.objects.for_display().select_related("recipient"), share_token=token)


def _holder_name(credential: Credential) -> str:
    if not credential.shows_name or credential.recipient is None:
        return ""
    return credential.recipient.get_full_name()
