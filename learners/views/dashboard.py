from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from courses.catalogue import catalogue_url

from ..dashboard import dashboard_of, panels_for


@login_required
@never_cache
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "learners/dashboard.html",
        {
            "dashboard": dashboard_of(request.user, request=request),
            "panels": panels_for(request),
            "catalogue_url": catalogue_url(),
        },
    )
