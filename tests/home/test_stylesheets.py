import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, StaticFilesStorage

from home.stylesheets import JoinedStylesheetsMixin

ENTRIES = (
    "courses/css/courses.css",
    "courses/css/document.css",
    "learners/css/learners.css",
    "badges/css/badges.css",
    "home/css/home.css",
)


class JoinedStorage(JoinedStylesheetsMixin, ManifestStaticFilesStorage):
    pass


@pytest.fixture
def collect(tmp_path: Path):
    """Collect the given files, as collectstatic does, and return what a browser gets for one of them."""

    def collect(files: dict[str, str], *, wanted: str) -> str:
        source = StaticFilesStorage(location=tmp_path / "source")
        target = JoinedStorage(location=tmp_path / "target", base_url="/static/")
        paths = {}
        for name, text in files.items():
            for folder in ("source", "target"):
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            paths[name] = (source, name)
        for _name, _hashed, outcome in target.post_process(paths):
            if isinstance(outcome, Exception):
                raise outcome
        return (tmp_path / "target" / target.stored_name(wanted)).read_text(encoding="utf-8")

    return collect


def test_imports_are_put_in_place_however_deep(collect):
    text = collect(
        {
            "app/css/app.css": '@layer base, components;\n@import url("components/all.css");\n',
            "app/css/components/all.css": '@import url("button.css");\n',
            "app/css/components/button.css": "@layer components { .button { color: red; } }\n",
        },
        wanted="app/css/app.css",
    )

    assert "@import" not in text
    assert text.index("@layer base") < text.index(".button")


def test_an_address_still_names_its_file_from_the_new_place(collect):
    text = collect(
        {
            "app/css/app.css": '@import url("components/hero.css");\n',
            "app/css/components/hero.css": '.hero { mask: url("../../svg/pattern.svg"); fill: url(#stripes); }\n',
            "app/svg/pattern.svg": "<svg></svg>",
        },
        wanted="app/css/app.css",
    )

    assert re.search(r'url\("\.\./svg/pattern\.[0-9a-f]{12}\.svg"\)', text)
    assert "url(#stripes)" in text


def test_the_hash_changes_with_an_imported_file(collect, tmp_path):
    before = collect({"a.css": '@import url("b.css");', "b.css": "p { color: red; }"}, wanted="a.css")
    after = collect({"a.css": '@import url("b.css");', "b.css": "p { color: blue; }"}, wanted="a.css")

    assert ("red" in before, "blue" in after) == (True, True)
    assert len(list((tmp_path / "target").glob("a.*.css"))) == 2


def test_stylesheets_that_import_each_other_are_refused(collect):
    with pytest.raises(ValueError, match=r"The stylesheet a\.css imports itself, by way of a\.css and b\.css\."):
        collect({"a.css": '@import url("b.css");', "b.css": '@import url("a.css");'}, wanted="a.css")


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_imports_every_component_of_its_app_and_nothing_that_is_missing(entry):
    path = Path(finders.find(entry))
    imported = {path.parent / name for name in re.findall(r'@import url\("([^"]+)"\);', path.read_text())}

    assert all(file.is_file() for file in imported)
    if entry != "courses/css/document.css":
        assert set((path.parent / "components").glob("*.css")) <= imported


@pytest.mark.parametrize("entry", ENTRIES)
def test_custom_properties_are_declared_in_the_tokens_only(entry):
    folder = Path(finders.find(entry)).parent
    declared = re.compile(r"^\s*--[a-z0-9-]+\s*:", re.MULTILINE)

    guilty = [file.name for file in folder.rglob("*.css") if declared.search(file.read_text())]

    assert set(guilty) <= {"tokens.css"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_custom_property_that_is_used_is_a_token(entry):
    tokens = set(re.findall(r"(--[a-z0-9-]+)\s*:", Path(finders.find("courses/css/tokens.css")).read_text()))
    used: set[str] = set()
    for file in Path(finders.find(entry)).parent.rglob("*.css"):
        if not file.name.startswith("admin_"):
            used |= set(re.findall(r"var\((--[a-z0-9-]+)", file.read_text()))

    assert used <= tokens
