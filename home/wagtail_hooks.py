from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import admin_urls
from .second_factor import guard_private_document, guard_private_page
from .users import guard_bulk_action
from .views.invitations import may_invite

hooks.register("before_serve_page", guard_private_page)
hooks.register("before_serve_document", guard_private_document)
hooks.register("before_bulk_action", guard_bulk_action)


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [path("invitations/", include(admin_urls))]


class InvitationsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_invite(request.user)


@hooks.register("register_settings_menu_item")
def register_invitations() -> MenuItem:
    return InvitationsMenuItem(_("Invitations"), reverse("home_invitations:list"), icon_name="mail", order=601)
