"""What search engines may look at, and whether they may list it."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from courses.models import LessonPage
from courses.sharing.sitemaps import PageSitemap

CLOSED = (
    "/admin/",
    "/demo/",
    "/h5p/",
    "/health/",
    "/metrics",
    "/theme/",
    "/xapi/",
    "/*/_util/",
    "/*/accounts/",
    "/*/badges/",
    "/*/feedback/sent/",
    "/*/learning/",
    "/*/quizzes/",
)
"""What is for one person only, or for machines. What a page is drawn with (static, media, sharing) stays open."""


class SitePages(PageSitemap):
    """The pages of the site. Lessons are for those who have enrolled: learners gate them."""

    hidden_kinds = (LessonPage,)


class NoIndexMiddleware:
    """Asks search engines to list nothing, on a site that is not for the public.

    A header, and not ``Disallow``: what may not be read is listed all the same when others link to it, because nobody
    could see there that it should not be.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not may_be_listed():
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


def may_be_listed() -> bool:
    """Whether search engines may list the site. A demonstration only where none of them can come by: on localhost."""
    return not settings.KENNO_NOINDEX and (not settings.KENNO_DEMO or _is_local(settings.SITE_URL))


def robots_lines(sitemap_url: str) -> list[str]:
    """Return robots.txt (RFC 9309): what is closed, and where the sitemap is."""
    return ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {sitemap_url}"]


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
