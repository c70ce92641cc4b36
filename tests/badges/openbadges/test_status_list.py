import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.openbadges.multibase import encode_base64url
from badges.openbadges.reasons import InvalidStatusList, InvalidValue
from badges.openbadges.status_list import (
    MAX_LENGTH,
    MIN_LENGTH,
    build_status_list_credential,
    decode,
    encode,
    index_of,
)
from tests.badges.openbadges.samples import NOW


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, MIN_LENGTH - 1), max_size=50))
def test_exactly_the_revoked_places_are_set(revoked):
    bits = decode(encode(revoked))

    assert {index for index in range(len(bits)) if bits.is_set(index)} == revoked


def test_the_same_bits_give_the_same_text():
    assert encode([3, 1]) == encode([1, 3])


def test_a_list_of_a_million_places_is_read():
    assert decode(encode([1_048_575], length=1_048_576)).is_set(1_048_575)


@pytest.mark.parametrize("index", [-1, MIN_LENGTH])
def test_a_place_outside_the_list_is_refused(index):
    with pytest.raises(InvalidValue, match="lies outside a status list of 131072 places"):
        encode([index])
    with pytest.raises(InvalidStatusList, match="The list has 131072 places"):
        decode(encode([])).is_set(index)


@pytest.mark.parametrize("length", [8, MIN_LENGTH + 1, MAX_LENGTH + 8])
def test_a_list_of_another_length_is_not_written(length):
    with pytest.raises(InvalidValue, match="a multiple of 8 from 131072"):
        encode([], length=length)


@pytest.mark.parametrize(
    ("encoded_list", "problem"),
    [
        (None, "cannot be read"),
        (5, "cannot be read"),
        ("", "cannot be read"),
        ("H4sI", "cannot be read"),
        (encode_base64url(b"plain"), "cannot be read"),
        (encode([])[:-9], "cannot be read"),
        (encode_base64url(gzip.compress(bytes(16_384), mtime=0) + b"more"), "cannot be read"),
        (
            encode_base64url(gzip.compress(bytes(16_383), mtime=0)),
            "has 131064 places; the standard demands at least 131072",
        ),
    ],
)
def test_an_unreadable_list_is_refused(encoded_list, problem):
    with pytest.raises(InvalidStatusList, match=problem):
        decode(encoded_list)


def test_a_list_that_unpacks_without_end_is_refused():
    bomb = encode_base64url(gzip.compress(bytes(200 * 1024 * 1024), compresslevel=1))

    with pytest.raises(InvalidStatusList, match="cannot be read"):
        decode(bomb)


@pytest.mark.parametrize("index", [None, 5, "", "-1", "1.0", "٣", "9" * 11, ["1"]])
def test_an_index_is_a_whole_number_written_as_text(index):
    with pytest.raises(InvalidStatusList):
        index_of({"statusListIndex": index})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"issuer": "college"}, "issuer is 'college', which is not absolute"),
        ({"valid_until": NOW - timedelta(days=1)}, "before it begins"),
        ({"ttl_ms": 0}, "ttl_ms is 0; a positive number of milliseconds"),
    ],
)
def test_a_list_with_bad_members_is_not_written(changes, problem):
    members = {
        "issuer": "did:web:kenno.example",
        "revoked": [],
        "valid_from": NOW,
        "valid_until": NOW + timedelta(days=1),
    }

    with pytest.raises(InvalidValue, match=problem):
        build_status_list_credential("https://kenno.example/status-lists/1", **{**members, **changes})
