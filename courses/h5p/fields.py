"""The column that holds the parameters of a content, which wagtail-localize can translate."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from django.db import models

from .wording import Way, texts_in, with_texts


class _OfContent(dict[str, Any]):
    """Parameters that know the content they belong to: what of them is a text, its library says."""

    def __init__(self, params: dict[str, Any], content: models.Model) -> None:
        super().__init__(params)
        self.content = content


class _Translated(dict[str, Any]):
    """Parameters whose texts were just replaced: what was filtered before is out of date."""


class ParametersField(models.JSONField):
    """Parameters of a content. For wagtail-localize each text in them is a segment, and nothing else is."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def value_from_object(self, obj: models.Model) -> Any:
        value = super().value_from_object(obj)
        return _OfContent(value, obj) if isinstance(value, dict) else value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, _Translated):
            # Says H5PContent.needs_filtering; its column comes after this one.
            model_instance.params_hash = ""
        return dict(value) if isinstance(value, dict) else value

    def get_translatable_segments(self, value: Any) -> list[Any]:
        from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
        from wagtail_localize.strings import extract_strings

        segments: list[Any] = []
        for found in _texts_of(value):
            path = _path_of(found.way)
            if found.is_html:
                template, strings = extract_strings(found.text)
                segments.append(TemplateSegmentValue(path, "html", template, len(strings)))
                segments += [StringSegmentValue(path, string, attrs=attrs) for string, attrs in strings]
            else:
                segments.append(StringSegmentValue(path, found.text))
        return segments

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        from wagtail_localize.segments import TemplateSegmentValue
        from wagtail_localize.segments.ingest import organise_template_segments
        from wagtail_localize.strings import restore_strings

        by_path: dict[str, list[Any]] = {}
        for segment in segments:
            by_path.setdefault(segment.path, []).append(segment)
        texts: dict[Way, str] = {}
        for path, found in by_path.items():
            if any(isinstance(segment, TemplateSegmentValue) for segment in found):
                _format, template, strings = organise_template_segments(found)
                texts[_way_of(path)] = restore_strings(template, strings)
            else:
                texts[_way_of(path)] = found[0].render_text()
        return _Translated(with_texts(dict(value), texts))


def _texts_of(value: Any) -> Iterable[Any]:
    if not isinstance(value, _OfContent):
        return ()
    from .libraries import LibraryStore

    library: Any = value.content.library  # type: ignore[attr-defined]
    return texts_in(dict(value), library.semantics, semantics_of=LibraryStore().semantics_of)


def _path_of(way: Way) -> str:
    """Return a way as one component of a segment's path, which is split at dots: ``s:answers/i:0/s:text``."""
    steps = (f"i:{step}" if isinstance(step, int) else f"s:{quote(step, safe='')}" for step in way)
    return "/".join(steps).replace(".", "%2E")


def _way_of(path: str) -> Way:
    steps = (step.partition(":") for step in path.split("/"))
    return tuple(int(step) if kind == "i" else unquote(step) for kind, _colon, step in steps)
