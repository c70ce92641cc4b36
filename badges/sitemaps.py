"""The public pages of badges for search engines: what each achievement stands for, and who gives it."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from . import addresses
from .models import Achievement


class AchievementSitemap(Sitemap):
    """The achievements that are given now. One query."""

    def items(self) -> QuerySet[Achievement]:
        return Achievement.objects.filter(is_active=True, issuer__is_active=True).order_by("pk")

    def get_urls(self, page: int | str = 1, **_host: Any) -> list[dict[str, Any]]:
        # Under the one address that stands in credentials, whichever host was asked.
        return [
            {"item": one, "location": addresses.achievement_url(one.pk), "priority": ""}
            for one in self.paginator.page(page).object_list
        ]
