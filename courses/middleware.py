from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from wagtail.admin.auth import permission_denied

from .fence import is_fenced_off
from .groups import speaks_for_all_providers


class OwnProviderMiddleware:
    """Opens no address of the admin that names something of another provider. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        # Whom the admin does not let in it sends away itself.
        if match is None or not _is_in_admin(request.path) or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        if speaks_for_all_providers(request.user) or not is_fenced_off(request, match.view_name, kwargs):
            return None
        return permission_denied(request)


def _is_in_admin(path: str) -> bool:
    try:
        return path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False
