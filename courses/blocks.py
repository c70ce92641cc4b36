"""What a lesson is made of. Each block has one template; activities are announced in ``courses.activities``."""

import json
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from .choosers import ActivityChooserBlock
from .drawings import drawing_choices
from .h5p.blocks import H5PBlock
from .languages import language_of
from .prepared import Kept
from .quizzes.presentation import present
from .seams import Endpoints, Records
from .video_blocks import VideoBlock

MOST_RENDERED = 2000

_rendered: Kept[SafeString] = Kept(most=MOST_RENDERED)

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]


class WordsOnlyMixin:
    """A block that shows its own words and nothing else: what they render to is kept in the process.

    It goes by the words and by the languages of the page and of the reader. So its template is given the value and the
    page, of which it may show the language, and neither a request nor anybody's records.
    """

    def is_words_only(self, value: Any, stored: str) -> bool:
        """Whether a value, which is stored as this JSON, shows nothing that stands elsewhere."""
        return True

    def render(self, value: Any, context: Any = None) -> SafeString:
        page = context.get("page") if context else None
        stored = json.dumps(self.get_prep_value(value), default=str)
        if not self.is_words_only(value, stored):
            return super().render(value, context)
        written_in = language_of(page) if isinstance(page, Page) else ""
        key = (type(self), self.get_template(value), stored, get_language(), written_in)
        found = _rendered.get(key)
        return _rendered.keep(key, super().render(value, {"page": page})) if found is None else found


class ParagraphBlock(WordsOnlyMixin, blocks.RichTextBlock):
    """Written text. What links to a page or shows a file goes by these too."""

    def is_words_only(self, value: Any, stored: str) -> bool:
        return "linktype=" not in stored and "<embed" not in stored

    def deconstruct(self) -> tuple[str, Any, Any]:
        # What is stored is the same, so migrations need not know.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs


class HeadingBlock(WordsOnlyMixin, blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"


class ImageBlock(WordsOnlyMixin, blocks.StructBlock):
    """A picture, or a drawing of ours, with words for those who do not see it."""

    image = ImageChooserBlock(label=_("Picture"), required=False)
    drawing = blocks.ChoiceBlock(
        label=_("Or a drawing"),
        required=False,
        choices=drawing_choices,
        help_text=_("Drawings of the site follow light and dark and stay sharp at any size."),
    )
    alt = blocks.CharBlock(
        label=_("Text in place of the picture"),
        max_length=500,
        help_text=_("What a person who does not see the picture needs to know."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/image.html"

    def is_words_only(self, value: Any, stored: str) -> bool:
        return not value.get("image")

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["image"]) == bool(cleaned["drawing"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[_("Choose a picture or a drawing: one of them, not both.")]
            )
        return cleaned


class DefinitionBlock(WordsOnlyMixin, blocks.StructBlock):
    term = blocks.CharBlock(label=_("Term"), max_length=120)
    text = blocks.TextBlock(label=_("Meaning"), rows=3)

    class Meta:
        icon = "openquote"
        label = _("Definition")
        template = "courses/blocks/definition.html"


class WorkedExampleBlock(WordsOnlyMixin, blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    given = blocks.TextBlock(label=_("Given"), rows=2)
    steps = blocks.ListBlock(blocks.TextBlock(label=_("Step"), rows=2), label=_("Steps"), min_num=1)
    answer = blocks.TextBlock(label=_("Answer"), rows=2)

    class Meta:
        icon = "tasks"
        label = _("Worked example")
        template = "courses/blocks/worked_example.html"


class LessonTableBlock(WordsOnlyMixin, TableBlock):
    """A table. For wagtail-localize its caption and each of its cells are segments of their own."""

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"

    def get_translatable_segments(self, value):
        from wagtail_localize.segments import StringSegmentValue

        table = value or {}
        segments = [StringSegmentValue("caption", table.get("table_caption") or "")]
        for row, cells in enumerate(table.get("data") or ()):
            segments += [StringSegmentValue(f"{row}-{column}", cell or "") for column, cell in enumerate(cells)]
        return segments

    def restore_translated_segments(self, value, segments):
        table = {**value, "data": [list(cells) for cells in value["data"]]}
        for segment in segments:
            if segment.path == "caption":
                table["table_caption"] = segment.render_text()
            else:
                row, column = map(int, segment.path.split("-"))
                table["data"][row][column] = segment.render_text()
        return table


class CalloutBlock(WordsOnlyMixin, blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Kind"), choices=[("safety", _("Safety")), ("note", _("Note")), ("tip", _("Tip"))], default="note"
    )
    text = blocks.TextBlock(label=_("Text"), rows=3)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class EmployerVoiceBlock(blocks.StructBlock):
    organisation = SnippetChooserBlock("courses.Organisation", label=_("Organisation"))
    text = blocks.TextBlock(label=_("What they say"), rows=3)
    is_invented = blocks.BooleanBlock(
        label=_("Invented for demonstration"), required=False, help_text=_("The lesson says so under the words.")
    )

    class Meta:
        icon = "group"
        label = _("Employer's voice")
        template = "courses/blocks/employer_voice.html"


class SelfCheckBlock(WordsOnlyMixin, blocks.StructBlock):
    prompt = blocks.TextBlock(label=_("Question"), rows=3)
    expected = blocks.TextBlock(label=_("What you expect"), rows=3)

    class Meta:
        icon = "view"
        label = _("Self check")
        template = "courses/blocks/self_check.html"


class QuizBlock(blocks.StructBlock):
    """A quiz in a lesson. It has to be passed before the lesson is done."""

    quiz = ActivityChooserBlock("courses.Quiz", label=_("Quiz"))

    class Meta:
        icon = "help"
        label = _("Quiz")
        template = "courses/blocks/quiz.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        quiz, page, request = value["quiz"], context.get("page"), context.get("request")
        if quiz is None:
            return context
        records: Records = context.get("records") or Records()
        endpoints: Endpoints = context.get("endpoints") or Endpoints()
        submission = getattr(request, "quiz_submission", None)
        context["quiz"] = present(
            quiz,
            record=records.activity(quiz.translation_key),
            is_recorded=records.is_kept,
            submission=submission if submission and submission.quiz_key == quiz.translation_key else None,
            language=_language_of(quiz, page),
        )
        if page is not None and page.pk:
            place = (page.pk, quiz.translation_key)
            answer_quiz = endpoints.answer_quiz
            context["quiz_action"] = answer_quiz(*place) if answer_quiz else reverse("courses:answer_quiz", args=place)
        return context


def _language_of(quiz, page) -> str:
    """Return the code of the quiz's language; without a query where it is that of its lesson."""
    if page is not None and page.locale_id == quiz.locale_id:
        return language_of(page)
    return quiz.locale.language_code


class LessonBlock(blocks.StreamBlock):
    paragraph = ParagraphBlock(label=_("Text"), features=RICH_TEXT_FEATURES, template="courses/blocks/paragraph.html")
    heading = HeadingBlock()
    image = ImageBlock()
    video = VideoBlock()
    definition = DefinitionBlock()
    worked_example = WorkedExampleBlock()
    table = LessonTableBlock(
        table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3, "contextMenu": True, "editor": "text"}
    )
    callout = CalloutBlock()
    employer_voice = EmployerVoiceBlock()
    self_check = SelfCheckBlock()
    quiz = QuizBlock()
    h5p = H5PBlock()

    class Meta:
        required = False
