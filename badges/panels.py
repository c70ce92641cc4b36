"""What badges put on the screens of learners and courses."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from laces.components import Component
from wagtail.models import Page

from courses.models import CoursePage, ModulePage
from courses.outline import outline_of
from courses.prepared import Kept, kept_while_unchanged, rows_of

from .models import Achievement, Credential

NEWEST = 4
MOST_COURSES = 200

_about: Kept[list[Achievement]] = Kept(most=MOST_COURSES)

# For a site whose pages do not load them anyway: a panel of ours stands on pages of other apps.
STYLES = {"all": ["badges/css/badges.css"]}


class MyBadgesPanel(Component):
    """The learner's newest badges, on the dashboard."""

    order = 300
    template_name = "badges/components/my_badges.html"

    class Media:
        css: ClassVar = STYLES

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, _parent_context: Any = None) -> dict[str, Any]:
        credentials = list(Credential.objects.of(self.request.user).for_display().in_force_first()[: NEWEST + 1])
        return {"credentials": credentials[:NEWEST], "has_more": len(credentials) > NEWEST}


@dataclass(frozen=True)
class Offer:
    """A badge that a page leads to, and the person's own if they have it."""

    achievement: Achievement
    credential: Credential | None


class BadgesOfPagePanel(Component):
    """The badges that a course or a module gives, and whether the person has them."""

    order = 200
    template_name = "badges/components/badges_of_page.html"

    class Media:
        css: ClassVar = STYLES

    def __init__(self, offers: list[Offer]) -> None:
        self.offers = offers

    def get_context_data(self, _parent_context: Any = None) -> dict[str, Any]:
        return {"offers": self.offers}


def badges_of_page(page: Page, request: HttpRequest) -> list[Component]:
    """Return the panel for a course or module page that gives a badge; two queries however many there are."""
    offers = offers_of(page, request)
    return [BadgesOfPagePanel(offers)] if offers else []


def _achievements_about(keys: list[UUID]) -> list[Achievement]:
    """Return the achievements that a rule ties to one of these. Requests share them, so nobody writes on them."""

    def queryset() -> QuerySet[Achievement]:
        return Achievement.objects.about(keys)

    key = tuple(keys)
    return kept_while_unchanged(_about, key, lambda: rows_of(("about", key), queryset), lambda: list(queryset()))


def offers_of(page: Page, request: HttpRequest) -> list[Offer]:
    if isinstance(page, CoursePage):
        keys = [page.translation_key, *(module.key for module in outline_of(page, request=request).modules)]
    elif isinstance(page, ModulePage):
        keys = [page.translation_key]
    else:
        return []
    achievements = _achievements_about(keys)
    held: dict[Any, Credential] = {}
    if achievements and request.user.is_authenticated:
        own = Credential.objects.of(request.user).filter(achievement__in=achievements).order_by("issued_at")
        held = {credential.achievement_id: credential for credential in own}
    return [Offer(achievement, held.get(achievement.pk)) for achievement in achievements]
