from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language, get_language_from_path

from courses.languages import roots_for


class PageLocaleMiddleware(LocaleMiddleware):
    """Sends an address without a language to the one with it, as Django's own does, but only for pages.

    What machines read (statements, badges, players' files) stands outside the language prefixes. If it is not there,
    the answer is 404 at once, not a redirect to a page that is not there either.

    Pages that have not been translated are served under every language. They are also linked under the one in which
    they were asked for, so that the frame does not change its language at every step.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if get_language_from_path(request.path_info):
            # Where Page.get_url(request) looks first.
            request._wagtail_cached_site_root_paths = roots_for(get_language())  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(settings.UNPREFIXED_PATHS):
            return response
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The site's policy, but a preview may stand in a frame of our own: that is how the admin shows it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "is_preview", False):
            response._csp_replace = {**getattr(response, "_csp_replace", {}), "frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return super().process_response(request, response)
