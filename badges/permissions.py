from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class CredentialPermissionPolicy(ModelPermissionPolicy):
    """Credentials are looked at and taken back. Nobody adds, edits or deletes one by hand, administrators included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("add", "change", "delete"):
            return False
        if action == "view":
            # Who may take a badge back has to find it first.
            return super().user_has_permission(user, "view") or super().user_has_permission(user, "revoke")
        return super().user_has_permission(user, action)
