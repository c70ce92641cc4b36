"""A course and a lesson of wagtail-lms with the same words, in its own virtual environment. Started by ``bench_peers``.

The course has as many lessons as ours. It knows no modules, so what ours says of them stands in its description. Each
activity of the lesson, quizzes included, is an H5P activity, the only kind that it has; all else is rich text.
"""

import json
import sys
import tempfile
from pathlib import Path
from uuid import uuid4


def pages(words: dict) -> dict:
    from copied_course import course_as_rich_text
    from django.contrib.auth import get_user_model
    from django.test import Client
    from taking_turns import view_of
    from wagtail.models import Site
    from wagtail_lms.models import CourseEnrollment, CoursePage, H5PActivity, H5PLessonPage

    home = Site.objects.get(is_default_site=True).root_page
    description = course_as_rich_text(words["course"])
    course = home.add_child(instance=CoursePage(title=words["course"]["title"], description=description))
    titles = [title for module in words["course"]["modules"] for title in module["lessons"]]
    lessons = [course.add_child(instance=H5PLessonPage(title=title)) for title in titles]
    lesson = lessons[titles.index(words["lesson"]["title"])]
    lesson.intro = f"<p>{words['lesson']['lead']}</p>"
    lesson.body = json.dumps(
        [_block(html, number, H5PActivity) for number, html in enumerate(words["lesson"]["blocks"])]
    )
    lesson.save()

    person = get_user_model().objects.create_user("learner")
    CourseEnrollment.objects.create(user=person, course=course)
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return {"course": view_of(client, course.url), "lesson": view_of(client, lesson.url)}


def _block(html: str | None, number: int, activities: type) -> dict:
    if html is not None:
        return {"type": "paragraph", "value": html, "id": str(uuid4())}
    activity = activities.objects.create(title=f"Activity {number}", extracted_path="x")
    return {"type": "h5p_activity", "value": {"activity": activity.pk}, "id": str(uuid4())}


def main() -> None:
    from stopwatch import queries_of
    from taking_turns import answer
    from wagtail_start import set_up

    words = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder), apps=["wagtail_lms"], urls="path('lms/', include('wagtail_lms.urls')),")
        answer(pages(words), queries_of=queries_of)


if __name__ == "__main__":
    main()
