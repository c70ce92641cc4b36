"""Templates are held to the layers that imports are held to: what a template of an app names lies in it or below it.

Read from the source of the templates, so a tag in a branch that no test renders is seen too.
"""

import ast
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver

ROOT = Path(__file__).parents[2]

LAYERS = ("courses", "learners", "badges", "home")
"""From the lowest to the highest: each may name what is below it."""

FOLDERS = {
    "courses": (ROOT / "courses" / "templates",),
    "learners": (ROOT / "learners" / "templates",),
    "badges": (ROOT / "badges" / "templates",),
    "home": (ROOT / "templates",),
}

BELOW_ALL = ("wagtail", "django", "laces")
"""Packages whose tags, templates and addresses every app may use."""

FROM_THE_SITE = "vendor/"
"""Static files of others: from npm to the site, and in the wheel to ``courses``."""

TAG = re.compile(r"{%-?\s*(?P<name>\w+)(?P<rest>.*?)-?%}", re.DOTALL)
COMMENTED = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL)
QUOTED = re.compile(r"""["']([^"']+)["']""")


def templates() -> list[tuple[str, Path]]:
    return [
        (layer, path)
        for layer, folders in FOLDERS.items()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".txt", ".svg"}
    ]


def tags(path: Path, *names: str) -> list[str]:
    """Return what stands after the name in each tag of these names."""
    source = COMMENTED.sub("", path.read_text(encoding="utf-8"))
    return [found["rest"].strip() for found in TAG.finditer(source) if found["name"] in names]


def literals(path: Path, *names: str) -> list[str]:
    """Return the first quoted text of each such tag. Tags that name a variable are not in it."""
    return [found[1] for rest in tags(path, *names) if (found := QUOTED.match(rest))]


def owner_of_module(module: str) -> str:
    return module.partition(".")[0]


def is_allowed(owner: str, *, for_layer: str) -> bool:
    return owner in LAYERS[: LAYERS.index(for_layer) + 1] or owner in BELOW_ALL


every_template = pytest.mark.parametrize(
    ("layer", "path"),
    [pytest.param(layer, path, id=path.relative_to(ROOT).as_posix()) for layer, path in templates()],
)
of_an_app = pytest.mark.parametrize(
    ("layer", "path"),
    [pytest.param(layer, path, id=path.relative_to(ROOT).as_posix()) for layer, path in templates() if layer != "home"],
)


def test_there_are_templates_in_every_layer():
    assert {layer for layer, _path in templates()} == set(LAYERS)


@of_an_app
def test_tags_come_from_the_app_or_from_below(layer, path):
    libraries = engines["django"].engine.libraries
    for rest in tags(path, "load"):
        words = rest.split()
        names = words[words.index("from") + 1 :] if "from" in words else words
        for name in names:
            assert name in libraries, f"{path} loads {name}, which no installed app has."
            owner = owner_of_module(libraries[name])
            assert is_allowed(owner, for_layer=layer), f"{path} loads {name}, which belongs to {owner}."


@of_an_app
def test_pages_extend_and_include_templates_of_the_app_or_from_below(layer, path):
    for name in literals(path, "extends", "include"):
        assert is_allowed(owner_of_template(name), for_layer=layer), f"{path} names the template {name}."


def owner_of_template(name: str) -> str:
    """Return the app that ships a template: of ours by its folder, for the site may put its own in that place."""
    for layer in LAYERS:
        if any((folder / name).is_file() for folder in FOLDERS[layer]):
            return layer
    origin = Path(get_template(name).origin.name)
    return next((package for package in BELOW_ALL if package in origin.parts), origin.as_posix())


@of_an_app
def test_addresses_belong_to_the_app_or_to_one_below(layer, path):
    owners = owners_of_addresses()
    for name in literals(path, "url"):
        assert name in owners, f"{path} names the address {name}, which the site does not have."
        assert is_allowed(owners[name], for_layer=layer), f"{path} names {name}, an address of {owners[name]}."


def owners_of_addresses() -> dict[str, str]:
    """Return, by full name of an address, the package of the view that answers there."""
    found: dict[str, str] = {}

    def collect(patterns, namespaces: tuple[str, ...]) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                collect(pattern.url_patterns, inner)
            elif pattern.name:
                found.setdefault(":".join((*namespaces, pattern.name)), owner_of_module(pattern.lookup_str))

    collect(get_resolver().url_patterns, ())
    return found


@every_template
def test_static_files_are_there_and_belong_to_the_app_or_to_one_below(layer, path):
    for name in literals(path, "static"):
        if name.startswith(FROM_THE_SITE):
            continue
        assert finders.find(name), f"{path} names the file {name}, which no app has."
        owner = name.split("/")[0]
        assert is_allowed(owner, for_layer=layer), f"{path} names {name}, a file of {owner}."


@pytest.mark.parametrize("layer", ["courses", "learners", "badges"])
def test_each_app_has_a_base_that_a_site_can_replace(layer):
    folder = FOLDERS[layer][0]
    assert (folder / layer / "base.html").is_file()
    # A template outside the app's own folder could hide one of the site or of another app.
    assert {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()} == {layer}


@pytest.mark.parametrize("layer", ["courses", "learners", "badges"])
def test_code_of_an_app_names_no_template_of_the_apps_above(layer):
    above = LAYERS[LAYERS.index(layer) + 1 :]
    for path in (ROOT / layer).rglob("*.py"):
        for name in strings_that_name_templates(path):
            assert not name.startswith(tuple(f"{app}/" for app in above)), f"{path} names the template {name}."


def strings_that_name_templates(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith((".html", ".txt"))
    ]


def test_the_rule_would_see_a_breach(tmp_path):
    """The reading itself: comments do not count, both kinds of quotes do, and so does a tag that breaks over lines."""
    page = tmp_path / "page.html"
    page.write_text(
        """{% comment %}{% url "badges:list" %}{% endcomment %}{# {% url "badges:list" %} #}
        {% url
           'learners:dashboard' as address %}{% load i18n badges_tags %}{% include "badges/tile.html" with x=1 %}"""
    )

    assert literals(page, "url") == ["learners:dashboard"]
    assert literals(page, "include") == ["badges/tile.html"]
    assert tags(page, "load") == ["i18n badges_tags"]
    assert owners_of_addresses()["learners:dashboard"] == "learners"
    assert owner_of_module(engines["django"].engine.libraries["badges_tags"]) == "badges"
    assert not is_allowed("learners", for_layer="courses")
    assert is_allowed("courses", for_layer="learners")
