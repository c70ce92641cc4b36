from decimal import Decimal

import pytest

from courses.templatetags.courses_tags import can, charge, language_names, mark, measured_columns, percent


@pytest.mark.parametrize(
    ("scaled", "shown"),
    [(None, 0), (0, 0), (Decimal("0.999"), 99), (Decimal(2) / 3, 66), (0.57, 57), (1, 100)],
)
def test_a_hundred_percent_is_said_only_when_nothing_is_missing(scaled, shown):
    assert percent(scaled) == shown


def test_a_can_is_filled_from_its_floor():
    assert can(0) == {"height": 0, "top": 58}
    assert can(Decimal("0.5")) == {"height": 24.5, "top": 33.5}
    assert can(7) == can(1) == {"height": 49, "top": 9}


def test_a_cell_has_plates_only_for_as_many_as_can_be_told_apart():
    assert [charge("c", 0, "", plates)["plates"] for plates in (0, 1, 2, 8, 9)] == [0, 0, 2, 8, 0]


def test_a_sign_is_hidden_from_those_who_hear_and_its_word_from_those_who_see():
    assert mark("tick", "Done <now>") == (
        '<svg class="mark" aria-hidden="true"><use href="#tick"/></svg>'
        '<span class="visually-hidden">Done &lt;now&gt;</span>'
    )


def test_languages_are_named_in_their_own_words():
    assert language_names(["fi", "sv", "en", "xx"]) == "suomi, svenska, English, xx"


def test_columns_of_numbers_with_units_are_told_from_words():
    rows = [["0.2C", "10 A", "5 h", "−20 °C", "3.2–3.3 V"], ["rate", "1,5 A", "30 min", "25 °C", ""]]

    assert measured_columns(rows) == [False, True, True, True, False]
