"""What happens in the site of ``docs/install.md`` after each of its steps, told as facts on the last line.

Run by ``test_install`` in the folder of that site, with the name of the plugin that has come last.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

LEARNERS = {"learners": "aino", "badges": "eero"}
"""Who learns after which step: a badge is earned by somebody who has done nothing before."""


def main(latest: str) -> None:
    sys.path.insert(0, str(Path.cwd()))
    django.setup()
    from django.contrib.auth import get_user_model
    from story import browser, facts, in_the_admin, learn, play_untracked

    visitor = browser()
    if latest == "courses":
        content = first_course()
        write_a_lesson(content)
        play_untracked(content)
    else:
        content = course_that_is_there()
        learn(content, has_badges=latest == "badges", name=LEARNERS[latest])
        visitor.force_login(get_user_model().objects.get(email=f"{LEARNERS[latest]}@example.org"))
    look_at(visitor, content)
    in_the_admin(content, name=f"coordinator-{latest}")
    sys.stdout.write(json.dumps(facts) + "\n")


def first_course() -> dict[str, Any]:
    from story import publish_course
    from wagtail.models import Site

    return publish_course(below=Site.objects.get().root_page)


def course_that_is_there() -> dict[str, Any]:
    from courses.models import CoursePage, LessonPage, ModulePage, Quiz

    return {
        "course": CoursePage.objects.get(),
        "module": ModulePage.objects.get(),
        "lesson": LessonPage.objects.get(title="Anode and cathode"),
        "quiz": Quiz.objects.get(),
    }


def write_a_lesson(content: dict[str, Any]) -> None:
    """A teacher of the provider adds one on the screen of the outline; somebody in no group cannot."""
    from django.contrib.auth.models import Group
    from story import browser, facts, somebody

    from courses.models import LessonPage

    call_command("set_up_groups", verbosity=0)
    teacher = somebody("teacher")
    teacher.groups.add(Group.objects.get(name__startswith="Teachers: "))
    address = f"/admin/courses/{content['course'].pk}/outline/{content['module'].pk}/lessons/"
    for person in (somebody("stranger"), teacher):
        author = browser()
        author.force_login(person)
        author.post(address, {"title": "Separator"})
        facts[f"written_by_{person.first_name.lower()}"] = LessonPage.objects.filter(title="Separator").exists()


def look_at(visitor: Any, content: dict[str, Any]) -> None:
    """See whether the lesson is in the frame of the site, and each file that page and player name is there."""
    from django.conf import settings
    from story import address_of_player, browser, facts, text_of

    page = text_of(visitor.get(content["lesson"].get_url()))
    player = text_of(visitor.get(address_of_player(page)))
    order = (
        "<header>The header of another site",
        "<main",
        "<h1",
        "A cell has an anode",
        "</main>",
        "<footer>The footer",
    )
    places = [page.find(part) for part in order]
    facts["is_in_the_frame"] = places == sorted(places) and -1 not in places
    course = text_of(browser().get(content["course"].get_url()))
    facts["head"] = [course.count('rel="canonical"'), course.count('property="og:image"')]
    facts["documents"] = page.count("<!doctype html>")
    named = {name for text in (page, player) for name in re.findall(r"/static/([^\"'?#\s]+)", text)}
    facts["static"] = sorted(named)
    facts["missing"] = sorted(name for name in named if not Path(settings.STATIC_ROOT, name).is_file())


if __name__ == "__main__":
    main(sys.argv[1])
