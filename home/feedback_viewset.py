"""Feedback in the admin: what waits for an answer, and what was done about it. Nobody writes it there."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from .feedback import settle_feedback
from .models import Feedback


class FeedbackPermissionPolicy(ModelPermissionPolicy):
    """The permissions on the model, which speak for the whole site, but nobody adds feedback in the admin."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission([action for action in actions if action != "add"])


class FeedbackEditView(EditView):
    def save_instance(self) -> Feedback:
        settled = settle_feedback(
            self.object,
            state=self.form.cleaned_data["state"],
            note=self.form.cleaned_data["note"],
            by=self.request.user,
        )
        self.has_content_changes = self.form.has_changed()
        return settled


def _standing(feedback: Feedback) -> Any:
    return _("Overdue") if feedback.is_overdue else feedback.get_state_display()


def _due(feedback: Feedback) -> str:
    """Return the day. Wagtail's own column of dates tells how long ago a day was, and this one is to come."""
    if feedback.closed_at:
        return ""
    return date_format(timezone.localtime(feedback.answer_due_at), "SHORT_DATE_FORMAT")


class FeedbackViewSet(ModelViewSet):
    model = Feedback
    name = "feedback"
    url_prefix = "feedback"
    icon = "comment"
    menu_label = pgettext_lazy("from people", "Feedback")
    menu_order = 600
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    edit_view_class = FeedbackEditView
    list_display = (
        "excerpt",
        Column("subject", label=_("Subject"), accessor="get_subject_display", sort_key="subject"),
        DateColumn("sent_at", label=_("Received"), sort_key="sent_at"),
        Column("answer_due_at", label=_("Answer due"), accessor=_due),
        StatusTagColumn(
            "state", label=_("State"), accessor=_standing, sort_key="state", primary=lambda one: bool(one.closed_at)
        ),
    )
    list_filter = ("state", "subject")
    search_fields = ("message", "email", "note")
    search_backend_name = None
    ordering = "-sent_at"
    panels = (
        MultiFieldPanel(
            [
                FieldPanel("message", read_only=True),
                FieldPanel("subject", read_only=True),
                FieldPanel("page", read_only=True),
                FieldPanel("email", read_only=True),
                FieldPanel("language", read_only=True),
                FieldPanel("sent_at", read_only=True),
            ],
            heading=_("What was written"),
        ),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("note")], heading=_("What was done")),
    )


feedback_viewset = FeedbackViewSet()
