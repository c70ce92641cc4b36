"""With which addresses somebody signs in: the one of the account, and others that are confirmed. Never with another."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress


class ConfirmedAddressBackend(AuthenticationBackend):
    """As allauth's, but an address that waits to be confirmed opens nothing: it may be a stranger's, by a slip."""

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        user = super()._authenticate_by_email(email, password)
        return user if user is not None and belongs_to(user, email) else None


def belongs_to(user: Any, email: str) -> bool:
    """Whether the address is the account's own, or one that is confirmed to be its owner's."""
    if user.email.lower() == email.lower():
        return True
    return EmailAddress.objects.filter(user=user.pk, email__iexact=email, verified=True).exists()
