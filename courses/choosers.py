"""Blocks that choose a quiz or an activity, in whichever language it is there."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.blocks import SnippetChooserBlock

from .prepared import Kept, kept_while_unchanged, rows_of

MOST_CHOSEN = 500
"""How many a process keeps: what one lesson holds of a kind is one."""

_chosen: Kept[dict[Any, Any]] = Kept(most=MOST_CHOSEN)


class ActivityChooserBlock(SnippetChooserBlock):
    """Chooses something translatable, and loads its translations with it, in the same one query.

    So a lesson can show it in its own language (``courses.activities.in_language_of``), also when it was translated
    after the lesson was.
    """

    def deconstruct(self) -> tuple[str, Any, Any]:
        # What is stored is the same, so migrations need not know.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        model = self.model_class
        wanted = tuple(value for value in values if value is not None)

        def queryset() -> QuerySet:
            keys = model._default_manager.filter(pk__in=wanted).values("translation_key")
            return model._default_manager.filter(translation_key__in=keys).select_related("locale")

        key = (model._meta.label, wanted)
        chosen = kept_while_unchanged(_chosen, key, lambda: rows_of(key, queryset), lambda: _by_key(queryset()))
        # A copy for each place, so that what is done to one is not done to another.
        return [copy(chosen[value]) if value in chosen else None for value in values]


def _by_key(found: Iterable[Any]) -> dict[Any, Any]:
    """Return the things by their primary keys, each with all its ``versions`` by the primary key of their locale."""
    chosen: dict[Any, Any] = {}
    versions: dict[Any, dict[int, Any]] = {}
    for one in found:
        chosen[one.pk] = one
        one.versions = versions.setdefault(one.translation_key, {})
        one.versions[one.locale_id] = one
    return chosen
