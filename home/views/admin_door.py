"""The admin's own sign-in page is not used: everybody comes in by the site's, where rate limits hold."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

_to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)


@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in page. Who is signed in and still sent here has no business in the admin: 403.

    The sign-in page sends whoever is signed in back to where they came from, and so round and round.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return _to_sign_in(request)
