from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.health import CHECKS, unready


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does. Asks nobody, so that a database that is away restarts no process."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the site can do its work, else 503 with the names of what failed; why is in the log."""
    failed = unready()
    checks = {name: "failed" if name in failed else "ok" for name in CHECKS}
    return JsonResponse({"ready": not failed, "checks": checks}, status=503 if failed else 200)
