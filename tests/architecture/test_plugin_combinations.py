"""The wheel in a Wagtail site that is not ours: with courses alone, with learners, with badges.

``foreign_site/`` is that site; ``foreign_site/story.py`` lives through it in a process of its own, in which neither
this repository's folder nor its ``home`` can be imported, and tells what it saw as facts.
"""

import subprocess
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from .conftest import build, copy_source

ROOT = Path(__file__).parents[2]
PLUGINS = ("courses", "learners", "badges")


@pytest.fixture(scope="module")
def with_courses(live_through) -> dict[str, Any]:
    return live_through("courses")


@pytest.fixture(scope="module")
def with_learners(live_through) -> dict[str, Any]:
    return live_through("learners", "courses")


@pytest.fixture(scope="module")
def with_badges(live_through) -> dict[str, Any]:
    return live_through("badges", "learners", "courses")


@pytest.fixture(params=["with_courses", "with_learners", "with_badges"])
def any_combination(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each combination has passed ``check`` without a warning, ``makemigrations --check`` and ``migrate``."""
    return request.getfixturevalue(request.param)


# The wheel


def test_the_wheel_ships_the_three_plugins_and_nothing_of_the_site(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PLUGINS)


def test_the_wheel_has_every_file_of_the_plugins_that_is_not_code(wheel):
    listed = subprocess.run(
        ["git", "ls-files", *PLUGINS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    tracked = {name for name in listed if (ROOT / name).is_file()}

    assert tracked - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_its_browser_assets_with_their_licences(wheel):
    static = "courses/static/courses/vendor"
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        listing = opened.read(f"{static}/THIRD-PARTY.md").decode()
        gpl = opened.read(f"{static}/licences/GPL-3.0-only.txt").decode()

    assert f"{static}/h5p/frame.bundle.js" in names
    assert f"{static}/h5p/styles/h5p.css" in names
    assert "courses/static/vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2" in names
    assert "npm h5p-standalone | 3.8.2 |" in listing
    assert gpl.startswith("GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007")
    assert "END OF TERMS AND CONDITIONS" in gpl


def test_what_is_installed_says_its_licences_and_what_it_runs_on(wheel):
    with zipfile.ZipFile(wheel) as opened:
        [place] = [name for name in opened.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(opened.read(place))
        carried = set(opened.namelist())

    assert metadata["License-Expression"] == "BSD-3-Clause AND GPL-3.0-only AND MIT AND OFL-1.1"
    assert metadata["Requires-Python"] == "<3.14,>=3.11"
    folder = place.removesuffix("METADATA") + "licenses/"
    assert {folder + name for name in metadata.get_all("License-File")} == {folder + "LICENSE", folder + "NOTICE"}
    assert {folder + "LICENSE", folder + "NOTICE"} <= carried
    assert {"Framework :: Django :: 5.2", "Framework :: Wagtail :: 8"} <= set(metadata.get_all("Classifier"))


def test_two_builds_give_the_same_bytes(wheel, tmp_path):
    again = build(copy_source(tmp_path / "kenno"), to=tmp_path)

    assert again.read_bytes() == wheel.read_bytes()


def test_without_the_packages_of_npm_building_ends_with_a_sentence(tmp_path):
    source = copy_source(tmp_path / "kenno")
    (source / "node_modules").unlink()

    with pytest.raises(AssertionError, match=r"The wheel carries browser assets of others\. The folder .* is missing"):
        build(source, to=tmp_path)


# Every combination


def test_the_plugins_come_from_the_wheel_and_the_site_of_this_repository_is_not_there(any_combination, installed):
    assert {Path(folder).parent for folder in any_combination["plugin_folders"]} == {installed}
    assert not any_combination["has_home"]
    assert not any_combination["has_templates_of_the_site"]


def test_authors_can_work(any_combination):
    assert set(any_combination["admin"].values()) == {200}, any_combination["admin"]


def test_an_h5p_activity_has_its_player(any_combination):
    assert any_combination["player"] == 200


@pytest.fixture(scope="module")
def with_languages(live_through, tmp_path_factory) -> dict[str, Any]:
    """All three beside wagtail-localize, which none of them needs."""
    more = tmp_path_factory.mktemp("languages") / "more_settings.py"
    more.write_text(
        'INSTALLED_APPS = [*INSTALLED_APPS, "wagtail_localize", "wagtail_localize.locales"]\n'
        "WAGTAIL_I18N_ENABLED = True\n"
        'WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en", "English"), ("fi", "suomi")]\n'
        'LANGUAGE_CODE = "en"\n',
        encoding="utf-8",
    )
    return live_through("badges", "learners", "courses", MORE_SETTINGS=str(more))


def test_beside_wagtail_localize_the_same_is_done_and_there_are_translators(with_languages):
    assert set(with_languages["admin"].values()) == {200}
    assert with_languages["records"] == {"statements": True, "attempts": [False, True], "done": [1, 1, 1]}
    assert with_languages["badge"] == 200
    assert "Translators" in with_languages["groups"]


def test_without_wagtail_localize_there_are_no_translators(with_badges):
    assert with_badges["groups"] == ["Coordinators", "Teachers: Merikaari Vocational College"]


# Courses alone: a content site


def test_anybody_reads_catalogue_course_module_and_lesson(with_courses):
    assert with_courses["pages"] == {"index": 200, "course": 200, "module": 200, "lesson": 200}


def test_a_quiz_is_marked_and_not_kept(with_courses):
    assert with_courses["asks"]
    assert not with_courses["gives_away_answer"]
    assert with_courses["right"] == "Passed: 1 of 1 right."
    assert with_courses["wrong"] == "Not passed yet: 0 % of the points, and 80 % are needed."
    assert with_courses["kept"] == ""


# Courses and learners: a place to learn


@pytest.fixture(params=["with_learners", "with_badges"])
def with_people(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.getfixturevalue(request.param)


def test_a_lesson_is_for_those_who_are_enrolled(with_people):
    lesson = "/battery-basics/inside-a-cell/anode-and-cathode/"

    assert with_people["stranger"] == {
        "course": 200,
        "module": 200,
        "lesson": f"/login/?next={lesson}",
        "sign_in": True,
    }
    assert with_people["not_enrolled"] == "/battery-basics/"
    assert with_people["enrolled"] == lesson


def test_a_passed_quiz_is_recorded_and_completes_lesson_module_and_course(with_people):
    assert with_people["asks"]
    assert with_people["after_wrong"] == 0
    assert with_people["right"] == "Passed: 1 of 1 right."
    assert with_people["records"] == {"statements": True, "attempts": [False, True], "done": [1, 1, 1]}


def test_the_dashboard_shows_what_is_done(with_people):
    assert with_people["dashboard"]


def test_without_badges_nobody_speaks_of_them(with_learners):
    assert not with_learners["badges_on_dashboard"]


# All three: credentials


def test_a_completed_module_earns_its_badge(with_badges):
    assert with_badges["badge"] == 200
    assert with_badges["mails"] == 1
    assert with_badges["badges_on_dashboard"]


def test_a_panel_on_another_apps_page_brings_its_style_sheet(with_badges):
    assert with_badges["panel_has_its_styles"]


def test_what_a_badge_names_can_be_read_by_anybody(with_badges):
    assert set(with_badges["public"].values()) == {200}, with_badges["public"]
    assert with_badges["did"] == "did:web:learn.example.org:badges:issuers:merikaari"


@pytest.mark.parametrize("way", ["link", "picture", "file"])
def test_anybody_can_verify_it_and_reads_when_it_was_taken_back(with_badges, way):
    assert with_badges["verdicts"][way] == "valid"
    assert with_badges["verdicts_after_revocation"][way] == "revoked"
