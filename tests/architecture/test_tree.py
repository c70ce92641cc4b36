"""What is in the tree, and what must never be: others' code, built files, one machine's paths, loose dependencies.

Looks at what git has and at what it would take in with the next ``git add``.
"""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).parents[2]

TOP_LEVEL = {
    # what runs
    "manage.py", "courses", "learners", "badges", "home", "templates",
    # what proves and explains it
    "tests", "docs", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE",
    # what it is made with
    "pyproject.toml", "setup.py", "MANIFEST.in", "requirements", "package.json", "package-lock.json", "Makefile",
    ".ci", ".gitignore", ".npmrc",
}  # fmt: skip

NOT_OURS_OR_BUILT = re.compile(
    r"""
      \.min\.(?:js|css)$ | \bbundle\b.*\.js$ | \.map$       # browser code as others ship it
    | \.(?:woff2?|ttf|otf|eot)$                             # fonts
    | \.(?:h5p|zip|whl|jar|gz)$                             # packages: tests build theirs in memory
    | \.(?:mo|pyc|so|sqlite3|db|log)$                       # made from what is here, or while it ran
    | \.(?:pem|key)$                                        # private keys
    | (?:^|/)(?:node_modules|vendor|third_party|dist|build|__pycache__)/
    """,
    re.VERBOSE,
)

BANNER = re.compile(r"/\*!|@license|@preserve|Copyright \(c\)|sourceMappingURL", re.IGNORECASE)
"""What tools and authors leave at the top or the end of code that was copied in."""

LONGEST_LINE = 400
"""In scripts and style sheets, in characters. What is longer was written by a machine."""

REGISTRY = re.compile(r"registry\.(?:npm|yarn)|py(?:pi)\.(?:org|python)|python(?:hosted)|--(?:extra-)?index-url")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|tmp|root|Users|mnt|opt)/[\w.]")

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+(?:\[[\w,-]+\])?)==(?P<version>[\w.!+-]+)(?P<rest>[^#]*)$")


@cache
def tree() -> tuple[str, ...]:
    """Return the paths of all files that are tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def texts() -> dict[str, str]:
    found = {}
    for name in tree():
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def breaches(pattern: re.Pattern[str], *, among: tuple[str, ...] = ("",)) -> list[str]:
    """Return place and text of every match, in files whose names end as ``among`` says."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts().items()
        if name.endswith(among)
        for match in pattern.finditer(text)
    ]


# Layout


@pytest.mark.parametrize("name", sorted(TOP_LEVEL))
def test_the_top_level_has_what_the_house_needs(name):
    assert any(path == name or path.startswith(f"{name}/") for path in tree()), f"{name} is missing."


def test_the_top_level_has_nothing_else():
    assert {path.split("/")[0] for path in tree()} - TOP_LEVEL == set()


def test_no_module_is_named_after_nothing():
    nothing = {"utils", "util", "helpers", "helper", "common", "core", "services", "misc"}

    assert [path for path in tree() if nothing & {part.partition(".")[0] for part in path.split("/")}] == []


def test_each_folder_of_tests_mirrors_an_app_or_says_what_it_proves():
    known = {"courses", "learners", "badges", "home"}
    known |= {"journeys", "conformance", "interop", "browser", "architecture", "benchmarks", "factories", "upgrade"}
    known |= {"lighthouse"}

    assert {path.split("/")[1] for path in tree() if path.startswith("tests/") and path.count("/") > 1} <= known


# Nothing third-party, nothing built


def test_no_file_is_somebody_elses_or_built():
    assert [name for name in tree() if NOT_OURS_OR_BUILT.search(name)] == []


def test_scripts_and_style_sheets_carry_no_banner_of_others():
    assert breaches(BANNER, among=(".js", ".mjs", ".css")) == []


def test_scripts_and_style_sheets_were_written_by_people():
    long = [
        f"{name}:{number}"
        for name, text in texts().items()
        if name.endswith((".js", ".mjs", ".css"))
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]

    assert long == []


@pytest.mark.parametrize(
    "name",
    [
        "courses/static/courses/js/h5p.min.js",
        "home/static/home/frame.bundle.js",
        "home/static/home/fonts/grotesk.woff2",
        "tests/true-false.h5p",
        "home/locale/fi/LC_MESSAGES/django.mo",
        "var/keys/issuer.pem",
        "courses/static/vendor/h5p.css",
    ],
)
def test_the_rule_would_see_a_breach(name):
    assert NOT_OURS_OR_BUILT.search(name)


# Nothing of one machine


def test_no_file_names_a_package_registry():
    assert breaches(REGISTRY) == []


def test_no_file_names_a_folder_of_one_machine():
    assert breaches(MACHINE_PATH) == []


# Dependencies


@pytest.mark.parametrize("name", [name for name in tree() if re.fullmatch(r"requirements/\w+\.txt", name)])
def test_each_python_package_is_pinned_with_its_hashes(name):
    text = texts()[name].replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        requirement, *hashes = line.split(" --hash=")
        package, _semicolon, _marker = requirement.partition(";")
        assert PINNED.match(package.strip()), f"{name}: {package} is not pinned with ==."
        assert hashes, f"{name}: {package} has no hash."
        for value in hashes:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}\s*(#.*)?", value.strip()), f"{name}: {package} has {value}."


@pytest.mark.parametrize("name", [name for name in tree() if name.endswith("package-lock.json")])
def test_each_browser_package_is_pinned_with_its_hash_and_names_no_address(name):
    packages = json.loads(texts()[name])["packages"]
    for path, package in packages.items():
        if path and not package.get("link"):
            assert "integrity" in package, f"{name}: {path} has no integrity hash."
            assert "resolved" not in package, f"{name}: {path} names an address."


def test_what_pyproject_asks_for_is_pinned():
    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    asked = {"site": [*project["dependencies"], *project["optional-dependencies"]["site"]]}
    asked["dev"] = [*asked["site"], *project["optional-dependencies"]["dev"]]
    for file, requirements in asked.items():
        pinned = {
            match["name"].partition("[")[0].lower().replace("_", "-").replace(".", "-")
            for line in texts()[f"requirements/{file}.txt"].splitlines()
            if (match := PINNED.match(line.partition(";")[0].partition(" \\")[0].strip()))
        }
        wanted = {re.split(r"[\[<>=!~; ]", name)[0].lower().replace("_", "-") for name in requirements}
        assert wanted - pinned == set(), f"requirements/{file}.txt lacks them; run make lock."


# Migrations


# A migration of wagtail-localize looks into the database while it is loaded.
@pytest.mark.django_db
@pytest.mark.parametrize("app", ["courses", "learners", "badges", "home"])
def test_migrations_are_in_step_with_the_models(app):
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)

    assert changes.get(app, []) == []
