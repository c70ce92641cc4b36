"""What a site may set. Every name is read when it is needed, so tests and sites can override it."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def site_address() -> str:
    """Return Wagtail's own ``WAGTAILADMIN_BASE_URL`` without a slash at the end.

    The identities of activities and learners begin with it, so it never changes. Raises ImproperlyConfigured.
    """
    address = getattr(settings, "WAGTAILADMIN_BASE_URL", "")
    if not address:
        raise ImproperlyConfigured(
            "WAGTAILADMIN_BASE_URL is not set, and the identity of every activity begins with it. Set it to the "
            "address of this site, for example https://learn.example.org."
        )
    return address.rstrip("/")


def site_name() -> str:
    """Return what the site is called: Wagtail's own ``WAGTAIL_SITE_NAME``; "" without one."""
    return str(getattr(settings, "WAGTAIL_SITE_NAME", ""))


def drawing_folders() -> tuple[str, ...]:
    """Return the folders of SVG files that authors may choose as drawings (``COURSES_DRAWINGS``); none by default."""
    return tuple(str(folder) for folder in getattr(settings, "COURSES_DRAWINGS", ()))


def h5p_token_seconds() -> int:
    """Return for how many seconds the address of a player is good (``COURSES_H5P_TOKEN_SECONDS``); six hours."""
    return int(getattr(settings, "COURSES_H5P_TOKEN_SECONDS", 6 * 60 * 60))


def check_months() -> int:
    """Return after how many months a page is to be checked again (``COURSES_CHECK_MONTHS``); a provider may differ."""
    return int(getattr(settings, "COURSES_CHECK_MONTHS", 12))


def font_directory() -> Path | None:
    """Return where fonts of pictures are kept after conversion (``COURSES_FONT_DIRECTORY``).

    By default below ``VAR_DIR``, if the site has one. None: the system's fonts have to do.
    """
    directory = getattr(settings, "COURSES_FONT_DIRECTORY", None)
    if directory is None and (var := getattr(settings, "VAR_DIR", None)):
        directory = Path(var) / "fonts"
    return Path(directory) if directory else None


def offer_category() -> str:
    """Return what courses cost, in the words of schema.org (``COURSES_OFFER_CATEGORY``); "" where it is not known.

    ``Free``, ``Partially Free``, ``Subscription`` or ``Paid``: what search engines know.
    """
    return str(getattr(settings, "COURSES_OFFER_CATEGORY", ""))


def picture_cache() -> str:
    """Return the cache that drawn pictures are kept in, by its name in ``CACHES``.

    ``COURSES_PICTURE_CACHE`` where there is one of this name, or else the default one.
    """
    name = str(getattr(settings, "COURSES_PICTURE_CACHE", "default"))
    return name if name in settings.CACHES else "default"
