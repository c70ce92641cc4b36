"""The second factor of the demonstration's staff, for somebody without an authenticator app: what it would show now."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import DatabaseError

from .accounts import ACCOUNTS, Account


def staff_accounts() -> list[Account]:
    """Return the accounts that sign in with a code, as long as they have the key that they were given.

    Whoever set up an authenticator of their own reads their codes there. Without a database there are none.
    """
    try:
        held = Authenticator.objects.filter(
            type=Authenticator.Type.TOTP, user__email__in=[account.email for account in ACCOUNTS]
        ).values_list("user__email", "data")
        keys = {email: decrypt(data["secret"]) for email, data in held}
    except DatabaseError:
        return []
    return [account for account in ACCOUNTS if keys.get(account.email) == account.totp_secret]


def code_of(account: Account, *, at: float | None = None) -> str:
    """Return the six digits that are right for the account at the moment ``at`` (seconds since 1970; None: now)."""
    moment = time.time() if at is None else at
    return format_hotp_value(hotp_value(account.totp_secret, int(moment) // app_settings.TOTP_PERIOD))
