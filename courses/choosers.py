"""Blocks that choose a quiz or an activity, in whichever language it is there."""

from copy import copy
from typing import Any

from wagtail.snippets.blocks import SnippetChooserBlock


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
        keys = model._default_manager.filter(pk__in=[value for value in values if value is not None])
        found = model._default_manager.filter(translation_key__in=keys.values("translation_key"))
        chosen: dict[Any, Any] = {}
        versions: dict[Any, dict[int, Any]] = {}
        for one in found.select_related("locale"):
            chosen[one.pk] = one
            one.versions = versions.setdefault(one.translation_key, {})
            one.versions[one.locale_id] = one
        # A copy for each place, so that what is done to one is not done to another.
        return [copy(chosen[value]) if value in chosen else None for value in values]
