from typing import Any

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from badges.sitemaps import AchievementSitemap

from ..search_engines import SitePages, robots_lines

AN_HOUR = 60 * 60


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    lines = robots_lines(f"{settings.SITE_URL}{reverse('sitemap_index')}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return views.index(request, _sitemaps(request), sitemap_url_name="sitemap")


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, _sitemaps(request), section=section)


def _sitemaps(request: HttpRequest) -> dict[str, Any]:
    return {"pages": lambda: SitePages(Site.find_for_request(request)), "achievements": AchievementSitemap}
