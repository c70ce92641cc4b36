"""What happens in the foreign site, told as facts: one JSON object on the last line of the output.

Run by ``test_plugin_combinations`` in a process of its own, with the wheel and this folder on its path.
"""

import importlib.util
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

HOST = "learn.example.org"
facts: dict[str, Any] = {}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    django.setup()
    from django.conf import settings

    plugins = [importlib.import_module(name) for name in settings.PLUGINS]
    facts["plugin_folders"] = [str(Path(plugin.__file__ or "").parent) for plugin in plugins]
    facts["has_home"] = importlib.util.find_spec("home") is not None
    facts["has_templates_of_the_site"] = _has_template("base.html")
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    content = publish_course()
    in_the_admin(content)
    facts["groups"] = groups()
    if "learners" in settings.PLUGINS:
        learn(content, has_badges="badges" in settings.PLUGINS)
    else:
        play_untracked(content)


def publish_course(*, below: Any = None) -> dict[str, Any]:
    """A course of one module with one lesson: a paragraph, a quiz and an H5P activity. Its index is the front page,
    or lies below a page of the site.
    """
    from wagtail.models import Locale, Page, Site

    from courses.h5p.content_types import build_package
    from courses.models import CourseIndexPage, CoursePage, H5PContent, LessonPage, ModulePage, Organisation, Quiz

    organisation = Organisation.objects.create(
        slug="merikaari", name="Merikaari Vocational College", kind="provider", is_fictional=True
    )
    parent = below or Page.get_first_root_node()
    index = parent.add_child(instance=CourseIndexPage(title="Courses", slug="courses", organisation=organisation))
    Site.objects.update(hostname=HOST, port=443, root_page=below or index)
    course = index.add_child(
        instance=CoursePage(title="Battery basics", code="BAT101", level=4, organisation=organisation)
    )
    module = course.add_child(instance=ModulePage(title="Inside a cell", code="M1"))
    quiz = Quiz.objects.create(
        title="The parts of a cell",
        locale=Locale.get_default(),
        questions=[
            {
                "type": "single_choice",
                "id": "which",
                "value": {
                    "prompt": "Which side gives lithium when a cell is charged?",
                    "feedback_correct": "The cathode holds the lithium at first.",
                    "feedback_incorrect": "Look at the drawing again.",
                    "options": [
                        {"type": "item", "id": "a", "value": {"text": "Cathode", "is_correct": True, "feedback": ""}},
                        {"type": "item", "id": "b", "value": {"text": "Anode", "is_correct": False, "feedback": ""}},
                    ],
                },
            }
        ],
    )
    with tempfile.NamedTemporaryFile(suffix=".h5p") as package:
        package.write(
            build_package(
                {"question": "Is lithium a metal?", "answers": [{"text": "Yes", "correct": True}, {"text": "No"}]},
                title="Lithium",
                language="en",
            )
        )
        package.flush()
        call_command("import_h5p", package.name, stdout=io.StringIO())
    body = [
        {"type": "paragraph", "value": "<p>A cell has an anode and a cathode.</p>"},
        {"type": "quiz", "value": {"quiz": quiz.pk}},
        {"type": "h5p", "value": {"content": H5PContent.objects.get().pk, "is_required": False}},
    ]
    lesson = module.add_child(instance=LessonPage(title="Anode and cathode", minutes=10, body=json.dumps(body)))
    return {
        "index": index,
        "course": CoursePage.objects.get(pk=course.pk),
        "module": ModulePage.objects.get(pk=module.pk),
        "lesson": LessonPage.objects.get(pk=lesson.pk),
        "quiz": quiz,
    }


