"""Registration only."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from laces.components import Component
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from .models import Achievement, Credential, Issuer
from .panels import MyBadgesPanel, badges_of_page
from .permissions import CredentialPermissionPolicy, OfIssuerPolicy
from .viewsets import BadgesViewSetGroup

register_permission_policy(Issuer, OfIssuerPolicy(Issuer))
register_permission_policy(Achievement, OfIssuerPolicy(Achievement, provider="issuer__organisation"))
register_permission_policy(Credential, CredentialPermissionPolicy(Credential))


@hooks.register("register_admin_viewset")
def register_badges() -> BadgesViewSetGroup:
    return BadgesViewSetGroup()


@hooks.register("register_log_actions")
def register_what_is_taken_back(actions) -> None:
    actions.register_action("badges.revoke", _("Revoke"), _("Revoked"))
    actions.register_action("badges.mark_key_compromised", _("Mark a key as stolen"), _("A key was marked as stolen"))


@hooks.register("learners_dashboard_panels")
def show_my_badges(request: HttpRequest) -> list[Component]:
    return [MyBadgesPanel(request)]


@hooks.register("courses_page_panels")
def show_badges_of_page(page: Page, request: HttpRequest) -> list[Component]:
    return badges_of_page(page, request)
