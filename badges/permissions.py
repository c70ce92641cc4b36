"""Who may see and do what with issuers, achievements and credentials in the admin."""

from typing import Any

from django.db.models import Model

from courses.groups import works_for_provider
from courses.ownership import OfProviderPolicy


class OfIssuerPolicy(OfProviderPolicy):
    """Whoever works for a provider looks at what its own issuers have to do with, and writes none of it.

    What a badge stands for is written by those who speak for all providers. A person in no provider's group, to whom an
    administrator gave a permission, has it on everything: a clerk who takes badges back for all.
    """

    def is_limited(self, user: Any) -> bool:
        return works_for_provider(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("add", "change", "delete") and self.is_limited(user):
            return False
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        found = self.model._default_manager.all()
        return found.filter(self.own(user)) if self.is_limited(user) else found


class CredentialPermissionPolicy(OfIssuerPolicy):
    """Credentials are looked at and taken back. Nobody adds, edits or deletes one by hand, administrators included."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model, provider="achievement__issuer__organisation")

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("add", "change", "delete"):
            return False
        if action == "view":
            # Who may take a badge back has to find it first.
            return super().user_has_permission(user, "view") or super().user_has_permission(user, "revoke")
        return super().user_has_permission(user, action)
