"""A video in a lesson: captions for who does not hear it, and all of it in words for who does not see it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from .captions import LARGEST_FILE, InvalidCaptions, read_captions
from .languages import active_language

PLAYABLE = ("mp4", "webm")
"""What every browser plays. Of other files one hears from learners, too late."""


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(label=_("Language"), choices=_languages)
    file = DocumentChooserBlock(label=_("File with captions (WebVTT)"))

    class Meta:
        icon = "openquote"
        label = _("Captions")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        try:
            with cleaned["file"].open_file() as file:
                read_captions(file.read(LARGEST_FILE + 1))
        except InvalidCaptions as error:
            raise blocks.StructBlockValidationError(block_errors={"file": _error(str(error))}) from None
        except OSError:
            raise blocks.StructBlockValidationError(
                block_errors={"file": _error(_("The file of this document is missing. Upload it again."))}
            ) from None
        return cleaned


class VideoBlock(blocks.StructBlock):
    """A video that the site itself serves. One from elsewhere would tell a stranger who watches."""

    video = VideoChooserBlock(
        label=_("Video"), help_text=_("An MP4 or WebM file. Its picture shows until it is played.")
    )
    title = blocks.CharBlock(label=_("What it shows"), max_length=200)
    captions = blocks.ListBlock(
        CaptionsBlock(),
        label=_("Captions"),
        min_num=1,
        help_text=_("What is said, and what is heard otherwise, in each language that you have it in."),
    )
    transcript = blocks.RichTextBlock(
        label=_("The video in words"),
        features=["bold", "italic", "link", "ol", "ul"],
        help_text=_("All that is said and all that matters of what is seen, for those who do not play it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "courses/blocks/video.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        name = cleaned["video"].filename.lower()
        if not name.endswith(PLAYABLE):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "video": _error(
                        _("%(name)s is not played by every browser: choose an MP4 or a WebM file.") % {"name": name}
                    )
                }
            )
        languages = [captions["language"] for captions in cleaned["captions"]]
        if len(set(languages)) < len(languages):
            raise blocks.StructBlockValidationError(
                block_errors={"captions": _error(_("One language has two files of captions: keep one of them."))}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        names = dict(settings.LANGUAGES)
        context["tracks"] = [
            {
                "url": captions["file"].url,
                "language": captions["language"],
                "name": names.get(captions["language"], captions["language"]),
                "is_shown": captions["language"] == active_language(),
            }
            for captions in value["captions"]
            if captions["file"]
        ]
        return context


def _error(sentence: str) -> Any:
    from django.core.exceptions import ValidationError

    return ValidationError(sentence)
