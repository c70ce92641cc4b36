"""The videos of the demonstration: rendered by ``home.demo.moving_pictures``, with captions in every language."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from wagtail.documents import get_document_model
from wagtailmedia.models import get_media_model

from .reading import CONTENT

FOLDER = CONTENT / "videos"
WIDTH, HEIGHT = 1280, 720
SECONDS = {"charge-and-discharge": 44}


def load_videos(*, undo: ExitStack) -> None:
    """Put every video and its captions where an upload would. ``undo`` is told how to delete the files."""
    for path in sorted(FOLDER.glob("*.mp4")):
        video = get_media_model()(
            title=path.stem, type="video", duration=SECONDS[path.stem], width=WIDTH, height=HEIGHT
        )
        _store(video.file, path, undo=undo)
        _store(video.thumbnail, path.with_suffix(".jpg"), undo=undo)
        video.save()
        for language, _name in settings.LANGUAGES:
            captions = get_document_model()(title=_captions(path.stem, language))
            _store(captions.file, path.with_name(_captions(path.stem, language)), undo=undo)
            captions.save()


def video_value(written: dict[str, Any]) -> dict[str, Any]:
    """Return the value of a video block. Its video must have been loaded."""
    name = written["file"].removesuffix(".mp4")
    documents = get_document_model().objects
    return {
        "video": get_media_model().objects.get(title=name).pk,
        "title": written["title"],
        "captions": [
            {"language": language, "file": documents.get(title=_captions(name, language)).pk}
            for language, _name in settings.LANGUAGES
        ],
        "transcript": written["html"],
        "caption": written.get("caption", ""),
    }


def _captions(name: str, language: str) -> str:
    return f"{name}.{language}.vtt"


def _store(field: Any, path: Path, *, undo: ExitStack) -> None:
    with path.open("rb") as file:
        field.save(path.name, File(file), save=False)
    undo.callback(field.storage.delete, field.name)
