"""The page ``docs/extending.md`` is true: its code, word for word, does in a foreign site what it says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings
from django.utils.module_loading import import_string

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for app in ("courses", "learners", "badges")
    for path in sorted((ROOT / app).rglob("*.py"))
)

OF_WAGTAIL_AND_DJANGO = {"AUTH_USER_MODEL", "WAGTAIL_PAGE_MODEL"}
"""Read, and what they mean is said where they are from."""

BLOCK = re.compile(
    r"^```(?:python|html)\n(?:# |\{# )(?P<name>[\w/.]+)(?: #\})?\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE
)
"""A block of code whose first line is a comment that names its file."""


def files_of_the_page() -> dict[str, str]:
    """Return the code by file name; blocks of one file, such as settings.py, follow each other."""
    found: dict[str, str] = {}
    for block in BLOCK.finditer(PAGE):
        found[block["name"]] = found.get(block["name"], "") + block["code"]
    return found


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, live_through: Callable[..., Any]) -> dict[str, Any]:
    """The site with all plugins and the app of the page. ``check`` has found nothing to warn of."""
    folder = tmp_path_factory.mktemp("practice")
    (folder / "practice").mkdir()
    (folder / "practice" / "__init__.py").touch()
    for name, code in files_of_the_page().items():
        # The settings of the page are added to those of the site, and must not stand in their way.
        path = folder / ("more_settings.py" if name == "settings.py" else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return live_through(
        "badges",
        "learners",
        "courses",
        story="extended_story.py",
        path=folder,
        MORE_SETTINGS=str(folder / "more_settings.py"),
        ISSUER_PASSPHRASE="only for this test",
    )


def test_every_block_of_code_is_tried():
    assert PAGE.count("\n```python\n") + PAGE.count("\n```html\n") == len(BLOCK.findall(PAGE)) > 0
    assert set(files_of_the_page()) == {
        "practice/activities.py",
        "practice/apps.py",
        "practice/due_work.py",
        "practice/erasing.py",
        "practice/models.py",
        "practice/receivers.py",
        "practice/rules.py",
        "practice/signing.py",
        "practice/templates/practice/contact.html",
        "practice/templates/practice/notes.html",
        "practice/wagtail_hooks.py",
        "settings.py",
    }


def test_a_wagtail_hook_puts_a_panel_on_course_pages_in_its_place(extended):
    assert extended["panel"]
    assert extended["order"] == ["enrolment", "contact"]
    assert not extended["panel_on_module"]


def test_a_signal_tells_the_supervisor_once_the_module_is_complete(extended):
    assert extended["told_too_early"] == 0
    assert extended["told"] == [
        [
            "supervisor@example.org",
            "aino has completed a module",
            "Inside a cell is done, and the server has marked it.",
        ]
    ]


def test_a_registered_kind_of_rule_gives_its_badge(extended):
    assert extended["badge_of"] == "aino"


def test_what_is_registered_by_the_clock_is_found_and_done_once(extended):
    assert extended["done_by_the_clock"] == ["practice.forget_states: 1 states were forgotten.", ""]


def test_a_signer_of_the_site_signs_in_place_of_ours(extended):
    assert extended["is_genuine"]
    assert not extended["has_plain_key"]


def test_a_hook_puts_a_panel_on_the_dashboard_with_what_the_other_signals_told(extended):
    assert "What your supervisor knows" in extended["dashboard"]
    assert extended["notes"] == [
        "Battery basics is complete.",
        "Cell chemistry was shown at level 4.",
        "The badge First course was given.",
        "The badge First course was taken back.",
    ]


def test_whoever_answers_first_says_where_answers_go_and_what_is_done(extended):
    assert extended["answers_of_learner_go_to"] == "/learning/"
    assert extended["answers_of_supervisor_go_to"] == "/quizzes/"
    assert extended["done_for_supervisor"] == ["done"]


def test_a_kind_of_activity_is_found_in_a_lesson_that_is_published(extended):
    assert extended["activities"] == ["quiz", "h5p", "video"]


def test_what_an_app_keeps_of_a_person_goes_with_the_account(extended):
    assert extended["goes"]
    assert extended["notes_after_deletion"] == 0


def test_settings_of_the_page_are_followed(extended):
    assert extended["settings"] == {
        "months": 6,
        "cost": "Free",
        "fonts": "fonts",
        "drawings": ["drawings"],
        "seconds": 7200,
        "signup": "/login/",
    }


# The tables


def seams() -> list[str]:
    """Return the code words of the third column of the first table."""
    rows = PAGE.partition("| Seam |")[2].partition("\n\n")[0].splitlines()[2:]
    return [word for row in rows for word in re.findall(r"`([\w.]+)`", row.split("|")[3])]


@pytest.mark.parametrize("name", [name for name in seams() if name.count("_") and "." not in name and name.islower()])
def test_each_hook_or_signal_of_the_table_is_there(name):
    assert f'get_hooks("{name}")' in SOURCES or f"{name} = Signal()" in SOURCES


@pytest.mark.parametrize("name", [name for name in seams() if name.endswith(".register")])
def test_each_registry_of_the_table_is_there(name):
    assert callable(import_string(name))


def test_each_hook_signal_and_registry_that_is_there_is_in_the_table():
    offered = set(re.findall(r'get_hooks\("((?:courses|learners|badges)_\w+)"\)', SOURCES))
    offered |= set(re.findall(r"^(\w+) = Signal\(\)", SOURCES, re.MULTILINE))
    offered |= registries()

    assert len(offered) > len(registries()) > 0
    assert offered <= set(seams())


def example_of(seam: str) -> str:
    """Return a pattern of code that uses the hook, signal or registry."""
    if seam.endswith(".register"):
        module = seam.removesuffix(".register")
        return rf"from {module} import [\w, ]*\bregister\b|\b{module.rpartition('.')[2]}\.register\("
    return rf'\b{seam}\.connect\(|hooks\.register\("{seam}"'


@pytest.mark.parametrize(
    "seam", [name for name in seams() if name.endswith(".register") or ("." not in name and name.islower())]
)
def test_each_hook_signal_and_registry_has_an_example(seam):
    assert re.search(example_of(seam), "\n".join(files_of_the_page().values()))


def registries() -> set[str]:
    """Return the dotted name of each ``register`` that a module of the plugins offers."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) + ".register"
        for app in ("courses", "learners", "badges")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"^def register\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def settings_read() -> set[str]:
    """Return each setting of the site that the plugins read, Django's and Wagtail's own aside."""
    named = set(re.findall(r'getattr\(\s*settings,\s*"([A-Z0-9_]+)"', SOURCES))
    named |= set(re.findall(r"\bsettings\.([A-Z][A-Z0-9_]+)", SOURCES))
    return {name for name in named if not hasattr(global_settings, name)} - OF_WAGTAIL_AND_DJANGO


def test_each_setting_that_is_read_is_in_the_table_of_settings():
    rows = PAGE.partition("| Setting |")[2].partition("\n\n")[0].splitlines()[2:]
    listed = {row.split("|")[1].strip(" `") for row in rows}

    assert {"BADGES_SIGNER", "COURSES_DRAWINGS", "LEARNERS_SIGNUP_URL"} <= settings_read()
    assert settings_read() | {"LOGIN_URL"} == listed


def test_each_hook_of_wagtail_that_is_used_is_in_the_table_of_hooks():
    rows = PAGE.partition("| Hook |")[2].partition("\n\n")[0].splitlines()[2:]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    used = set(re.findall(r'hooks\.register\(\s*"(\w+)"', SOURCES)) - set(seams())

    assert used == listed


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:COURSES|LEARNERS|BADGES)_[A-Z0-9_]+)`", PAGE))))
def test_each_setting_that_the_page_names_is_read(name):
    assert f'"{name}"' in SOURCES
