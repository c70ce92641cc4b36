"""A site is backed up while it runs, and put back on an empty machine, where old badges are judged as before."""

import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from home.backups.files import digest_of
from home.backups.manifest import (
    FORMAT,
    Manifest,
    RestoreRefused,
    check_files,
    read_manifest,
    read_sums,
    write_manifest,
    write_sum,
)
from home.backups.restoring import refuse_foreign, unknown_migrations
from tests.demo_site import DemoSite
from tests.small_site import LEARNER, PASSWORD, SITE_URL, TEXT, addresses_and_badges, get, verdict_on

POSTGRESQL = "postgres://postgres@127.0.0.1:5432"
PICTURE = "original_images/cell.svg"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"

LIVE = f"""
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests.small_site import live_through
live_through()
default_storage.save({PICTURE!r}, ContentFile({SVG!r}))
answer = None
"""
ISSUE_ANOTHER = """
from badges.credentials import issue_credential
from badges.models import Achievement, StatusList
from home.models import User
given = issue_credential(Achievement.objects.get(), recipient=User.objects.create_user("new@example.org", "a-password"))
answer = [given.status_index, StatusList.objects.get().used]
"""
SIGN_IN = f"""
from django.test import Client
browser = Client(HTTP_HOST="localhost")
posted = browser.post("/en/accounts/login/", {{"login": {LEARNER!r}, "password": {PASSWORD!r}}})
answer = [posted.status_code, "_auth_user_id" in browser.session]
"""
COUNT_PEOPLE = "from home.models import User\nanswer = User.objects.count()"
ADD_PERSON = "from home.models import User\nUser.objects.create_user('late@example.org', 'a-password')\nanswer = None"


class Machine(DemoSite):
    """A site with a database of its own, of either kind, and how to reach it beside Django."""

    def connect(self):
        url = self.environment.get("DATABASE_URL")
        return psycopg.connect(url) if url else sqlite3.connect(self.folder / "kenno.sqlite3")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_machine(request, tmp_path_factory):
    """Return a function that gives an empty machine: an empty folder and an empty database of this kind."""
    made = []

    def make():
        folder = tmp_path_factory.mktemp("machine")
        environment = {}
        if request.param == "postgresql":
            name = f"kenno_backup_{os.getpid()}_{len(made)}"
            with closing(server()) as reached:
                reached.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                reached.execute(f"CREATE DATABASE {name}")
            environment = {"DATABASE_URL": f"{POSTGRESQL}/{name}"}
        made.append(Machine(folder, SITE_URL=SITE_URL, **environment))
        return made[-1]

    yield make
    for machine in made:
        machine.stop()
        if url := machine.environment.get("DATABASE_URL"):
            with closing(server()) as reached:
                reached.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


def server():
    missing = f"PostgreSQL does not answer at {POSTGRESQL}; start it to test backups of it."
    try:
        reached = psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip(missing)
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not installed; install PostgreSQL's client programs to test them.")
    return reached


@pytest.fixture(scope="module")
def lived_in(new_machine):
    machine = new_machine()
    machine.manage("migrate")
    machine.query(LIVE)
    machine.before = addresses_and_badges(machine)
    return machine


