"""What happens to credentials, for the apps above. Sent after the commit with ``send_robust``."""

from django.dispatch import Signal

credential_issued = Signal()
"""A credential was given. Arguments: ``credential``."""

credential_revoked = Signal()
"""A credential was taken back, and the signed status list says so already. Arguments: ``credential``."""