def in_the_admin(content: dict[str, Any], *, name: str = "coordinator") -> None:
    """The screens on which authors work open, whatever other plugins are there."""
    admin = browser()
    admin.force_login(somebody(name, is_staff=True, is_superuser=True))
    addresses = {
        "start": "/admin/",
        "course": f"/admin/pages/{content['course'].pk}/edit/",
        "lesson": f"/admin/pages/{content['lesson'].pk}/edit/",
        "preview": f"/admin/pages/{content['lesson'].pk}/view_draft/",
        "outline": f"/admin/courses/{content['course'].pk}/outline/",
        "as learner": f"/admin/courses/{content['course'].pk}/learner/{content['lesson'].pk}/",
    }
    facts["admin"] = {name: admin.get(address).status_code for name, address in addresses.items()}


def groups() -> list[str]:
    """Return the groups that the plugins make, without those of Wagtail."""
    from django.contrib.auth.models import Group

    known = set(Group.objects.values_list("pk", flat=True))
    call_command("set_up_groups", stdout=io.StringIO())
    return list(Group.objects.exclude(pk__in=known).order_by("name").values_list("name", flat=True))


def play_untracked(content: dict[str, Any]) -> None:
    """Nobody is signed in, and nobody keeps records."""
    visitor = browser()
    facts["pages"] = {
        name: visitor.get(content[name].get_url()).status_code for name in ("index", "course", "module", "lesson")
    }
    page = text_of(visitor.get(content["lesson"].get_url()))
    facts["player"] = visitor.get(address_of_player(page)).status_code
    action = f"/quizzes/{content['lesson'].pk}/{content['quiz'].translation_key}/"
    facts["asks"] = f'action="{action}' in page and "Your answers are marked, and not kept." in page
    facts["gives_away_answer"] = "The cathode holds the lithium at first." in page
    facts["right"] = standing(text_of(visitor.post(action, {"q-which": "a"})))
    facts["wrong"] = standing(text_of(visitor.post(action, {"q-which": "b"})))
    facts["kept"] = standing(text_of(visitor.get(content["lesson"].get_url())))


def learn(content: dict[str, Any], *, has_badges: bool, name: str = "aino") -> None:
    """Somebody without a course is sent to it, enrols, answers, and has done lesson, module and course."""
    from django.core import mail

    from learners.models import Attempt, CourseCompletion, LessonCompletion, ModuleCompletion, StoredStatement

    achievement = offer_badge(content["module"]) if has_badges else None
    lesson, course = content["lesson"].get_url(), content["course"].get_url()
    stranger = browser()
    facts["stranger"] = {
        "course": stranger.get(course).status_code,
        "module": stranger.get(content["module"].get_url()).status_code,
        "lesson": stranger.get(lesson).headers.get("Location", ""),
        "sign_in": f'href="/login/?next={course}"' in text_of(stranger.get(course)),
    }
    learner = browser()
    person = somebody(name)
    learner.force_login(person)
    facts["not_enrolled"] = learner.get(lesson).headers.get("Location", "")
    facts["enrolled"] = learner.post(f"/learning/courses/{content['course'].pk}/enrol/").headers["Location"]
    page = text_of(learner.get(lesson))
    facts["player"] = learner.get(address_of_player(page)).status_code
    action = f"/learning/lessons/{content['lesson'].pk}/quizzes/{content['quiz'].translation_key}/"
    facts["asks"] = f'action="{action}' in page
    learner.post(action, {"q-which": "b"})
    facts["after_wrong"] = LessonCompletion.objects.filter(learner=person).count()
    learner.post(action, {"q-which": "a"})
    facts["right"] = standing(text_of(learner.get(lesson)))
    facts["records"] = {
        "statements": StoredStatement.objects.filter(learner=person).exists(),
        "attempts": list(Attempt.objects.filter(learner=person).order_by("number").values_list("is_passed", flat=True)),
        "done": [
            model.objects.filter(learner=person).count()
            for model in (LessonCompletion, ModuleCompletion, CourseCompletion)
        ],
    }
    dashboard = text_of(learner.get("/learning/"))
    facts["dashboard"] = "Battery basics" in dashboard and "100 % done" in dashboard
    facts["badges_on_dashboard"] = "Inside a Cell (badge)" in dashboard
    if has_badges:
        show_badge(learner, achievement=achievement, mails=[message.subject for message in mail.outbox])


