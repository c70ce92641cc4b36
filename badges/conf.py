"""What a site may set. Every name is read when it is needed, so tests and sites can override it."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

STATUS_LIST_VALIDITY = timedelta(hours=24)
"""How long a signed status list holds. It is signed again when it is asked for with less than half of this left."""

STATUS_LIST_HEAD_START = timedelta(minutes=5)
"""How long before its signing a status list begins to hold: a verifier's clock may be behind, and a verdict that began
to be reached a moment before the list was signed must not find it too early."""

STATUS_LIST_TTL = timedelta(minutes=2)
"""How long a verifier may keep it (``ttl``): a badge that is taken back is refused everywhere within minutes."""

MAX_UPLOAD_BYTES = 2 * 1024 * 1024
"""The largest file that the verification page reads."""


def base_url() -> str:
    """Return the address of this site without a slash at the end. It is in every badge, so it never changes."""
    address = getattr(settings, "BADGES_BASE_URL", "")
    if not urlsplit(address).hostname:
        raise ImproperlyConfigured(
            f"BADGES_BASE_URL is “{address}”, but it has to be the address of this site, "
            "for example https://kenno.example.org."
        )
    return address.rstrip("/")


def key_directory() -> Path:
    """Return the folder of the private keys."""
    directory = getattr(settings, "BADGES_KEY_DIRECTORY", None)
    if not directory:
        raise ImproperlyConfigured(
            "BADGES_KEY_DIRECTORY is not set; name a folder outside the media and static files for the private keys."
        )
    return Path(directory)


def signer_path() -> str:
    """Return the dotted path of the class that signs."""
    return getattr(settings, "BADGES_SIGNER", "badges.signing.FileSigner")


def is_production() -> bool:
    """Say whether people may rely on what is signed here: neither debugging nor a demonstration."""
    return not settings.DEBUG and not getattr(settings, "KENNO_DEMO", False)
