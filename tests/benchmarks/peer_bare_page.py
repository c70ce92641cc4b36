"""A bare Wagtail page with the same body as a lesson and one with that of a course. Started by ``bench_peers``.

Right below the front page, where an address is found fastest. The body of the course page is rich text with a link to
each lesson, as an editor would write it without our plugins.
"""

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def pages(words: dict) -> dict:
    from bare_site.models import BarePage
    from copied_course import course_as_rich_text
    from django.contrib.auth import get_user_model
    from django.core import serializers
    from django.test import Client
    from taking_turns import view_of
    from wagtail.models import Locale, Site

    locale = Locale.objects.get()
    for thing in serializers.deserialize("json", words["things"]):
        for field in ("staff_group_id", "reviewer_group_id", "organisation_id"):
            if hasattr(thing.object, field):
                setattr(thing.object, field, None)
        if hasattr(thing.object, "locale_id"):
            thing.object.locale = locale
        thing.save()

    home = Site.objects.get(is_default_site=True).root_page
    lesson = home.add_child(
        instance=BarePage(title=words["lesson"]["title"], slug="lesson", body=json.dumps(words["lesson"]["body"]))
    )
    course = home.add_child(instance=BarePage(title=words["course"]["title"], slug="course"))
    titles = [title for module in words["course"]["modules"] for title in module["lessons"]]
    below = [course.add_child(instance=BarePage(title=title)).pk for title in titles]
    text = course_as_rich_text(words["course"], pages=below)
    course.body = json.dumps([{"type": "paragraph", "value": text}])
    course.save()

    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.create_user("learner"))
    views = {"course": view_of(client, course.url), "lesson": view_of(client, lesson.url)}
    for title in titles:
        assert title.split("&")[0] in views["course"]().content.decode()
    return views


def main() -> None:
    # Last, so that the site's own packages come before ours.
    sys.path.append(str(HERE.parent.parent))
    from stopwatch import queries_of
    from taking_turns import answer
    from wagtail_start import set_up

    words = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        set_up(
            Path(folder),
            apps=["bare_site", "courses", "laces", "django_tasks", "wagtailmedia", "wagtail.contrib.table_block"],
            urls="path('h5p/', include('courses.h5p.urls')), path('quizzes/', include('courses.urls')),",
            drawings=[str(HERE.parent.parent / "home" / "demo" / "content" / "drawings")],
        )
        answer(pages(words), queries_of=queries_of)


if __name__ == "__main__":
    main()