def offer_badge(module: Any) -> Any:
    from badges.keys import create_issuer_key
    from badges.models import Achievement, AwardRule, Issuer
    from courses.models import Organisation

    issuer = Issuer.objects.create(
        organisation=Organisation.objects.get(),
        slug="merikaari",
        name="Merikaari Vocational College (demo)",
        is_fictional=True,
    )
    create_issuer_key(issuer)
    achievement = Achievement.objects.create(
        issuer=issuer,
        name="Inside a Cell (badge)",
        description="Knows the parts of a lithium-ion cell.",
        criteria="All lessons of the module done and its quiz passed.",
        level=4,
        code="BAT101",
    )
    AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=module.translation_key)
    return achievement


def show_badge(learner: Any, *, achievement: Any, mails: list[str]) -> None:
    """The badge is there, the holder shares it, and somebody without an account checks link, picture and file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from badges.credentials import revoke_credential
    from badges.models import Credential
    from courses.models import ModulePage

    credential = Credential.objects.get(achievement=achievement, revoked_at=None)
    facts["mails"] = len(mails)
    module = text_of(learner.get(ModulePage.objects.get().get_url()))
    facts["panel_has_its_styles"] = "You have this badge" in module and 'href="/static/badges/css/badges.css"' in module
    facts["badge"] = learner.get(f"/badges/{credential.pk}/").status_code
    learner.post(f"/badges/{credential.pk}/sharing/", {"action": "share"})
    credential.refresh_from_db()
    picture = learner.get(f"/badges/{credential.pk}/badge.png").getvalue()
    file = learner.get(f"/badges/{credential.pk}/badge.json").getvalue()

    employer = browser()
    facts["public"] = {
        name: employer.get(address).status_code
        for name, address in {
            "issuer": "/badges/issuers/merikaari/",
            "did": "/badges/issuers/merikaari/did.json",
            "achievement": f"/badges/achievements/{achievement.pk}/",
            "status list": f"/badges/status/{credential.status_list_id}",
            "form": "/verify/",
        }.items()
    }
    facts["did"] = employer.get("/badges/issuers/merikaari/did.json").json()["id"]
    checks = {
        "link": lambda: employer.get(f"/badges/shared/{credential.share_token}/"),
        "picture": lambda: employer.post("/verify/", {"file": SimpleUploadedFile("badge.png", picture)}),
        "file": lambda: employer.post("/verify/", {"file": SimpleUploadedFile("badge.json", file)}),
    }
    facts["verdicts"] = {name: verdict(text_of(check())) for name, check in checks.items()}
    revoke_credential(credential, reason=Credential.Reason.ISSUED_IN_ERROR)
    facts["verdicts_after_revocation"] = {name: verdict(text_of(check())) for name, check in checks.items()}


def somebody(name: str, **fields: Any) -> Any:
    """Return a new account, whichever model the site has for it."""
    from django.contrib.auth import get_user_model

    model = get_user_model()
    person = model(email=f"{name}@example.org", first_name=name.title(), **fields)
    if model.USERNAME_FIELD != "email":
        setattr(person, model.USERNAME_FIELD, name)
    person.set_password("-")
    person.save()
    return person


def browser() -> Any:
    from django.test import Client

    return Client(SERVER_NAME=HOST, headers={"host": HOST}, raise_request_exception=True)


def text_of(response: Any) -> str:
    return response.content.decode()


def standing(page: str) -> str:
    found = re.search(r'class="activity-standing".*?</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0].partition(">")[2]).split()) if found else ""


def verdict(page: str) -> str:
    found = re.search(r'data-verdict="([a-z-]+)"', page)
    return found[1] if found else ""


def address_of_player(page: str) -> str:
    found = re.search(r'"(/h5p/player/[^"]+)"', page)
    return found[1] if found else "/no-player-on-the-page/"


def _has_template(name: str) -> bool:
    from django.template.loader import TemplateDoesNotExist, get_template

    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


if __name__ == "__main__":
    main()
    sys.stdout.write(json.dumps(facts) + "\n")
