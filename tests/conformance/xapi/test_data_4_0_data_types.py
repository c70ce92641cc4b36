"""xAPI 1.0.3 Data, 4.0 Special Data Types and Rules."""

from datetime import UTC, datetime

import pytest

VERB = "https://kenno.example/verbs/tried"


@pytest.mark.parametrize("value", [None, True, 0, -1.5, "", [], {}, [{"a": [None]}]])
def test_4_1_s3_b2_an_extension_may_have_any_value(value, accept_anywhere):
    for statement in accept_anywhere(result={"extensions": {"https://kenno.example/extensions/any": value}}):
        assert statement.result.extensions == {"https://kenno.example/extensions/any": value}


@pytest.mark.parametrize(
    "key", ["", "attempt", "/attempt", "https:", "1https://kenno.example", "https://kenno.example/<a>"]
)
def test_4_1_s3_b1_the_keys_of_extensions_are_iris(key, refuse_anywhere):
    assert refuse_anywhere(result={"extensions": {key: 1}}).startswith("$.result.extensions")


@pytest.mark.parametrize(
    "tag",
    [
        "en",
        "fi",
        "sv-FI",
        "zh-Hant",
        "zh-cmn-Hans-CN",
        "de-CH-1901",
        "sl-IT-nedis",
        "es-419",
        "x-whatever",
        "i-klingon",
        "en-GB-oed",
        "de-DE-u-co-phonebk",
        "en-x-plain",
        "tlh",
        "EN-us",
    ],
)
def test_4_2_language_maps_have_language_tags_of_rfc_5646(tag, accept_anywhere):
    for statement in accept_anywhere(verb={"id": VERB, "display": {tag: "tried"}}):
        assert statement.verb_display == {tag: "tried"}


@pytest.mark.parametrize(
    "tag", ["", "e", "en_US", "something", "a12345678", "en-", "-en", "en--US", "en-US-", "en us", "ä"]
)
def test_4_2_the_lengths_of_the_parts_of_a_tag_follow_rfc_5646(tag, refuse_anywhere):
    assert refuse_anywhere(verb={"id": VERB, "display": {tag: "tried"}}).startswith("$.verb.display")


@pytest.mark.parametrize(
    "iri",
    [
        "urn:uuid:fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
        "tag:kenno.example,2026:tried",
        "http://example.com/فعل/خواندن",
        "act:tried",
        "https://kenno.example/?a=b#c",
    ],
)
def test_4_3_any_iri_with_a_scheme_is_accepted(iri, accept_anywhere):
    for statement in accept_anywhere(verb={"id": iri}):
        assert statement.verb_id == iri


@pytest.mark.parametrize(
    "iri", ["kenno.example/tried", "#tried", ":tried", "https://kenno.example/a b", 'a:"b"', "a:b\n"]
)
def test_4_3_an_iri_without_a_scheme_or_with_forbidden_characters_is_refused(iri, refuse_anywhere):
    assert refuse_anywhere(verb={"id": iri}) == "$.verb.id"


@pytest.mark.parametrize(
    ("timestamp", "moment"),
    [
        ("2026-11-24T08:30:00Z", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T10:30:00+02:00", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T10:30:00+0200", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T10:30:00+02", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T00:30:00-08:00", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-11-24T08:30:00.123456789Z", datetime(2026, 11, 24, 8, 30, 0, 123456, tzinfo=UTC)),
        ("2026-11-24T08:30:00,5+00:00", datetime(2026, 11, 24, 8, 30, 0, 500000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ],
)
def test_4_5_a_timestamp_is_iso_8601_with_a_time_zone(timestamp, moment, accept_anywhere):
    for statement in accept_anywhere(timestamp=timestamp):
        assert statement.timestamp == moment


@pytest.mark.parametrize("zone", ["-00:00", "-0000", "-00"])
def test_4_5_an_unknown_offset_is_refused(zone, refuse_anywhere):
    assert refuse_anywhere(timestamp=f"2008-09-15T15:53:00.601{zone}") == "$.timestamp"


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "2026-11-24",
        "2026-11-24T08:30Z",
        "2026-11-24T08:30:00",
        "01/011/2015",
        "2026-11-24 08:30:00Z",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-24T24:30:00Z",
        "2026-11-24T08:30:61Z",
        "2026-11-24T08:30:00+25:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:60Z",
        "2026-11-24T08:30:00Z\n",
        "\uff12\uff10\uff12\uff16-11-24T08:30:00Z",
        1764000000,
        {},
    ],
)
def test_4_5_what_is_no_moment_is_refused(timestamp, refuse_anywhere):
    assert refuse_anywhere(timestamp=timestamp) == "$.timestamp"


@pytest.mark.parametrize(
    "duration",
    [
        "PT4H35M59.14S",
        "PT16559.14S",
        "P3Y1M29DT4H35M59.14S",
        "P3Y",
        "P4W",
        "PT0S",
        "P0.5D",
        "PT1,5H",
        "PT1H0M0.1S",
        "P1YT1S",
    ],
)
def test_4_6_a_duration_is_iso_8601_and_kept_as_it_was_sent(duration, accept_anywhere):
    for statement in accept_anywhere(result={"duration": duration}):
        assert statement.result.duration == duration


@pytest.mark.parametrize(
    "duration",
    [
        "",
        "P",
        "PT",
        "P1YT",
        "P4W1D",
        "P1D4W",
        "PA1H0M0S",
        "16559.14S",
        "P16559.14S",
        "PT1.5H30M",
        "P0.5DT1H",
        "PT-1S",
        "-PT1S",
        "PT1H ",
        "P0003-06-04T12:30:05",
        "PT1M1H",
        12,
        {},
    ],
)
def test_4_6_s1_b1_anything_else_is_no_duration(duration, refuse_anywhere):
    assert refuse_anywhere(result={"duration": duration}) == "$.result.duration"
