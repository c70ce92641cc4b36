"""Translations as a translator leaves them: pages of another tree with the same key."""

from typing import Any

from wagtail.models import Locale, Page


def locale_of(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def translate(page: Page, *, into: str = "fi", publish: bool = True, **words: Any) -> Page:
    """Translate a page, and repeat as aliases the pages above it that are not translated, as wagtail-localize does."""
    original = page.specific
    known = original.get_translations().filter(locale=locale_of(into)).first()
    own = known or original.copy_for_translation(locale_of(into), copy_parents=True)
    own = own.specific
    own.alias_of = None
    for name, value in words.items():
        setattr(own, name, value)
    own.save()
    revision = own.save_revision()
    if publish:
        revision.publish()
    return type(own).objects.get(pk=own.pk)
