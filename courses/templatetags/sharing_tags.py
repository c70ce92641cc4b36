"""What stands in the head of a page for search engines and for whoever is sent its link (docs/sharing.md)."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from ..sharing.head import Head, head_of

register = template.Library()


@register.inclusion_tag("courses/includes/sharing.html", takes_context=True)
def sharing_head(
    context: dict[str, Any], alternates: Iterable[tuple[str, str]] | None = None
) -> dict[str, Head | None]:
    """Write what the head of the page of Wagtail's that is shown says to others. Nothing in a preview.

    ``alternates``: (language, full address) of the page in each language, where the site knows them already.
    """
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, Page) or not page.pk or not page.live or getattr(request, "is_preview", False):
        return {"head": None}
    return {"head": head_of(page, request, alternates=alternates, context=context.flatten())}
