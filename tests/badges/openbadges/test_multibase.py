import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.multibase import (
    decode_base58btc,
    decode_base64url,
    encode_base58btc,
    encode_base64url,
)


@given(st.binary(max_size=100))
def test_octets_come_back_from_base58btc(octets):
    assert decode_base58btc(encode_base58btc(octets)) == octets


@given(st.binary(max_size=300))
def test_octets_come_back_from_base64url(octets):
    assert decode_base64url(encode_base64url(octets)) == octets


def test_leading_zeros_are_kept_in_base58btc():
    assert encode_base58btc(b"\0\0\x28\x7f\xb4\xcd") == "z11233QC4"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "begins with ''"),
        ("uAA", "begins with 'u'"),
        ("z0", "'0' is no digit"),
        ("zé", "'é' is no digit"),
        ("z" + "2" * 201, "has 201 digits; at most 200"),
    ],
)
def test_text_that_is_not_base58btc_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        decode_base58btc(text)


@pytest.mark.parametrize("text", ["", "zAA", "uA", "uAA==", "uA+/A", "uAéA", "uA A"])
def test_text_that_is_not_unpadded_base64url_is_refused(text):
    with pytest.raises(ValueError, match="base64url"):
        decode_base64url(text)
