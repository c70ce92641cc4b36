"""Light or dark: the system decides until the person does. A form, so it works without JavaScript."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 60 * 60


def chosen_theme(request: HttpRequest) -> str:
    """Return ``light`` or ``dark`` as the person chose, or an empty string for as the system has it."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme that was asked for (``light``, ``dark``; anything else: as the system has it), and go back.

    Without a CSRF token, which would put a cookie and ``Vary`` on every public page; a forged post changes a colour.
    """
    answer = HttpResponseRedirect(_page_to_return_to(request))
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        answer.set_cookie(COOKIE, wanted, max_age=A_YEAR, secure=request.is_secure(), httponly=False, samesite="Lax")
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _page_to_return_to(request: HttpRequest) -> str:
    """Return the page that the form stood on, if it is a page of this site; else the front page."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "/"
