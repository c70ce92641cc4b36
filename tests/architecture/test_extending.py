"""The page ``docs/extending.md`` is true: its code, word for word, does in a foreign site what it says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for app in ("courses", "learners", "badges")
    for path in sorted((ROOT / app).rglob("*.py"))
)

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
        "practice/apps.py",
        "practice/due_work.py",
        "practice/receivers.py",
        "practice/rules.py",
        "practice/signing.py",
        "practice/templates/practice/contact.html",
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


def test_each_hook_and_signal_that_is_there_is_in_the_table():
    offered = set(re.findall(r'get_hooks\("((?:courses|learners|badges)_\w+)"\)', SOURCES))
    offered |= set(re.findall(r"^(\w+) = Signal\(\)", SOURCES, re.MULTILINE))

    assert offered <= set(seams())


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:COURSES|LEARNERS|BADGES)_[A-Z0-9_]+)`", PAGE))))
def test_each_setting_that_the_page_names_is_read(name):
    assert f'"{name}"' in SOURCES


@pytest.mark.parametrize("module", sorted(set(re.findall(r"`((?:courses|learners|badges)[.\w]*urls)`", PAGE))))
def test_each_module_of_addresses_that_the_page_names_is_there(module):
    assert import_string(f"{module}.urlpatterns")
