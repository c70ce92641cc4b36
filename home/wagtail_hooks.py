"""Registration only."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.auth.models import AbstractBaseUser
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, TranslatableMixin
from wagtail.permissions import register_permission_policy
from wagtail_localize.wagtail_hooks import page_listing_more_buttons, register_snippet_listing_buttons

from . import admin_urls
from .feedback_viewset import FeedbackPermissionPolicy, FeedbackViewSet, feedback_viewset
from .models import Feedback
from .second_factor import guard_private_document, guard_private_page
from .text_pages import refuse_to_publish_template
from .users import guard_bulk_action
from .views.invitations import may_invite

# For each page or quiz of a list, wagtail-localize asks several questions to know which buttons it has. These ask none;
# the editor of each one still has the library's own.
_PAGES, _SNIPPETS = "register_page_listing_more_buttons", "register_snippet_listing_buttons"
for _name, _theirs in ((_PAGES, page_listing_more_buttons), (_SNIPPETS, register_snippet_listing_buttons)):
    hooks._hooks[_name] = [found for found in hooks._hooks[_name] if found[0] is not _theirs]


@hooks.register(_PAGES)
def add_translate_page_button(page: Page, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[Button]:
    if not page.is_root() and user.has_perm("wagtail_localize.submit_translation"):
        address = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
        yield Button(_("Translate this page"), address, priority=60, icon_name="wagtail-localize-language")


@hooks.register(_SNIPPETS)
def add_translate_button(snippet: Any, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, TranslatableMixin) and user.has_perm("wagtail_localize.submit_translation"):
        kind = snippet._meta
        address = reverse(
            "wagtail_localize:submit_snippet_translation", args=[kind.app_label, kind.model_name, quote(snippet.pk)]
        )
        label = {"aria-label": _("Translate “%(title)s”") % {"title": snippet}}
        yield Button(_("Translate"), address, attrs=label, priority=100, icon_name="wagtail-localize-language")


register_permission_policy(Feedback, FeedbackPermissionPolicy(Feedback))

hooks.register("before_serve_page", guard_private_page)
hooks.register("before_serve_document", guard_private_document)
hooks.register("before_bulk_action", guard_bulk_action)
hooks.register("before_publish_page", refuse_to_publish_template)


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [path("invitations/", include(admin_urls))]


class InvitationsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_invite(request.user)


@hooks.register("register_settings_menu_item")
def register_invitations() -> MenuItem:
    return InvitationsMenuItem(_("Invitations"), reverse("home_invitations:list"), icon_name="mail", order=601)


@hooks.register("register_admin_viewset")
def register_feedback() -> FeedbackViewSet:
    return feedback_viewset
