"""The database of a release of before, brought up to date: it is served, and nothing in it says anything else."""

import sqlite3
from pathlib import Path

import pytest

from badges.openbadges.keys import write_pem
from tests.demo_site import DemoSite
from tests.small_site import (
    ADMIN,
    LEARNER,
    PASSWORD,
    SITE_URL,
    TEXT,
    addresses_and_badges,
    get,
    known_key,
    verdict_on,
)

FOLDER = Path(__file__).parent

# What was there before, by names that every release so far has.
KEPT = (
    ("learners_storedstatement", "id, verb, source, statement"),
    ("learners_attempt", "activity_key, number, is_passed, is_assessed, responses"),
    ("learners_lessoncompletion", "learner_id, lesson_key, is_assessed, completed_at"),
    ("learners_modulecompletion", "learner_id, module_key, is_assessed, completed_at"),
    ("learners_competencerecord", "learner_id, competence_id, level, module_key"),
    ("badges_credential", "id, document, digest, status_index, issued_at, revoked_at, share_token"),
    ("badges_signingkey", "fragment, public_key_multibase, file_name"),
    ("wagtailcore_page", "path, title, url_path, live, translation_key"),
)


def load(dump: Path, *, to: Path) -> None:
    connection = sqlite3.connect(to)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()


def records_in(database: Path) -> dict[str, list[tuple]]:
    connection = sqlite3.connect(database)
    found = {table: sorted(connection.execute(f"SELECT {names} FROM {table}"), key=repr) for table, names in KEPT}
    connection.close()
    return found


@pytest.fixture(scope="module", params=sorted(FOLDER.glob("*.sql")), ids=lambda dump: dump.stem)
def site(request, tmp_path_factory):
    """The upgraded site, with what its records said before."""
    folder = tmp_path_factory.mktemp("site")
    site = DemoSite(folder, SITE_URL=SITE_URL)
    load(request.param, to=folder / "kenno.sqlite3")
    site.records_before = records_in(folder / "kenno.sqlite3")
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    for _fragment, _public, name in site.records_before["badges_signingkey"]:
        (keys / name).touch(mode=0o600)
        (keys / name).write_bytes(write_pem(known_key()))
    site.manage("migrate")
    site.addresses = addresses_and_badges(site)
    yield site
    site.stop()


def test_the_records_say_what_they_said(site):
    assert all(site.records_before.values())

    assert records_in(site.folder / "kenno.sqlite3") == site.records_before


def test_every_migration_is_applied(site):
    assert "[ ]" not in site.manage("showmigrations")


def test_a_lesson_is_served_with_what_its_learner_answered(site):
    text, _ = get(site, "/en" + site.addresses["lesson"], by=LEARNER)

    assert TEXT in text
    assert "1 of 1 right" in text


def test_the_dashboard_shows_course_and_badge(site):
    text, _ = get(site, "/en/learning/", by=LEARNER)

    assert "Battery basics" in text
    assert "Inside a Cell" in text


def test_somebody_signs_in_with_the_password_of_before(site):
    assert site.query(
        "from django.contrib.auth import authenticate\n"
        f"answer = authenticate(None, username={LEARNER!r}, password={PASSWORD!r}) is not None"
    )


def test_the_old_badge_verifies_on_its_public_page(site):
    text, _ = get(site, site.addresses["shared"])

    assert "The badge is what it says it is, and it is in force today." in text


@pytest.mark.parametrize("status", ["valid", "revoked"])
def test_the_file_of_an_old_badge_is_judged_as_before(site, status):
    assert verdict_on(site, site.addresses[status]) == status


def test_the_admin_asks_for_a_second_factor_and_then_opens_the_old_lesson(site):
    _, address = get(site, "/admin/", by=ADMIN)
    assert address.startswith("/en/accounts/2fa/")

    editor = f"/admin/pages/{site.addresses['editor']}/edit/"
    switch = "from django.conf import settings\nsettings.KENNO_STAFF_SECOND_FACTOR = {}\nanswer = None"
    site.query(switch.format(False))
    text, address = get(site, editor, by=ADMIN)
    site.query(switch.format(True))
    assert address == editor
    assert "Parts of a cell" in text
