"""What a teacher fills in to ask a question. The id of a block is the id of the question, for good."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=500)
    is_correct = blocks.BooleanBlock(label=_("Right"), required=False)
    feedback = blocks.CharBlock(
        label=_("Feedback"), required=False, max_length=500, help_text=_("Shown to the learner who picks this answer.")
    )

    class Meta:
        label = _("Answer")
        label_format = "{text}"


class _QuestionBlock(blocks.StructBlock):
    """What all kinds share. The prompt comes first."""

    prompt = blocks.TextBlock(label=_("Question"), rows=2)

    feedback_correct = blocks.TextBlock(label=_("Feedback when right"), required=False, rows=2)
    feedback_incorrect = blocks.TextBlock(label=_("Feedback when wrong"), required=False, rows=2)


def _number_right(options) -> int:
    return sum(bool(option["is_correct"]) for option in options)


class SingleChoiceBlock(_QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), default=[{}, {}], min_num=2, max_num=10)

    class Meta:
        icon = "radio-full"
        label = _("Single choice")
        label_format = "{prompt}"

    def clean(self, value):
        cleaned = super().clean(value)
        if (found := _number_right(cleaned["options"])) != 1:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "options": ValidationError(
                        _("A single choice has exactly one right answer, and %(found)s are marked right."),
                        params={"found": found},
                    )
                }
            )
        return cleaned


class SeveralAnswersBlock(_QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), default=[{}, {}], min_num=2, max_num=12)

    class Meta:
        icon = "tick"
        label = _("Several answers")
        label_format = "{prompt}"

    def clean(self, value):
        cleaned = super().clean(value)
        if _number_right(cleaned["options"]) == 0:
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark at least one answer as right."))}
            )
        return cleaned


class NumericBlock(_QuestionBlock):
    answer = blocks.DecimalBlock(label=_("Right answer"), max_digits=18, decimal_places=None)
    tolerance = blocks.DecimalBlock(
        label=_("Tolerance"),
        default=Decimal(0),
        min_value=0,
        help_text=_("Answers this far above or below are right too."),
    )
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=20, help_text=_("For example A."))
    unit_label = blocks.CharBlock(
        label=_("Unit in words"), required=False, max_length=60, help_text=_("For example amperes.")
    )

    class Meta:
        icon = "order"
        label = _("Number")
        label_format = "{prompt}"


class OrderingBlock(_QuestionBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Item"), max_length=500),
        label=_("Items in the right order"),
        default=["", ""],
        min_num=2,
        max_num=10,
        help_text=_("Write them in the right order. Learners see them shuffled."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        label_format = "{prompt}"


class QuestionsBlock(blocks.StreamBlock):
    single_choice = SingleChoiceBlock()
    several_answers = SeveralAnswersBlock()
    numeric = NumericBlock()
    ordering = OrderingBlock()

    class Meta:
        required = True
        min_num = 1
        max_num = 50
