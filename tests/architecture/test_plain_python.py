"""What is plain Python is known by looking, and held to by the type checker and the import contract alike."""

import tomllib
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
APPS = ("badges", "learners", "courses")
FRAMEWORK = ("django", "django_tasks", "laces", "modelcluster", "taggit", "wagtail")

STANDARDS = ("badges.openbadges", "courses.h5p", "courses.quizzes", "learners.xapi")
"""The packages that say what a standard says. Plain modules elsewhere may be listed too, but need not be."""


@cache
def configuration() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]


@cache
def plain_modules() -> frozenset[str]:
    """Return the modules of the apps that import nothing of the framework, not even by way of each other."""
    graph = grimp.build_graph(*APPS, include_external_packages=True, cache_dir=None)
    framework = [name for name in FRAMEWORK if name in graph.modules]
    tied = {name for package in framework for name in graph.find_downstream_modules(package)}
    return frozenset(name for name in graph.modules if name.startswith(APPS)) - tied


def is_listed(name: str, among: list[str]) -> bool:
    return any(name == listed or name.startswith(f"{listed}.") for listed in among)


def test_the_type_checker_and_the_import_contract_have_the_same_list():
    typed = configuration()["mypy"]["packages"] + configuration()["mypy"]["modules"]
    [contract] = [found for found in configuration()["importlinter"]["contracts"] if found["type"] == "forbidden"]

    assert sorted(typed) == sorted(contract["source_modules"])
    assert sorted(contract["forbidden_modules"]) == sorted(FRAMEWORK)


def test_every_module_of_a_standard_that_is_plain_is_on_the_list():
    typed = configuration()["mypy"]["packages"] + configuration()["mypy"]["modules"]
    plain = {name for name in plain_modules() if name.startswith(STANDARDS) and name not in STANDARDS}

    assert plain, "No module was found to be plain."
    assert {name for name in plain if not is_listed(name, typed)} == set()


@pytest.mark.parametrize("package", STANDARDS)
def test_each_standard_has_plain_modules_that_can_be_read_alone(package):
    assert [name for name in plain_modules() if name.startswith(f"{package}.")]


def test_open_badges_is_plain_throughout():
    """A verifier that somebody else may want to use alone."""
    modules = {
        f"badges.openbadges.{path.stem}"
        for path in (ROOT / "badges" / "openbadges").glob("*.py")
        if path.stem != "__init__"
    }

    assert modules <= plain_modules()
