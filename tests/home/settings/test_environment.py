"""What the environment says is read in one place, and what is missing or unsafe in production is said all at once."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

import home
from home.settings.environment import (
    DEVELOPMENT_SECRET_KEY,
    VARIABLES,
    read_environment,
    read_production_environment,
)

GOOD = {
    "SECRET_KEY": "a-long-secret-of-at-least-fifty-characters-with-many-5ymb0ls!",
    "DATABASE_URL": "postgres://kenno@127.0.0.1/kenno",
    "SITE_URL": "https://kenno.example.org",
    "EMAIL_HOST": "smtp.example.org",
    "DEFAULT_FROM_EMAIL": "Kenno <kenno@example.org>",
}


def refused(read, environment):
    """Return the sentences with which the environment is refused."""
    with pytest.raises(ImproperlyConfigured) as caught:
        read(environment)
    first, *sentences = str(caught.value).splitlines()
    assert first == "The settings cannot be used."
    return sentences


def test_nothing_is_needed_for_development():
    values = read_environment({})

    assert values["SITE_URL"] == "http://localhost:8000"
    assert values["MEDIA_ROOT"] == values["VAR_DIR"] / "media"
    assert values["DATABASE_URL"] == f"sqlite:///{values['VAR_DIR']}/kenno.sqlite3"
    assert values["REDIS_URL"] == ""


def test_a_default_follows_the_variable_that_it_is_made_from(tmp_path):
    values = read_environment({"PORT": "8123", "VAR_DIR": str(tmp_path)})

    assert values["SITE_URL"] == "http://localhost:8123"
    assert values["BADGES_KEY_DIRECTORY"] == tmp_path / "keys"


def test_an_empty_variable_counts_as_none():
    assert read_environment({"TASKS_BACKEND": "", "PORT": " "}) == read_environment({})


def test_a_complete_environment_is_enough_for_production():
    values = read_production_environment(GOOD)

    assert values["SECRET_KEY"] == GOOD["SECRET_KEY"]
    assert values["EMAIL_PORT"] == 587


def test_all_that_is_missing_is_named_at_once_with_an_example():
    sentences = refused(read_production_environment, {})

    assert len(sentences) == len(GOOD)
    for name in GOOD:
        assert any(f"variable {name} is missing; set it, for example to " in one for one in sentences), name


# A secret comes from a file


def test_a_value_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(GOOD["SECRET_KEY"] + "\n")
    environment = {**GOOD, "SECRET_KEY": "", "SECRET_KEY_FILE": str(secret)}

    assert read_production_environment(environment)["SECRET_KEY"] == GOOD["SECRET_KEY"]


def test_a_value_and_a_file_at_once_are_refused(tmp_path):
    (tmp_path / "secret").write_text("x")

    assert refused(read_environment, {"SECRET_KEY": "y", "SECRET_KEY_FILE": str(tmp_path / "secret")}) == [
        "The environment variable SECRET_KEY and SECRET_KEY_FILE are both set; keep one of them."
    ]


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refused(read_environment, {"REDIS_URL_FILE": str(tmp_path / "none")}) == [
        f"The environment variable REDIS_URL is to come from the file {tmp_path}/none, which cannot be read: "
        "No such file or directory."
    ]


# What cannot be read


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "is http, but has to be a whole number from 1 to 65535."),
        ("TRUSTED_PROXIES", "-1", "is -1, but has to be a whole number from 0 to 9."),
        ("SITE_URL", "kenno.example.org", "is kenno.example.org, but has to be an address such as https://"),
        ("SITE_URL", "https://example.org/kenno", "but has to end with the host"),
        ("DATABASE_URL", "mysql://kenno:hush@db/kenno", "has to begin with postgres:// or sqlite:///."),
        ("REDIS_URL", "http://:hush@127.0.0.1", "has to begin with redis://"),
        ("TASKS_BACKEND", "rabbit", "is rabbit, but has to be immediate, database or redis."),
        ("LOG_LEVEL", "LOUD", "is LOUD, but has to be DEBUG, INFO, WARNING or ERROR."),
        ("KENNO_DEMO", "yes", "is yes, but has to be 0 or 1."),
        ("COURSES_CHECK_MONTHS", "0", "is 0, but has to be a whole number from 1 to 120."),
        ("OIDC_PROVIDERS", "[{]", "cannot be used. OIDC_PROVIDERS is no JSON"),
    ],
)
def test_a_value_that_means_nothing_is_refused_everywhere(name, value, said):
    for read, environment in ((read_environment, {}), (read_production_environment, GOOD)):
        (sentence,) = refused(read, {**environment, name: value})

        assert sentence.startswith(f"The environment variable {name} ")
        assert said in sentence
        assert "hush" not in sentence


# What production must not have


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "too short", "has 9 characters, 6 of them different; draw 50 at random."),
        ("SECRET_KEY", "a" * 80, "has 80 characters, 1 of them different; draw 50 at random."),
        ("SECRET_KEY", DEVELOPMENT_SECRET_KEY, "is the one for development, which everybody knows"),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"], "begins with django-insecure-"),
        ("SECRET_KEY_FALLBACKS", f"x {DEVELOPMENT_SECRET_KEY}", "holds the secret for development"),
        ("SITE_URL", "http://kenno.example.org", "but production needs an address that begins with https://."),
        ("DEFAULT_FROM_EMAIL", "Kenno <no-reply@localhost>", "but needs an address that can be answered"),
        ("KENNO_DEMO", "1", "a demonstration with public passwords is nothing for production"),
        ("METRICS_TOKEN", "short", "has 5 characters; draw at least 32 at random."),
        ("TASKS_BACKEND", "redis", "REDIS_URL is missing, and TASKS_BACKEND is redis"),
    ],
)
def test_what_is_unsafe_is_refused_in_production_only(name, value, said):
    read_environment({name: value})

    (sentence,) = refused(read_production_environment, {**GOOD, name: value})

    assert said in sentence


def test_several_problems_are_said_at_once():
    sentences = refused(
        read_production_environment, {**GOOD, "SECRET_KEY": "x", "PORT": "x", "SITE_URL": "http://a.example"}
    )

    assert [one.split()[3] for one in sentences] == ["PORT", "SECRET_KEY", "SITE_URL"]


def test_a_database_in_one_file_is_allowed():
    assert read_production_environment({**GOOD, "DATABASE_URL": "sqlite:////var/lib/kenno/kenno.sqlite3"})


@pytest.mark.parametrize("below", [".", "keys", "deep/keys"])
@pytest.mark.parametrize("served", ["media", "static"])
def test_keys_do_not_lie_where_files_are_served_from(tmp_path, served, below):
    environment = {**GOOD, "VAR_DIR": str(tmp_path), "BADGES_KEY_DIRECTORY": str(tmp_path / served / below)}

    (sentence,) = refused(read_production_environment, environment)

    assert f"but what lies in {tmp_path / served} may be served" in sentence


def test_keys_reached_by_a_link_into_the_media_are_found(tmp_path):
    (tmp_path / "media" / "keys").mkdir(parents=True, mode=0o700)
    (tmp_path / "keys").symlink_to(tmp_path / "media" / "keys")

    (sentence,) = refused(read_production_environment, {**GOOD, "VAR_DIR": str(tmp_path)})

    assert "may be served" in sentence


@pytest.mark.parametrize("mode", [0o750, 0o755, 0o701])
def test_a_folder_of_keys_that_others_can_reach_is_refused(tmp_path, mode):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys").chmod(mode)

    (sentence,) = refused(read_production_environment, {**GOOD, "VAR_DIR": str(tmp_path)})

    assert f"which has mode {mode:04o}, so other accounts can reach it; expected is 0700." in sentence


def test_a_file_in_the_place_of_the_folder_of_keys_is_refused(tmp_path):
    (tmp_path / "keys").touch()

    (sentence,) = refused(read_production_environment, {**GOOD, "VAR_DIR": str(tmp_path)})

    assert "which is no folder." in sentence


def test_a_private_folder_of_keys_is_good(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)

    assert read_production_environment({**GOOD, "VAR_DIR": str(tmp_path)})


def test_several_processes_put_their_numbers_together(tmp_path):
    environment = {**GOOD, "METRICS_TOKEN": "m" * 32, "WEB_CONCURRENCY": "3"}

    (sentence,) = refused(read_production_environment, environment)

    assert "PROMETHEUS_MULTIPROC_DIR is missing" in sentence
    assert read_production_environment({**environment, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)})


def test_a_folder_for_numbers_has_to_be_there(tmp_path):
    (sentence,) = refused(read_production_environment, {**GOOD, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "none")})

    assert "which is no folder that this account can write to." in sentence


# No secret is shown


@given(
    name=st.sampled_from([one.name for one in VARIABLES if one.is_secret and one.name != "OIDC_PROVIDERS"]),
    secret=st.text("0123456789abcdef", min_size=8, max_size=20),
)
def test_no_sentence_shows_a_secret(name, secret):
    try:
        read_production_environment({name: secret})
    except ImproperlyConfigured as error:
        assert secret not in str(error)


# One place


def test_each_variable_is_declared_once_and_explained_in_one_sentence():
    names = [one.name for one in VARIABLES]

    assert len(names) == len(set(names))
    for one in VARIABLES:
        assert re.fullmatch(r"[^\n|]+\.", one.meaning), one.name
        assert one.example, one.name


def test_each_default_can_be_read():
    assert set(read_environment({})) == {one.name for one in VARIABLES}


def test_no_other_module_of_the_settings_reads_the_environment():
    folder = Path(home.__file__).parent
    # Those of the suite are told by pytest and make where to run, which is nothing that a site could set.
    modules = [one for one in (*folder.glob("settings/*.py"), *folder.glob("oidc/*.py")) if one.name != "test.py"]

    reading = [module.name for module in modules if re.search(r"\benviron\b|\bgetenv\b", module.read_text())]

    assert reading == ["environment.py"]


def test_every_variable_that_is_declared_is_read_by_the_settings_or_says_who_reads_it():
    folder = Path(home.__file__).parent / "settings"
    text = "".join(file.read_text() for file in folder.glob("*.py") if file.name != "environment.py")

    for one in VARIABLES:
        assert f'environment["{one.name}"]' in text or "itself reads it" in one.meaning, one.name
