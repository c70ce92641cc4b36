import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.captions import LARGEST_FILE, Cue, InvalidCaptions, read_captions

GOOD = b"""WEBVTT - what the lamp does

NOTE written by hand

STYLE
::cue { color: white }

first
00:01.000 --> 00:04.500 align:start
The lamp is switched on.

01:00:05.000 --> 01:00:06.000
Two lines
of words
"""


def test_cues_are_read_with_their_times_in_seconds_and_without_notes_and_styles():
    assert read_captions(GOOD) == [
        Cue(1.0, 4.5, "The lamp is switched on."),
        Cue(3605.0, 3606.0, "Two lines\nof words"),
    ]


def test_a_byte_order_mark_and_the_line_ends_of_windows_make_no_difference():
    assert read_captions(b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")) == read_captions(GOOD)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "first line has to be WEBVTT"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "first line has to be WEBVTT"),
        (b"WEBVTTX\n\n", "first line has to be WEBVTT"),
        (b"WEBVTT\n\n", "holds no caption"),
        (b"WEBVTT\n\nNOTE nothing else\n", "holds no caption"),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\nComma\n", "Line 3: times look like"),
        (b"WEBVTT\n\nname\nno times\n", "Line 4: times look like"),
        (b"WEBVTT\n\nname alone\n", "Line 3: times look like"),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nBackwards\n", "Line 3: this caption ends before it begins"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "Line 3: there are no words"),
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n", "Line 6: this caption begins before"),
        (b"WEBVTT\n\n\xff\xfe", "not UTF-8"),
        (b"WEBVTT\n" + b" " * LARGEST_FILE, "at most 1048576"),
    ],
)
def test_what_a_browser_would_not_show_is_refused_with_the_line_and_the_reason(content: bytes, sentence: str):
    with pytest.raises(InvalidCaptions, match=sentence):
        read_captions(content)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_read_or_refused(content: bytes):
    try:
        assert read_captions(b"WEBVTT\n\n" + content)
    except InvalidCaptions as refusal:
        assert str(refusal).endswith((".", "read", "not"))


def test_times_of_thousands_of_digits_are_refused_with_a_sentence():
    with pytest.raises(InvalidCaptions, match="times look like"):
        read_captions(f"WEBVTT\n\n{'0' * 5000}:00:01.000 --> 00:02.000\nWords".encode())
