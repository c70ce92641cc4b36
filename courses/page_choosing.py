"""Which pages a person is offered where a page is chosen: the own, and what is published, by its public title."""

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .groups import speaks_for_all_providers


def offered_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Return those of the pages that the person may choose. Of a page of another provider the draft is not shown.

    Wagtail shows pages by the title of their draft, which is the provider's own business until it is published.
    """
    if speaks_for_all_providers(request.user):
        return pages
    policy = policy_registry.get_by_type(Page)
    explorable = policy.explorable_instances(request.user)
    offered = pages.filter(Q(live=True) | Q(pk__in=explorable.values("pk")))
    # A class of its own: whatever Wagtail makes of the queryset afterwards stays one of these.
    own = _Keys(policy.instances_user_has_permission_for(request.user, "change"))
    offered.__class__ = type("OfferedPages", (_PublicTitles, type(offered)), {"own": own})
    return offered


def as_person_sees(user: AbstractBaseUser, page: Page) -> Page:
    """Return the page with its draft title for its authors, and as the public sees it for everybody else."""
    return page if page.permissions_for_user(user).can_edit() else as_published(page)


def as_published(page: Page) -> Page:
    """Return the page without what it says of its draft."""
    page.draft_title = page.title
    page.has_unpublished_changes = False
    page.latest_revision_created_at = page.last_published_at
    return page


class _Keys:
    """The keys of a queryset, read once, when the first is asked for."""

    def __init__(self, queryset: QuerySet[Page]) -> None:
        self.queryset = queryset

    @cached_property
    def keys(self) -> frozenset[int]:
        return frozenset(self.queryset.values_list("pk", flat=True))


class _PublicTitles:
    """A queryset that shows pages which are not the person's own as the public sees them."""

    own: _Keys

    def _fetch_all(self) -> None:
        super()._fetch_all()  # type: ignore[misc]
        found: list[Any] = self._result_cache  # type: ignore[attr-defined]
        for page in found:
            if isinstance(page, Page) and page.pk not in self.own.keys:
                as_published(page)
