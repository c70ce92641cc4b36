"""What is translated, for wagtail-localize where a site has it. Without it, each language is written by hand."""

from typing import Any

from django.apps import apps


def synchronised(*names: str) -> list[Any]:
    """Return what ``override_translatable_fields`` says of fields that are the same in every language, always.

    They are copied from the source whenever a translation is updated, and nobody can change them there.
    """
    if not apps.is_installed("wagtail_localize"):
        return []
    from wagtail_localize.fields import SynchronizedField

    return [SynchronizedField(name, overridable=False) for name in names]


def translated(*names: str) -> list[Any]:
    """Return what ``override_translatable_fields`` says of fields that it would not think of by itself."""
    if not apps.is_installed("wagtail_localize"):
        return []
    from wagtail_localize.fields import TranslatableField

    return [TranslatableField(name) for name in names]


def keep_formulas_whole() -> None:
    """Let wagtail-localize take “H<sub>2</sub>O” as one string, not as three."""
    from wagtail_localize.strings import INLINE_TAGS

    INLINE_TAGS.extend(tag for tag in ("sub", "sup") if tag not in INLINE_TAGS)
