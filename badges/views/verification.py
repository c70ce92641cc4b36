"""Check a badge: a file, a text or a link in, a verdict in words out. Without an account, without JavaScript."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import conf
from ..forms import CompareForm, VerifyForm, too_large
from ..verification import Verification
from ..words import level_words, verdict_words

FORM_OVERHEAD = 64 * 1024
"""What a form adds around a file or text, in bytes."""

MOST_DRAINED = 64 * 1024 * 1024
"""Of a body that is refused unread this much is still taken in, or the browser shows a broken connection instead."""


# A verdict changes nothing and shows nothing of a session, so it needs no CSRF token; and a body that is too large
# has to be refused here, with a sentence, before anything parses it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "badges/verify.html", {"form": VerifyForm()})
    given_length = request.META.get("CONTENT_LENGTH") or ""
    length = int(given_length) if given_length.isdecimal() else 0
    if length > conf.MAX_UPLOAD_BYTES + FORM_OVERHEAD:
        _drain(request)
        return _refuse(request, length)
    try:
        form = VerifyForm(request.POST, request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return _refuse(request, length)
    except MultiPartParserError:
        form = VerifyForm({})
    if not form.is_valid():
        return render(request, "badges/verify.html", {"form": form}, status=422)
    if form.share_token:
        return redirect("badges:shared", token=form.share_token)
    return _verdict(request, form.verification(), email=form.cleaned_data["email"])


def _verdict(request: HttpRequest, verification: Verification, *, email: str) -> HttpResponse:
    summary = verification.verdict.summary if verification.verdict else None
    is_theirs = None
    compare = CompareForm({"email": email} if email else None)
    if verification.is_genuine and summary and compare.is_valid():
        is_theirs = compare.is_theirs(summary)
    credential = verification.credential
    return render(
        request,
        "badges/verify.html",
        {
            "form": VerifyForm(),
            "verdict": verdict_words(verification, is_theirs=is_theirs),
            "is_genuine": verification.is_genuine,
            "summary": summary,
            "level_words": level_words(summary.eqf_level) if summary and verification.is_genuine else "",
            "achievement": credential.achievement if credential else None,
            "compare": compare,
            # Sent back with the address to compare, because nothing is kept between the two.
            "document": verification.text if verification.is_genuine else "",
        },
    )


def _refuse(request: HttpRequest, length: int) -> HttpResponse:
    form = VerifyForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("file", too_large(length))
    return render(request, "badges/verify.html", {"form": form}, status=413)


def _drain(request: HttpRequest) -> None:
    left = MOST_DRAINED
    while left > 0 and (chunk := request.read(min(left, 64 * 1024))):
        left -= len(chunk)
