"""The one page type of a bare Wagtail site: a title and a body of the same blocks as a lesson."""

from wagtail.fields import StreamField
from wagtail.models import Page

from courses.blocks import LessonBlock


class BarePage(Page):
    body = StreamField(LessonBlock(), blank=True)

    template = "bare_site/bare_page.html"
