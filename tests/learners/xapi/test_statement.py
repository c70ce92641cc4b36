"""A statement from JSON to checked values. The clauses of the standard are in tests/conformance/xapi."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.xapi.activities import Activity, Component
from learners.xapi.actors import Agent, Identifier
from learners.xapi.comparison import is_same
from learners.xapi.json_body import MAX_DEPTH
from learners.xapi.statement import (
    InvalidStatement,
    Result,
    Score,
    Statement,
    parse_statement,
    parse_statements,
    scaled_score,
)

ID = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
ACTIVITY = "https://kenno.example/activities/anode"
EXTENSION = "https://kenno.example/extensions/attempt"


def answered(**properties):
    """What an H5P multiple choice sends when it is answered, with some properties changed."""
    return {
        "id": ID,
        "actor": {"account": {"homePage": "https://kenno.example/", "name": "7f3a"}, "objectType": "Agent"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered"}},
        "object": {
            "id": ACTIVITY,
            "objectType": "Activity",
            "definition": {
                "name": {"en-US": "The anode"},
                "description": {"en-US": "Which of these can be an anode?\n"},
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "interactionType": "choice",
                "choices": [
                    {"id": "0", "description": {"en-US": "Graphite\n"}},
                    {"id": "1", "description": {"en-US": "Lithium iron phosphate\n"}},
                ],
                "correctResponsesPattern": ["0"],
                "extensions": {"http://h5p.org/x-api/h5p-local-content-id": 12},
            },
        },
        "context": {
            "contextActivities": {
                "category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16", "objectType": "Activity"}]
            }
        },
        "result": {
            "score": {"min": 0, "max": 4, "raw": 3, "scaled": 0.75},
            "completion": True,
            "success": False,
            "duration": "PT12.34S",
            "response": "1",
        },
        "timestamp": "2026-11-24T10:30:00.123+02:00",
        **properties,
    }


def body(statement):
    return json.dumps(statement).encode()


def refusal_of(statement):
    with pytest.raises(InvalidStatement) as refused:
        parse_statements(statement if isinstance(statement, bytes) else body(statement))
    return str(refused.value)


# What comes out


def test_a_statement_of_h5p_becomes_typed_values():
    sent = answered()

    [statement] = parse_statements(body(sent))

    assert statement.id == UUID(ID)
    assert statement.actor == Agent(Identifier("account", "7f3a", home_page="https://kenno.example/"))
    assert statement.verb_id == "http://adlnet.gov/expapi/verbs/answered"
    assert statement.verb_display == {"en-US": "answered"}
    assert isinstance(statement.object, Activity)
    assert statement.object.id == ACTIVITY
    assert statement.object.definition.components["choices"][0] == Component("0", {"en-US": "Graphite\n"})
    assert statement.result == Result(
        score=Score(scaled=Decimal("0.75"), raw=Decimal(3), min=Decimal(0), max=Decimal(4)),
        success=False,
        completion=True,
        response="1",
        duration="PT12.34S",
    )
    assert statement.context.activities["category"][0].id == "http://h5p.org/libraries/H5P.MultiChoice-1.16"
    assert statement.timestamp == datetime(2026, 11, 24, 8, 30, 0, 123000, tzinfo=UTC)
    assert statement.raw == sent


def test_what_was_not_sent_is_none_and_not_made_up():
    minimal = {name: answered()[name] for name in ("actor", "verb", "object")}

    statement = parse_statement(minimal)

    assert (statement.id, statement.result, statement.context, statement.timestamp) == (
        None,
        None,
        None,
        None,
    )
    assert (statement.stored, statement.authority, statement.version, statement.attachments) == (
        None,
        None,
        None,
        (),
    )


def test_a_list_of_statements_comes_back_in_its_order():
    ids = [f"fd41c918-b88b-4b20-a0a5-a4c32391aaa{digit}" for digit in "321"]

    statements = parse_statements(body([answered(id=one) for one in ids]))

    assert [str(statement.id) for statement in statements] == ids


def test_an_empty_list_holds_no_statements():
    assert parse_statements(b"[]") == []


def test_one_statement_that_is_not_valid_refuses_the_whole_list_and_is_pointed_at():
    broken = answered(id="fd41c918-b88b-4b20-a0a5-a4c32391aaa1", verb={"id": "answered"})

    assert refusal_of([answered(), broken]) == (
        "$[1].verb.id: found 'answered', expected an IRI with a scheme (xAPI 1.0.3 Data, 2.4.3)"
    )


def test_an_id_occurs_once_in_a_list_whatever_its_case():
    assert refusal_of([answered(), answered(id=ID.upper())]) == f"$[1].id: found the id {ID} twice, expected it once"


# A refusal is a sentence


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {"result": {"score": {"scaled": 1.01}}},
            "$.result.score.scaled: found the number 1.01, expected a number from -1 to 1 (xAPI 1.0.3 Data, 2.4.5.1)",
        ),
        (
            {"result": {"success": "true"}},
            "$.result.success: found 'true', expected true or false (xAPI 1.0.3 Data, 2.4.5)",
        ),
        (
            {"result": {"response": None}},
            "$.result.response: found null, expected text (xAPI 1.0.3 Data, 2.4.5)",
        ),
        (
            {"result": {"grade": 5}},
            "$.result: found the property 'grade', expected only completion, duration, extensions, response, "
            "score, success (xAPI 1.0.3 Data, 2.4.5)",
        ),
        (
            {"actor": {"name": "Demo Learner"}},
            "$.actor: found no identifier, expected exactly one of account, mbox, mbox_sha1sum, openid "
            "(xAPI 1.0.3 Data, 2.4.2.1)",
        ),
        (
            {"context": {"extensions": {"attempt": 1}}},
            "$.context.extensions.attempt: found 'attempt', expected an IRI with a scheme (xAPI 1.0.3 Data, 4.1)",
        ),
        (
            {"timestamp": "2026-11-24T08:30:00"},
            "$.timestamp: found '2026-11-24T08:30:00', expected an ISO 8601 timestamp with a time zone, like "
            "2026-11-24T08:30:00.000Z (xAPI 1.0.3 Data, 4.5)",
        ),
    ],
)
def test_a_refusal_says_where_what_was_found_and_what_was_expected(properties, message):
    assert refusal_of(answered(**properties)) == message


def test_a_refusal_quotes_hostile_text_short_and_printable():
    message = refusal_of(answered(verb={"id": "\x1b[31m" + "x" * 100_000, "display": {}}))

    assert message.isprintable()
    assert len(message) < 200


# JSON that no database can hold


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("NaN", "found nan, expected a finite number"),
        ("Infinity", "found inf, expected a finite number"),
        ("-Infinity", "found -inf, expected a finite number"),
        ("1e999", "found inf, expected a finite number"),
        ("9223372036854775808", "found a whole number beyond 64 bits, expected a smaller one"),
        ("9" * 100_000, "found a whole number beyond 64 bits, expected a smaller one"),
        (r'"a\u0000b"', "found a NUL character, expected text without one"),
        (r'"\ud83d"', "found half of a surrogate pair, expected Unicode text"),
        (r'{"a": {"b\u0000": 1}}', r"in the key 'b\x00': found a NUL character, expected text without one"),
        ('{"a": 1, "a": 1}', "found this key twice in one object, expected once"),
    ],
)
def test_json_that_a_database_cannot_hold_is_refused_even_within_extensions(found, message):
    sent = body(answered(result={"extensions": {EXTENSION: "HERE"}})).replace(b'"HERE"', found.encode())

    refusal = refusal_of(sent)

    assert refusal.startswith(f"$.result.extensions['{EXTENSION}']")
    assert refusal.endswith(message)


@pytest.mark.parametrize(
    "value",
    [None, [], {}, -(2**63), 2**63 - 1, 1e300, "\U0001f50b", r"a\u0000b", {"a": [None, {"b": False}]}],
)
def test_any_other_value_is_welcome_in_an_extension(value):
    sent = answered(result={"extensions": {EXTENSION: value}})

    [statement] = parse_statements(body(sent))

    assert statement.result.extensions == {EXTENSION: value}


def test_a_property_is_used_once():
    assert refusal_of(body(answered()).replace(b'"verb":', b'"actor": {}, "verb":')) == (
        "$.actor: found this key twice in one object, expected once"
    )


@pytest.mark.parametrize("nested", [b"[" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 1_000_000])
def test_ten_thousand_levels_are_refused_without_a_recursion_error(nested):
    assert refusal_of(nested) == "$: found nesting deeper than 64 levels, expected at most that"


def test_brackets_in_texts_are_no_nesting():
    [statement] = parse_statements(body(answered(result={"response": '[{"\\' * 1_000})))

    assert statement.result.response == '[{"\\' * 1_000


def test_nesting_up_to_the_limit_is_accepted():
    def nested(levels):
        return answered(result={"extensions": {EXTENSION: json.loads("[" * levels + "]" * levels)}})

    # The statement, its result and the extensions are three levels.
    assert parse_statements(body(nested(MAX_DEPTH - 3)))
    assert "deeper than 64" in refusal_of(nested(MAX_DEPTH - 2))
    with pytest.raises(InvalidStatement, match="deeper than 64"):
        parse_statement(nested(MAX_DEPTH - 2))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", "$: found text that is not JSON at line 1, column 1 (Expecting value), expected JSON"),
        (b"{'id': 1}", "$: found text that is not JSON at line 1, column 2"),
        (b"\xff\xfe", "$: found a byte at 0 that is not UTF-8, expected JSON in UTF-8"),
        (b'"statement"', "$: found 'statement', expected an object"),
        (b"null", "$: found null, expected an object"),
        (b"[[]]", "$[0]: found a list, expected an object"),
    ],
)
def test_a_body_that_holds_no_statement_is_refused(sent, message):
    assert refusal_of(sent).startswith(message)


def test_a_body_beyond_the_limits_is_refused_before_it_is_read():
    with pytest.raises(InvalidStatement, match="found a body of 5,000,000 octets, expected at most 1,048,576"):
        parse_statements(b" " * 5_000_000)
    with pytest.raises(InvalidStatement, match="found 3 statements, expected at most 2"):
        parse_statements(b"[1, 2, 3]", max_statements=2)


@pytest.mark.parametrize(
    "properties",
    [
        {"verb": {"id": "https://kenno.example/" + "v" * 2000}},
        {"verb": {"id": "https://kenno.example/" + "ä" * 1000}},
        {"object": {"id": "https://kenno.example/" + "o" * 2000}},
        {"actor": {"account": {"homePage": "https://kenno.example", "name": "n" * 256}}},
        {"result": {"duration": "PT" + "1" * 300 + "S"}},
        {"context": {"language": "en" + "-abcdefgh" * 20}},
        {"version": "1.0." + "1" * 300},
    ],
)
def test_what_goes_into_a_column_is_not_longer_than_the_column(properties):
    assert refusal_of(answered(**properties))


@pytest.mark.parametrize("value", [Decimal(1), (1,), {1}, b"x", object(), {1: 2}, float("nan"), 2**64, "\0", "\ud800"])
def test_a_value_that_is_in_memory_is_held_to_the_same_rules(value):
    with pytest.raises(InvalidStatement):
        parse_statement(answered(result={"extensions": {EXTENSION: value}}))


# Score


@pytest.mark.parametrize(
    ("score", "scaled"),
    [
        (None, None),
        ({}, None),
        ({"scaled": -0.5}, "-0.5"),
        ({"scaled": 0, "raw": 3, "min": 0, "max": 4}, "0"),
        ({"raw": 3, "min": 0, "max": 4}, "0.75"),
        ({"raw": -1, "min": -2, "max": 2}, "0.25"),
        ({"raw": 0.3, "min": 0.1, "max": 0.5}, "0.5"),
        ({"raw": 3}, None),
        ({"raw": 3, "max": 4}, None),
        ({"raw": 3, "min": 0}, None),
    ],
)
def test_the_scaled_score_is_the_one_sent_or_our_reading_of_raw_min_and_max(score, scaled):
    result = parse_statement(answered(result={} if score is None else {"score": score})).result

    assert scaled_score(result) == (None if scaled is None else Decimal(scaled))


floats = st.floats(allow_nan=False, allow_infinity=False)
whole_numbers = st.integers(-(2**63), 2**63 - 1)


@given(
    (st.tuples(floats, floats, floats) | st.tuples(whole_numbers, whole_numbers, whole_numbers))
    .map(sorted)
    .filter(lambda bounds: bounds[0] < bounds[2])
)
def test_our_reading_of_a_score_is_from_0_to_1_however_large_the_numbers(bounds):
    lowest, raw, highest = bounds

    statement = parse_statement(answered(result={"score": {"min": lowest, "raw": raw, "max": highest}}))

    assert 0 <= scaled_score(statement.result) <= 1


# Whatever is sent

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from([ID, ACTIVITY, "Agent"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*answered(), "objectType", "mbox", "score"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


def _places(value, path=()):
    """Every place in a JSON value, as keys from the outside in."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


