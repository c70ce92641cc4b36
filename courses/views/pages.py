from django.http import HttpRequest, HttpResponse
from wagtail.views import serve as wagtail_serve

from ..routing import route_from_site


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page as Wagtail does, with a shorter way to courses, modules and lessons.

    Mounted before Wagtail's own addresses, or left out: then ``CourseIndexPage.route`` shortens the last part.
    """
    if (found := route_from_site(request, path)) is not None:
        # Where Wagtail itself remembers the page that it has found for a request.
        request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    return wagtail_serve(request, path)
