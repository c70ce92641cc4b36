"""A course and its first lesson, written down so that another system can show the same words."""

import json
from pathlib import Path
from typing import Any


def write_down(course: Any, lesson: Any, path: Path) -> None:
    """Write the words of ``course`` and ``lesson`` as JSON.

    ``course``: title, introduction, and its modules with what stands on the page of each.
    ``lesson``: title; ``body``, the stream as it is stored; ``blocks``, the same as HTML, None for each activity.
    ``things``: what the body refers to, as Django serialises it, in the order in which it can be loaded.
    """
    from django.core import serializers

    from courses.outline import outline_of

    outline = outline_of(course)
    words = {
        "course": {
            "title": course.title,
            "intro": course.intro,
            "audience": course.audience,
            "how": course.how,
            "modules": [_module(module) for module in outline.modules],
        },
        "lesson": {
            "title": lesson.title,
            "lead": lesson.lead,
            "body": lesson.body.get_prep_value(),
            "blocks": [_as_html(block, lesson) for block in lesson.body],
        },
        "things": serializers.serialize("json", _things(lesson)),
    }
    path.write_text(json.dumps(words, default=str), encoding="utf-8")


def course_as_rich_text(
    words: dict[str, Any], *, address: str = '<a linktype="page" id="{}">', pages: Any = None
) -> str:
    """Return what a course page says, as an editor would write it: headings, paragraphs, lists.

    With ``pages``, the primary keys of the lessons in order, each lesson is a link; without, lessons are left out.
    """
    parts = [f"<p>{words['audience']}</p>", words["intro"], "<h2>How it is studied</h2>", f"<p>{words['how']}</p>"]
    lessons = iter(pages or ())
    for module in words["modules"]:
        parts += [f"<h3>{module['code']} {module['title']}</h3>", f"<p>{module['workload']}</p>"]
        parts += [f"<p>{module['summary']}</p>", _listed(module["outcomes"])]
        if pages:
            parts.append(_listed([f"{address.format(next(lessons))}{title}</a>" for title in module["lessons"]], "ol"))
    return "".join(parts)


def _listed(items: list[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _module(module: Any) -> dict[str, Any]:
    page = module.page
    return {
        "code": page.code,
        "title": page.title,
        "workload": f"{page.competence_points} competence points, {page.ects} ECTS credits, {page.hours} hours",
        "summary": page.summary,
        "outcomes": [
            f"{one.text} {one.competence.code} {one.competence.title} EQF {one.level}" for one in page.outcomes.all()
        ],
        "lessons": [lesson.page.title for lesson in module.lessons],
    }


def _as_html(block: Any, lesson: Any) -> str | None:
    return None if block.block_type in ("quiz", "h5p") else str(block.render({"page": lesson}))


def _things(lesson: Any) -> list[Any]:
    from courses.models import Organisation

    quizzes = [block.value["quiz"] for block in lesson.body if block.block_type == "quiz"]
    contents = [block.value["content"] for block in lesson.body if block.block_type == "h5p"]
    libraries = {content.library_id: content.library for content in contents}
    return [*Organisation.objects.all(), *libraries.values(), *quizzes, *contents]
