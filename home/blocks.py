"""What a page of plain text is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .cookies import cookies


class CookiesBlock(blocks.StaticBlock):
    """The cookies that the settings name, so that the notice says what the site does."""

    class Meta:
        icon = "list-ul"
        label = _("Table of cookies")
        admin_text = _("The cookies of this site, with what each is for. Written by the site itself.")
        template = "home/blocks/cookies.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "cookies": cookies()}


class FeedbackBlock(blocks.StaticBlock):
    class Meta:
        icon = "comment"
        label = _("Link to the feedback form")
        admin_text = _("A link to the form by which people write to the site.")
        template = "home/blocks/feedback.html"


class TextPageBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["h2", "h3", "bold", "italic", "link", "ol", "ul"],
        template="courses/blocks/paragraph.html",
    )
    cookies = CookiesBlock()
    feedback = FeedbackBlock()
