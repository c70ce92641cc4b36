from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.views import serve as wagtail_serve

from ..routing import route_from_site, route_in_any_language


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page as Wagtail does: courses, modules and lessons by a shorter way, and all in the reader's language.

    Where a page has not been translated, it is served in its own language under the address of the reader's; where it
    has, the address of the other language leads to the translation.

    Mounted before Wagtail's own addresses, or left out: then ``CourseIndexPage.route`` shortens the last part, and
    each tree of pages has its own language only.
    """
    found = route_from_site(request, path) or route_in_any_language(request, path)
    if isinstance(found, HttpResponseRedirect):
        return found
    # Where Wagtail itself remembers the page that it has found for a request.
    request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    return wagtail_serve(request, path)
