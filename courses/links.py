"""Links in written text that lead to pages: in the reader's language where they are, and under its address anyway."""

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .languages import active_language, address_in, for_reader


class LinkForReader(PageLinkHandler):
    """Takes the place of Wagtail's own, which leads out of the reader's language to what has not been translated.

    Two queries for all links of a text, where Wagtail asks for each one.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        wanted = [attrs.get("id") for attrs in attrs_list]
        pages = list(Page.objects.filter(pk__in=[pk for pk in wanted if str(pk).isdecimal()]))
        shown = {str(page.pk): own for page, own in zip(pages, for_reader(pages), strict=True)}
        return [shown.get(str(pk)) for pk in wanted]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        language = active_language()
        return [
            format_html('<a href="{}">', address_in(page, language)) if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]