@pytest.fixture(scope="module")
def backup(lived_in, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "2026" / "one"
    lived_in.told = lived_in.manage("backup", str(folder))
    return folder


@pytest.fixture(scope="module")
def restored(new_machine, backup):
    machine = new_machine()
    machine.told = machine.manage("restore", str(backup))
    return machine


# On an empty machine


def test_an_old_badge_verifies_on_its_public_page(lived_in, restored):
    text, _ = get(restored, lived_in.before["shared"])

    assert "The badge is what it says it is, and it is in force today." in text


@pytest.mark.parametrize("status", ["valid", "revoked"])
def test_the_file_of_an_old_badge_is_judged_as_before(lived_in, restored, status):
    assert verdict_on(restored, lived_in.before[status]) == status


def test_the_learner_signs_in_with_the_same_password(restored):
    assert restored.query(SIGN_IN) == [302, True]


def test_the_lesson_and_its_record_are_there(lived_in, restored):
    text, _ = get(restored, "/en" + lived_in.before["lesson"], by=LEARNER)

    assert TEXT in text
    assert "1 of 1 right" in text


def test_an_upload_is_served(restored):
    assert get(restored, f"/media/{PICTURE}")[0] == SVG


def test_the_next_badge_takes_no_place_of_an_old_one(lived_in, restored):
    place, used = restored.query(ISSUE_ANOTHER)

    assert place not in lived_in.before["places"]
    assert used == 3


def test_keys_are_for_nobody_else(backup, restored):
    for keys in (backup / "keys", restored.folder / "keys"):
        (key,) = keys.iterdir()
        assert stat.S_IMODE(keys.stat().st_mode) == 0o700
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_command_says_what_was_found(restored):
    assert "The newest badge of each issuer verifies." in restored.told
    assert "Set aside" not in restored.told


# The backup


def test_the_command_says_how_big_it_is_and_how_long_it_took(lived_in):
    assert re.search(r"[0-9.]+ [KM]B in [0-9.]+ s; ", lived_in.told)
    assert "files: keys 1, media 1." in lived_in.told


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum of GNU coreutils is not installed.")
def test_it_can_be_checked_without_this_site(backup):
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=backup, check=True)


def test_nobody_else_may_read_it(backup):
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (backup, *backup.rglob("*")) if path.is_dir()} == {0}
    assert not any(stat.S_IMODE((backup / name).stat().st_mode) & 0o077 for name in ("keys", "media"))


def test_what_is_being_written_is_neither_in_it_nor_held_up(lived_in, tmp_path):
    people = lived_in.query(COUNT_PEOPLE)
    with closing(lived_in.connect()) as writer:
        writer.execute("UPDATE home_user SET first_name = 'Unfinished'")
        lived_in.manage("backup", str(tmp_path / "meanwhile"))
        writer.rollback()

    assert read_manifest(tmp_path / "meanwhile").rows["home_user"] == people


