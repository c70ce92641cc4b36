from datetime import UTC, datetime

import pytest

from badges.openbadges.times import read_time, write_time


def test_a_time_comes_back_in_whole_seconds():
    moment = datetime(2026, 11, 24, 12, 0, 5, 999_999, tzinfo=UTC)

    assert write_time(moment) == "2026-11-24T12:00:05Z"
    assert read_time(write_time(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "text", ["2026-11-24T14:00:00+02:00", "2026-11-24T12:00:00.0Z", "2026-11-24T12:00:00.000000000Z"]
)
def test_times_of_other_writers_are_read(text):
    assert read_time(text) == datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        "2026-11-24",
        "2026-11-24T12:00:00",
        "2026-02-30T00:00:00Z",
        "2026-11-24T23:59:60Z",
        "２026-11-24T12:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "2026-11-24t12:00:00z",
        "2026-11-24T12:00:00Z\n",
    ],
)
def test_what_is_no_time_with_a_zone_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a date|outside the years|day is out of range|second must be"):
        read_time(text)
