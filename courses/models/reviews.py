from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PageCheck(models.Model):
    """When somebody last read a page to see whether it is still right, and when its provider was last reminded to.

    Publishing a page counts as checking it too, so no row says that a page is as old as its last publication.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="content_check")
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of a page")
        verbose_name_plural = _("checks of pages")
        indexes: ClassVar = [models.Index(fields=("checked_at",), name="page_check_by_time")]

    def __str__(self) -> str:
        return f"{self.page_id}"