def _with(value, place, replacement):
    if not place:
        return replacement
    copied = value.copy()
    copied[place[0]] = _with(value[place[0]], place[1:], replacement)
    return copied


@given(st.sampled_from(sorted(_places(answered()), key=str)), json_values)
def test_a_statement_with_anything_in_any_place_is_parsed_or_refused(place, value):
    changed = _with(answered(), place, value)

    for parse, sent in ((parse_statement, changed), (parse_statements, json.dumps(changed).encode())):
        try:
            parsed = parse(sent)
        except InvalidStatement as refused:
            assert refused.path.startswith("$")
            assert str(refused).isprintable()
        else:
            assert all(isinstance(one, Statement) for one in (parsed if isinstance(parsed, list) else [parsed]))


@given(st.binary())
def test_any_octets_are_parsed_or_refused(octets):
    try:
        parse_statements(octets)
    except InvalidStatement as refused:
        assert refused.message


@given(st.integers(0, 600), st.sampled_from([b"[", b'"', b"\\", b"}", b"\x00", b"\xed\xa0\x80", b"1e999"]))
def test_a_statement_with_anything_put_into_its_text_is_parsed_or_refused(position, octets):
    sent = body(answered())

    try:
        parse_statements(sent[:position] + octets + sent[position:])
    except InvalidStatement as refused:
        assert refused.message


