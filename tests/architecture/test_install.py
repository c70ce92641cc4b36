"""The page ``docs/install.md`` is true: its steps, word for word, put the plugins into a site that is not ours.

``wagtail start`` makes the site. It then gets a user model, a base template and, as always, a ``home`` app of its own.
The plugins are installed from the wheel into an environment with nothing in it but what the wheel asks for.
"""

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .conftest import FOREIGN_SITE, ROOT, UV, run

PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
STEPS = ("courses", "learners", "badges")

BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"(?:# |\{# )(?P<file>[\w/.]+)(?:, (?P<where>at its end|before .+?))?(?: #\})?\n")

USER_MODEL = """
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class Members(BaseUserManager):
    pass


class Member(AbstractUser):
    username = None
    email = models.EmailField(unique=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = Members()
"""
BASE_TEMPLATE = """<!doctype html>
{% load static %}<html lang="en">
<head>
  <title>{% block title %}{{ page.title }}{% endblock %}</title>
  {% block extra_css %}{% endblock %}
</head>
<body>
  <header>The header of another site</header>
  <main id="main">{% block content %}{% endblock %}</main>
  <footer>The footer of another site</footer>
  {% block extra_js %}{% endblock %}
</body>
</html>
"""
LOCAL_SETTINGS = """
SECRET_KEY = "not-secret"
ALLOWED_HOSTS = ["learn.example.org"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""


@dataclass(frozen=True)
class Block:
    """A block of the page: what it is written in, the file and place that its first line names, and the rest."""

    language: str
    file: str
    where: str
    text: str


def blocks_of(section: str) -> list[Block]:
    """Return the blocks of a part of the page in their order. Commands have no file."""
    found = []
    for block in BLOCK.finditer(section):
        place = PLACE.match(block["text"])
        if place and block["language"] != "sh":
            found.append(Block(block["language"], place["file"], place["where"] or "", block["text"][place.end() :]))
        else:
            found.append(Block(block["language"], "", "", block["text"]))
    return found


def sections() -> dict[str, str]:
    """Return what comes before the first step as ``""``, and each step by the plugin that its heading names."""
    parts = re.split(r"^## \d\. `(\w+)`.*$", PAGE, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def needed_by(one: Distribution) -> dict[tuple[str, frozenset[str]], Distribution]:
    """Return the installed distributions that ``one`` leads to, by name and extras."""
    found: dict[tuple[str, frozenset[str]], Distribution] = {}
    waiting = [(one, frozenset[str]())]
    while waiting:
        current, asked = waiting.pop()
        for requirement in map(Requirement, current.requires or []):
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in asked | {""}):
                continue
            key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            if key not in found:
                found[key] = distribution(requirement.name)
                waiting.append((found[key], key[1]))
    return found


class Site:
    """The other site: its folder, and the environment that it runs in."""

    def __init__(self, folder: Path, *, environment: Path) -> None:
        self.folder = folder
        self.python = environment / "bin" / "python"

    def run(self, *arguments: str | Path) -> str:
        return run(
            self.python,
            *arguments,
            cwd=self.folder,
            DJANGO_SETTINGS_MODULE="mysite.settings.production",
            PYTHONPATH=str(FOREIGN_SITE),
            PYTHONDONTWRITEBYTECODE="1",
        )

    def take(self, block: Block) -> None:
        """Do what a block of the page says."""
        if block.language == "sh":
            for line in block.text.splitlines():
                command, *arguments = line.split()
                assert command == "python", f"Not known what to do with: {line}"
                self.run(*arguments)
            return
        path = self.folder / block.file
        if block.where == "at its end":
            path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
        elif block.where:
            before = block.where.removeprefix("before ")
            source = path.read_text(encoding="utf-8")
            assert before in source
            path.write_text(source.replace(before, block.text + before, 1), encoding="utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")

    def step(self, plugin: str) -> dict[str, Any]:
        """Follow a step of the page, live through what is then possible, and return the facts."""
        for block in blocks_of(sections()[plugin]):
            self.take(block)
        self.run("manage.py", "check", "--fail-level", "WARNING")
        self.run("manage.py", "makemigrations", "--check", "--dry-run")
        return json.loads(self.run(FOREIGN_SITE / "install_story.py", plugin).splitlines()[-1])


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and, linked from ours, the packages that the wheel asks for. No more."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(UV, "venv", "--quiet", "--offline", "--python", sys.executable, folder, cwd=folder.parent)
    [packages] = folder.glob("lib/python*/site-packages")
    run(UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", folder / "bin/python", wheel, cwd=folder)
    [installed] = Distribution.discover(name="kenno", path=[str(packages)])
    for one in needed_by(installed).values():
        for top in {file.parts[0] for file in one.files or [] if file.parts[0] != ".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(one.locate_file(top))))
    return folder


@pytest.fixture(scope="module")
def bare_site(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """What ``wagtail start mysite`` makes, with a user model and a base template of its own."""
    folder = tmp_path_factory.mktemp("site")
    run(Path(sys.executable).with_name("wagtail"), "start", "mysite", ".", cwd=folder)
    site = Site(folder, environment=environment)
    (folder / "members").mkdir()
    (folder / "members" / "__init__.py").touch()
    (folder / "members" / "models.py").write_text(USER_MODEL, encoding="utf-8")
    settings = folder / "mysite" / "settings"
    with (settings / "base.py").open("a", encoding="utf-8") as base:
        base.write(
            'INSTALLED_APPS = ["members", *INSTALLED_APPS]\nAUTH_USER_MODEL = "members.Member"\n'
            'DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"\nWAGTAIL_ENABLE_UPDATE_CHECK = False\n'
        )
    (settings / "local.py").write_text(LOCAL_SETTINGS, encoding="utf-8")
    (folder / "mysite" / "templates" / "base.html").write_text(BASE_TEMPLATE, encoding="utf-8")
    site.run("manage.py", "makemigrations", "members", "--verbosity", "0")
    site.run("manage.py", "migrate", "--verbosity", "0")
    return site


@pytest.fixture(scope="module")
def with_courses(bare_site: Site) -> dict[str, Any]:
    return bare_site.step("courses")


@pytest.fixture(scope="module")
def with_learners(with_courses: dict[str, Any], bare_site: Site) -> dict[str, Any]:
    return bare_site.step("learners")


@pytest.fixture(scope="module")
def with_badges(with_learners: dict[str, Any], bare_site: Site) -> dict[str, Any]:
    return bare_site.step("badges")


@pytest.fixture(params=["with_courses", "with_learners", "with_badges"])
def after_any_step(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each step has passed ``check`` without a warning, ``makemigrations --check`` and ``migrate``."""
    return request.getfixturevalue(request.param)


