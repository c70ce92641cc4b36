import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.reading import MAX_BYTES, check_spelling, read_document
from badges.openbadges.reasons import InvalidCredential


def refusal_of(text):
    with pytest.raises(InvalidCredential) as refusal:
        read_document(text)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe", "json.encoding"),
        ("", "json.syntax"),
        ('{"a":', "json.syntax"),
        ("{'a': 1}", "json.syntax"),
        ("[]", "json.object"),
        ("5", "json.object"),
        ("eyJh.eyJp.c2ln", "json.token"),
        ('{"a": NaN}', "json.number"),
        ('{"a": -Infinity}', "json.number"),
        ('{"a": 1e999}', "json.number"),
        ('{"a": 1' + "0" * 5000 + "}", "json.number"),
        ('{"a": 9007199254740993}', "json.number"),
        ('{"a": 1, "a": 2}', "json.twice"),
        ('{"a": {"b": 1, "b": 2}}', "json.twice"),
        ('{"a": null}', "json.null"),
        ('{"a": [[1]]}', "json.nested"),
        ('{"a": "\\u0000"}', "json.text"),
        ('{"a": "\\ud800"}', "json.text"),
        ('{"@graph": []}', "json.key"),
        ('{"https://example.org/a": 1}', "json.key"),
        ('{"Criteria": 1}', "json.key"),
        ('{"a": {"@context": {}}}', "json.context"),
        ('{"id": "relative"}', "json.id"),
        ('{"id": "_:b0"}', "json.id"),
        ('{"id": "urn:has space"}', "json.id"),
        ('{"id": 5}', "json.id"),
        ('{"a": {"id": "urn:x", "b": 1}, "c": {"id": "urn:x", "b": 2}}', "json.described_twice"),
        ('{"a": [' + "1," * 501 + "1]}", "json.list"),
        ('{"a": [' + '{"b": 1},' * 2000 + "1]}", "json.values"),
        (" " * (MAX_BYTES + 1), "file.too_large"),
    ],
)
def test_text_that_cannot_be_signed_in_one_way_only_is_refused(text, code):
    assert refusal_of(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        '{"a":[' * 10_000,
        '{"' + '\\"' * 120_000,
        '"' * 250_000,
        "," * 250_000,
    ],
)
def test_hostile_nesting_is_refused_at_once(text):
    started = time.perf_counter()

    refusal_of(text)

    assert time.perf_counter() - started < 0.5


def test_parsed_json_of_ten_thousand_levels_is_refused_without_recursion():
    document = {}
    for _ in range(10_000):
        document = {"a": document}

    with pytest.raises(InvalidCredential, match="nested deeper than 32 levels"):
        check_spelling(document)


def test_brackets_inside_text_are_no_nesting():
    text = "[{" * 1000 + '\\"[' * 10

    assert read_document(json.dumps({"name": text})) == {"name": text}


def test_the_refusal_says_where():
    assert str(refusal_of('{"credentialSubject": {"result": [{"value": null}]}}')) == (
        "The value at credentialSubject.result[0].value is null, which a credential cannot sign."
    )


def test_the_same_description_may_be_repeated_and_be_referred_to():
    profile = {"id": "urn:x", "type": "Profile", "name": "A"}

    check_spelling({"a": profile, "b": dict(profile), "c": {"id": "urn:x", "type": "Profile"}, "d": {"id": "urn:x"}})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, object(), {1, 2}, b"x", (1,)])
def test_parsed_values_that_json_does_not_have_are_refused(value):
    with pytest.raises(InvalidCredential):
        check_spelling({"a": value})


def test_a_whole_number_with_a_point_is_read_as_javascript_reads_it():
    assert repr(read_document('{"a": 5.0, "b": 2.5, "c": -0.0}')) == "{'a': 5, 'b': 2.5, 'c': 0}"


def test_a_byte_order_mark_is_no_obstacle():
    assert read_document(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        assert isinstance(read_document(text), dict)
    except InvalidCredential as refusal:
        assert str(refusal).endswith(".")