# Comparison: Data, 2.3.1

GROUP = [{"mbox": "mailto:ada@kenno.example"}, {"mbox": "mailto:bo@kenno.example"}]


def same(one, other):
    return is_same(parse_statement(one), parse_statement(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answered(), answered(id=ID.upper())),
        (answered(), {name: value for name, value in answered().items() if name not in ("id", "timestamp")}),
        (answered(), answered(stored="2026-11-24T10:30:01Z", version="1.0.0", authority=GROUP[0])),
        (answered(), answered(timestamp="2026-11-24T08:30:00.123Z")),
        (answered(), answered(verb={**answered()["verb"], "display": {"fi": "vastasi"}})),
        (answered(), answered(object={"id": ACTIVITY, "objectType": "Activity", "definition": {}})),
        (
            answered(actor={"objectType": "Group", "member": GROUP}),
            answered(actor={"objectType": "Group", "member": GROUP[::-1]}),
        ),
        (answered(actor=GROUP[0]), answered(actor={"mbox": "mailto:ada@KENNO.example"})),
        (answered(actor={"mbox_sha1sum": "ab" * 20}), answered(actor={"mbox_sha1sum": "AB" * 20})),
        (
            answered(context={"contextActivities": {"parent": {"id": ACTIVITY}}}),
            answered(context={"contextActivities": {"parent": [{"id": ACTIVITY, "definition": {}}]}}),
        ),
        (answered(context={"registration": ID}), answered(context={"registration": ID.upper()})),
        (answered(result={"duration": "PT1.234S"}), answered(result={"duration": "PT1.239S"})),
        (answered(result={"score": {"raw": 1}}), answered(result={"score": {"raw": 1.0}})),
    ],
)
def test_statements_are_the_same_despite_what_an_lrs_may_change(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answered(), answered(timestamp="2026-11-24T08:30:00.124Z")),
        (answered(), answered(id="fd41c918-b88b-4b20-a0a5-a4c32391aaa1")),
        (answered(), answered(verb={"id": "http://adlnet.gov/expapi/verbs/completed"})),
        (answered(), answered(result={"completion": True})),
        (answered(actor=GROUP[0]), answered(actor={"mbox": "mailto:Ada@kenno.example"})),
        (answered(actor=GROUP[0]), answered(actor={**GROUP[0], "objectType": "Agent"})),
        (answered(result={"duration": "PT60S"}), answered(result={"duration": "PT1M"})),
        (answered(result={"extensions": {EXTENSION: True}}), answered(result={"extensions": {EXTENSION: 1}})),
        (
            answered(result={"extensions": {EXTENSION: [1, 2]}}),
            answered(result={"extensions": {EXTENSION: [2, 1]}}),
        ),
        (answered(context={"language": "fi"}), answered(context={"language": "sv"})),
    ],
)
def test_statements_differ_in_anything_else(one, other):
    assert not same(one, other)
    assert not same(other, one)
