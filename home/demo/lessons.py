"""From the written lessons, quizzes and activities to the blocks that hold them."""

import io
import uuid
from contextlib import ExitStack
from decimal import Decimal
from html import escape
from typing import Any

from courses.h5p.content_types import build_package, words_in
from courses.h5p.importing import import_package
from courses.h5p.libraries import LibraryStore
from courses.h5p.semantics import fill_params
from courses.h5p.storage import content_folder, delete_folder, library_folder
from courses.models import H5PContent, H5PLibrary, Organisation, Quiz

from .videos import video_value

NAMESPACE = uuid.UUID("6f0f2a52-6c4b-5b53-9a0b-2a4f5d1f1d10")


def stable_id(*names: str) -> str:
    """Return the same id for the same names, so that a demo loaded twice has the same questions."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def make_quiz(written: dict[str, Any], *, course: str, organisation: Organisation) -> Quiz:
    """Create a quiz of a course from its file."""
    quiz = quiz_of(written, course=course)
    quiz.organisation = organisation
    quiz.save()
    quiz.save_revision()
    return quiz


def quiz_of(written: dict[str, Any], *, course: str) -> Quiz:
    """Return a quiz as its file says, not saved. Its ids are those of the same quiz in every language."""
    return Quiz(
        title=written["title"],
        pass_mark=Decimal(str(written["pass_mark"])),
        max_attempts=written["attempts"],
        translation_key=uuid.UUID(stable_id("quiz", course, written["key"])),
        questions=[_question(f"{course}/{written['key']}", question) for question in written["questions"]],
    )


def _question(quiz: str, written: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "prompt": written["prompt"],
        "feedback_correct": written.get("feedback_correct", ""),
        "feedback_incorrect": written.get("feedback_incorrect", ""),
    }
    match written["kind"]:
        case "numeric":
            unit = written.get("unit") or {}
            value |= {
                "answer": str(written["answer"]),
                "tolerance": str(written.get("tolerance", 0)),
                "unit": unit.get("value", ""),
                "unit_label": unit.get("label", ""),
            }
            kind = "numeric"
        case "order":
            value["items"] = [
                {"type": "item", "value": text, "id": stable_id(quiz, written["id"], str(number))}
                for number, text in enumerate(written["options"])
            ]
            kind = "ordering"
        case "single" | "multiple":
            right = written["answer"] if isinstance(written["answer"], list) else [written["answer"]]
            value["options"] = [
                {
                    "type": "item",
                    "id": stable_id(quiz, written["id"], str(number)),
                    "value": {
                        "text": option["text"],
                        "is_correct": number in right,
                        "feedback": option.get("feedback", ""),
                    },
                }
                for number, option in enumerate(written["options"])
            ]
            kind = "single_choice" if written["kind"] == "single" else "several_answers"
        case other:
            raise ValueError(f"Quiz {quiz}, question {written['id']}: {other!r} is no kind of question.")
    return {"type": kind, "value": value, "id": stable_id(quiz, written["id"])}


def make_activity(written: dict[str, Any], *, course: str, organisation: Organisation, undo: ExitStack) -> H5PContent:
    """Make a package of our own content type from a file, and import it as anybody's package would be.

    ``undo`` is told how to delete the files that came with it.
    """
    package = build_package(_params(written), title=written["title"], language="en")
    installed = set(H5PLibrary.objects.values_list("folder", flat=True))
    content = import_package(io.BytesIO(package), may_install_libraries=True, organisation=organisation)
    undo.callback(delete_folder, content_folder(content.folder))
    for folder in H5PLibrary.objects.exclude(folder__in=installed).values_list("folder", flat=True):
        undo.callback(delete_folder, library_folder(folder))
    content.translation_key = uuid.UUID(stable_id("h5p", course, written["key"]))
    content.save()
    return content


def activity_in(language: str, written: dict[str, Any], *, original: H5PContent) -> H5PContent:
    """Return an activity as the file of its translation says, words on the screen included; not saved."""
    library = original.library
    return H5PContent(
        title=written["title"],
        library=library,
        params=fill_params(
            {**_params(written), "l10n": words_in(language)},
            library.semantics,
            semantics_of=LibraryStore().semantics_of,
        ),
    )


def _params(written: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": f"<p>{escape(written['question'])}</p>",
        "multiple": written["multiple"],
        "answers": [
            {"text": escape(a["text"]), "correct": a["correct"], "feedback": escape(a.get("feedback", ""))}
            for a in written["answers"]
        ],
        "behaviour": {"passPercentage": written["pass_percentage"]},
    }


def lesson_body(  # noqa: PLR0912
    written: dict[str, Any],
    *,
    quizzes: dict[str, Quiz],
    activities: dict[str, H5PContent],
    organisations: dict[str, Organisation],
) -> tuple[str, list[dict[str, Any]]]:
    """Return the lead and the blocks of a lesson."""
    lead, blocks = "", []
    place = (written["course"], written["module"], written["slug"])
    for number, block in enumerate(written["blocks"]):
        kind = block["type"]
        if kind == "lead":
            lead = block["text"]
            continue
        value: Any
        match kind:
            case "heading":
                value = block["text"]
            case "paragraph":
                value = block.get("html") or f"<p>{escape(block['text'])}</p>"
                if not value.startswith(("<p", "<ul", "<ol")):
                    value = f"<p>{value}</p>" if "<ul" not in value and "<ol" not in value else _split_list(value)
            case "definition":
                value = {"term": block["term"], "text": block["text"]}
            case "worked_example":
                value = {name: block[name] for name in ("title", "given", "answer")}
                # A translator's words for a step hold on to its id.
                value["steps"] = [
                    {"type": "item", "value": step, "id": stable_id(*place, str(number), str(count))}
                    for count, step in enumerate(block["steps"])
                ]
            case "table":
                value = _table(block)
            case "callout":
                value = {"tone": block["tone"], "text": block["text"]}
            case "employer_voice":
                value = {"organisation": organisations[block["org"]].pk, "text": block["text"], "is_invented": True}
            case "self_check":
                value = {"prompt": block["prompt"], "expected": block["expected"]}
            case "image":
                value = {
                    "image": None,
                    "drawing": block["file"].removesuffix(".svg"),
                    "alt": block["alt"],
                    "caption": block.get("caption", ""),
                }
            case "video":
                value = video_value(block)
            case "quiz":
                value = {"quiz": quizzes[block["ref"]].pk}
            case "h5p":
                value = {"content": activities[block["ref"]].pk, "is_required": block["required"]}
            case other:
                raise ValueError(f"Lesson {written['slug']}: {other!r} is no kind of block.")
        blocks.append({"type": kind, "value": value, "id": stable_id(*place, str(number))})
    return lead, blocks


def _split_list(html: str) -> str:
    """Put words that stand before a list into a paragraph of their own."""
    place = min(index for index in (html.find("<ul"), html.find("<ol")) if index >= 0)
    return f"<p>{html[:place].strip()}</p>{html[place:]}"


def _table(block: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": [block["header"], *block["rows"]],
        "table_caption": block["caption"],
        "first_row_is_table_header": True,
        "first_col_is_header": block.get("row_headers", False),
        "table_header_choice": "both" if block.get("row_headers") else "row",
        "cell": [],
        "mergeCells": [],
    }
