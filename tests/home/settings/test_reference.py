"""The reference of the settings and the file to begin with are made from the registry, and are in step with it."""

import pytest

from home.settings.environment import VARIABLES, read_production_environment
from home.settings.reference import EXAMPLE, NOT_DEPLOYED, OPERATIONS, env_example, table, with_table


def test_the_page_of_operations_has_the_table_as_the_registry_makes_it():
    text = OPERATIONS.read_text()

    assert with_table(text) == text, "Run: python -m home.settings.reference"


def test_the_file_to_begin_with_is_as_the_registry_makes_it():
    assert EXAMPLE.read_text() == env_example(), "Run: python -m home.settings.reference"


def test_every_variable_is_in_the_table_with_its_sentence():
    rows = table().splitlines()

    for one in VARIABLES:
        assert any(row.startswith(f"| `{one.name}` | ") and row.endswith(f" | {one.meaning} |") for row in rows)


def test_no_secret_of_development_is_in_the_table():
    assert "development-only" not in table()


def test_with_a_secret_the_file_to_begin_with_is_accepted():
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    environment = dict(line.split("=", 1) for line in lines)
    assert environment["SECRET_KEY"] == ""

    assert read_production_environment({**environment, "SECRET_KEY": "0123456789abcdef" * 4})


def test_what_is_commented_out_can_be_taken_in():
    names = {line.removeprefix("#").partition("=")[0] for line in EXAMPLE.read_text().splitlines() if "=" in line}

    assert {one.name for one in VARIABLES} - names == NOT_DEPLOYED


def test_a_page_without_the_place_is_refused():
    with pytest.raises(ValueError, match="between which the table stands"):
        with_table("# Operations")