# The page


def test_the_page_has_a_step_for_each_plugin_and_no_block_goes_untried():
    assert tuple(sections())[1:] == STEPS
    assert PAGE.count("\n```") == 2 * sum(len(blocks_of(section)) for section in sections().values())
    assert [block.text for block in blocks_of(sections()[""])] == ["pip install kenno-*.whl\n"]
    for plugin in STEPS:
        assert all(block.file or block.language == "sh" for block in blocks_of(sections()[plugin]))


# The environment


def test_the_environment_holds_what_the_wheel_asks_for_and_fits_together(environment):
    told = run(sys.executable, "-m", "pip", "--python", environment / "bin/python", "check", cwd=environment)

    assert told.strip() == "No broken requirements found."


@pytest.mark.parametrize("name", ["wagtail_localize", "allauth", "csp", "whitenoise"])
def test_the_environment_has_nothing_of_the_site_of_this_repository(environment, name):
    python = environment / "bin" / "python"

    assert run(python, "-c", f"import importlib.util as u; print(u.find_spec({name!r}))", cwd=environment) == "None\n"


# After every step


def test_a_lesson_stands_in_the_frame_of_the_site(after_any_step):
    assert after_any_step["is_in_the_frame"]
    assert after_any_step["documents"] == 1
    assert after_any_step["head"] == [1, 1]


def test_every_file_that_a_lesson_and_its_player_name_is_there(after_any_step):
    assert after_any_step["missing"] == []
    assert any(name.startswith("courses/vendor/h5p/frame.bundle.") for name in after_any_step["static"])
    assert any(name.startswith("courses/css/courses.") for name in after_any_step["static"])


def test_authors_can_work(after_any_step):
    assert set(after_any_step["admin"].values()) == {200}, after_any_step["admin"]
    assert after_any_step["player"] == 200


# After one


def test_a_teacher_of_the_provider_writes_a_lesson_and_a_stranger_does_not(with_courses):
    assert not with_courses["written_by_stranger"]
    assert with_courses["written_by_teacher"]


def test_courses_alone_mark_a_quiz_and_keep_nothing(with_courses):
    assert with_courses["pages"] == {"index": 200, "course": 200, "module": 200, "lesson": 200}
    assert with_courses["right"] == "Passed: 1 of 1 right."
    assert with_courses["kept"] == ""


def test_what_was_written_before_is_learnt_and_recorded_after_learners_came(with_learners):
    assert with_learners["stranger"]["lesson"].startswith("/_util/login/?next=/courses/battery-basics/")
    assert with_learners["after_wrong"] == 0
    assert with_learners["records"] == {"statements": True, "attempts": [False, True], "done": [1, 1, 1]}
    assert with_learners["dashboard"]


def test_badges_are_earned_and_can_be_checked_by_anybody(with_badges):
    assert with_badges["badge"] == 200
    assert with_badges["mails"] == 1
    assert with_badges["verdicts"] == {"link": "valid", "picture": "valid", "file": "valid"}
    assert set(with_badges["verdicts_after_revocation"].values()) == {"revoked"}
