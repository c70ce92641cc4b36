"""From a quiz as its author wrote it to questions that can be marked."""

from typing import TYPE_CHECKING, Any

from .grading import Numeric, Option, Ordering, Question, SeveralAnswers, SingleChoice

if TYPE_CHECKING:
    from courses.models import Quiz


def questions_of(quiz: "Quiz") -> list[Question]:
    """Return the questions in order. The id of a block is the id of its question, of a list item that of an option."""
    return [_question(block.block_type, block.id, block.value) for block in quiz.questions]


def _question(kind: str, question_id: str, value: Any) -> Question:
    shared = {
        "id": question_id,
        "prompt": value["prompt"],
        "feedback_correct": value["feedback_correct"] or "",
        "feedback_incorrect": value["feedback_incorrect"] or "",
    }
    match kind:
        case "single_choice":
            options, right = _options(value["options"])
            return SingleChoice(**shared, options=options, correct=right[0])
        case "several_answers":
            options, right = _options(value["options"])
            return SeveralAnswers(**shared, options=options, correct=frozenset(right))
        case "numeric":
            labels = (value["unit_label"],) if value["unit_label"] else ()
            return Numeric(
                **shared,
                answer=value["answer"],
                tolerance=value["tolerance"],
                unit=value["unit"] or "",
                unit_labels=labels,
            )
        case "ordering":
            items = tuple(Option(child.id, child.value) for child in value["items"].bound_blocks)
            return Ordering(**shared, items=items)
    raise ValueError(f"The quiz holds a question of the kind {kind!r}, which this version does not know.")


def _options(items: Any) -> tuple[tuple[Option, ...], list[str]]:
    options = tuple(
        Option(child.id, child.value["text"], child.value["feedback"] or "") for child in items.bound_blocks
    )
    return options, [child.id for child in items.bound_blocks if child.value["is_correct"]]