def test_nothing_is_written_over(lived_in, backup, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(RuntimeError, match="holds a backup already, and nothing is written over"):
        lived_in.manage("backup", str(backup))
    with pytest.raises(RuntimeError, match="is not empty, and nothing is written over"):
        lived_in.manage("backup", str(tmp_path))


def test_one_that_was_killed_has_not_the_name_of_a_whole_one_and_is_removed_by_the_next(lived_in, tmp_path):
    (tmp_path / "one.unfinished" / "keys").mkdir(parents=True)
    (tmp_path / "one.unfinished" / "keys" / "left.pem").write_text("a key")

    told = lived_in.manage("backup", str(tmp_path / "one"))

    assert "An earlier backup was broken off" in told
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert not (tmp_path / "one" / "keys" / "left.pem").exists()


def test_one_that_is_stopped_leaves_nothing_behind(lived_in, tmp_path):
    big = lived_in.folder / "media" / "big"
    with big.open("wb") as file:
        file.truncate(2_000_000_000)
    try:
        process = lived_in.begin("backup", str(tmp_path / "one"))
        latest = time.monotonic() + 60
        while not (tmp_path / "one.unfinished" / "media" / "big").exists():
            assert time.monotonic() < latest, "The backup did not begin."
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        big.unlink()

    assert process.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing_behind(lived_in, tmp_path):
    # No file may grow beyond this: the same refusal of the system, in the middle of a file.
    big = lived_in.folder / "media" / "big"
    big.write_bytes(bytes(30_000_000))
    try:
        said = lived_in.query(
            f"""
import resource
from pathlib import Path
from home.backups.making import make_backup
from home.backups.manifest import BackupFailed
before = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, before[1]))
try:
    make_backup(Path({str(tmp_path / "one")!r}), say=lambda step: None)
except BackupFailed as failed:
    answer = str(failed)
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
"""
        )
    finally:
        big.unlink()

    assert said.startswith("The backup was broken off at ")
    assert said.endswith(": File too large.")
    assert list(tmp_path.iterdir()) == []


# Where something is already


def test_a_site_that_is_lived_in_is_not_restored_over(lived_in, backup):
    with pytest.raises(RuntimeError, match=r"holds \d+ tables already\. Restore into an empty one, or give --replace"):
        lived_in.manage("restore", str(backup))


def test_keys_that_are_there_are_not_restored_over(new_machine, backup):
    machine = new_machine()
    (machine.folder / "keys").mkdir()
    (machine.folder / "keys" / "other.pem").write_text("another key")

    with pytest.raises(RuntimeError, match=r"keys is not empty\. Restore into a new place, or give --replace"):
        machine.manage("restore", str(backup))
    assert (machine.folder / "keys" / "other.pem").read_text() == "another key"


def test_what_is_replaced_is_set_aside_whole(new_machine, backup):
    machine = new_machine()
    machine.manage("restore", str(backup))
    people = machine.query(COUNT_PEOPLE)
    machine.query(ADD_PERSON)
    (machine.folder / "media" / "late.txt").write_text("late")
    machine.stop()

    told = machine.manage("restore", str(backup), "--replace")

    assert machine.query(COUNT_PEOPLE) == people
    assert not (machine.folder / "media" / "late.txt").exists()
    aside = [line.rpartition(": ")[2] for line in told.splitlines() if line.startswith("Set aside")]
    assert len(aside) == 3
    (media,) = (place for place in aside if "media" in place)
    assert (machine.folder / media / "late.txt").read_text() == "late"
    with closing(machine.connect()) as reached:
        former = aside[-1]
        if former.startswith("schema "):
            count = reached.execute(f"SELECT COUNT(*) FROM {former.removeprefix('schema ')}.home_user").fetchone()
        else:
            with closing(sqlite3.connect(former)) as kept:
                count = kept.execute("SELECT COUNT(*) FROM home_user").fetchone()
    assert count == (people + 1,)


def test_a_database_that_cannot_be_restored_leaves_the_site_as_it_was(new_machine, backup, tmp_path):
    machine = new_machine()
    machine.manage("restore", str(backup))
    machine.query(ADD_PERSON)
    people = machine.query(COUNT_PEOPLE)
    (machine.folder / "media" / "late.txt").write_text("late")
    machine.stop()
    standing = sorted(path.name for path in machine.folder.iterdir())
    broken = tmp_path / "broken"
    shutil.copytree(backup, broken)
    written_anew(broken, rows={"home_user": 12_345})

    with pytest.raises(RuntimeError, match=r"and 12345 in the backup\. Everything is as it was before"):
        machine.manage("restore", str(broken), "--replace")

    assert machine.query(COUNT_PEOPLE) == people
    assert (machine.folder / "media" / "late.txt").read_text() == "late"
    assert sorted(path.name for path in machine.folder.iterdir()) == standing


def test_another_secret_and_another_address_are_told(new_machine, backup):
    machine = new_machine()
    machine.environment["SITE_URL"] = "https://elsewhere.example.org"

    with pytest.raises(RuntimeError, match="It is restored, but not right yet") as raised:
        machine.manage("restore", str(backup))

    assert f"the badges name {SITE_URL}" in str(raised.value)


# What is refused before anything is touched


MANIFEST = Manifest(
    format=FORMAT,
    made_at="2026-11-24T12:00:00+00:00",
    release="0.0.1",
    django="5.2",
    wagtail="8.0",
    engine="sqlite",
    site_url=SITE_URL,
    secret_key="",
    migrations=["courses.0001_initial"],
    rows={},
    files={"keys": 1},
    bytes=5,
    sums_sha256="",
)


@pytest.fixture
def written(tmp_path):
    """A backup of one file."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "a.pem").write_bytes(b"a key")
    with (tmp_path / "SHA256SUMS").open("w") as sums:
        write_sum(sums, name="keys/a.pem", digest=hashlib.sha256(b"a key").hexdigest())
    write_manifest(replace(MANIFEST, sums_sha256=digest_of(tmp_path / "SHA256SUMS")), to=tmp_path)
    return tmp_path


def written_anew(folder, **changes):
    """Change the manifest, and nothing else."""
    manifest = read_manifest(folder)
    write_manifest(replace(manifest, **changes), to=folder)


def check(folder):
    return check_files(folder, manifest=read_manifest(folder), digest_of=digest_of)


def test_a_whole_backup_passes(written):
    assert check(written) == [("keys/a.pem", hashlib.sha256(b"a key").hexdigest())]


def test_a_changed_file_is_named(written):
    (written / "keys" / "a.pem").write_bytes(b"another")

    with pytest.raises(RestoreRefused, match=r"keys/a\.pem was changed after the backup"):
        check(written)


def test_a_missing_file_is_named(written):
    (written / "keys" / "a.pem").unlink()

    with pytest.raises(RestoreRefused, match=r"keys/a\.pem is missing from the backup"):
        check(written)


def test_a_link_is_not_followed(written):
    (written / "keys" / "a.pem").rename(written / "elsewhere")
    (written / "keys" / "a.pem").symlink_to(written / "elsewhere")

    with pytest.raises(RestoreRefused, match=r"keys/a\.pem cannot be read"):
        check(written)


def test_a_changed_list_is_refused(written):
    with (written / "SHA256SUMS").open("a") as sums:
        write_sum(sums, name="keys/b.pem", digest="0" * 64)

    with pytest.raises(RestoreRefused, match="SHA256SUMS was changed after the backup"):
        check(written)


@pytest.mark.parametrize("name", ["../settings.py", "/etc/passwd", "keys/../../settings.py"])
def test_a_name_that_leads_out_is_refused(written, name):
    with (written / "SHA256SUMS").open("a") as sums:
        write_sum(sums, name=name, digest="0" * 64)
    written_anew(written, sums_sha256=digest_of(written / "SHA256SUMS"))

    with pytest.raises(RestoreRefused, match="which is no file of a backup"):
        check(written)


def test_a_folder_without_manifest_is_no_backup(tmp_path):
    with pytest.raises(RestoreRefused, match="it is no backup, or one that was broken off before it was whole"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "1"}'])
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(RestoreRefused, match=r"cannot be read|does not say in which format"):
        read_manifest(tmp_path)


def test_a_format_of_later_is_refused_with_the_release_that_reads_it(written):
    found = json.loads((written / "manifest.json").read_text())
    (written / "manifest.json").write_text(json.dumps({**found, "format": FORMAT + 1, "release": "9.1.0"}))

    with pytest.raises(RestoreRefused, match=r"restore it with the release that made it, 9\.1\.0"):
        read_manifest(written)


@pytest.mark.django_db
def test_another_kind_of_database_is_refused():
    with pytest.raises(RestoreRefused, match="The backup is of a database of oracle"):
        refuse_foreign(replace(MANIFEST, engine="oracle"))


@pytest.mark.django_db
@pytest.mark.parametrize("release", ["1000.0.0", "0.1000.0"])
def test_a_later_release_is_refused(release):
    with pytest.raises(RestoreRefused, match=f"was made by release {release}, and this is"):
        refuse_foreign(replace(MANIFEST, engine=connection.vendor, release=release))


@pytest.mark.django_db
@pytest.mark.parametrize("migration", ["courses.9999_later", "elsewhere.0001_initial"])
def test_migrations_of_later_are_refused(migration):
    migrations = [*MANIFEST.migrations, migration]

    with pytest.raises(RestoreRefused, match=f"such as {migration}"):
        refuse_foreign(replace(MANIFEST, engine=connection.vendor, migrations=migrations))


@pytest.mark.django_db
def test_a_migration_that_was_squashed_meanwhile_is_none_of_later():
    assert unknown_migrations(["courses.0001_first_half_of_initial_as_it_was"]) == []


@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/")).filter(bool)))
def test_every_name_comes_back_from_the_list(names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    entries = [(f"media/{name}", hashlib.sha256(name.encode()).hexdigest()) for name in names if name != ".."]
    with (folder / "SHA256SUMS").open("w", encoding="utf-8", newline="\n") as sums:
        for name, digest in entries:
            write_sum(sums, name=name, digest=digest)

    manifest = replace(MANIFEST, sums_sha256=digest_of(folder / "SHA256SUMS"))

    assert list(read_sums(folder, manifest=manifest)) == entries
