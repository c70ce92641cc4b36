"""Captions of a video, as WebVTT has them (W3C WebVTT 1, section 4): read, so that a broken file is refused in time.

A browser says nothing about captions that it cannot read. It shows none, and the person who needs them finds out.
"""

import re
from dataclasses import dataclass

LARGEST_FILE = 1024 * 1024
"""Bytes. The captions of a film of two hours are a tenth of it."""

_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMINGS = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_NOT_CUES = (["NOTE"], ["STYLE"], ["REGION"])


class InvalidCaptions(ValueError):
    """The file is no WebVTT that a browser would show. The text says what is wrong and where."""


@dataclass(frozen=True)
class Cue:
    """Words that are shown from ``start`` to ``end``, in seconds from the beginning of the video."""

    start: float
    end: float
    text: str


def read_captions(content: bytes) -> list[Cue]:
    """Return the cues of a WebVTT file, in order. Raises InvalidCaptions."""
    if len(content) > LARGEST_FILE:
        raise InvalidCaptions(f"The file has {len(content)} bytes; captions have at most {LARGEST_FILE}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidCaptions(f"The file is not UTF-8 text: byte {error.start} cannot be read.") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise InvalidCaptions("The first line has to be WEBVTT: this is no file of captions.")
    cues: list[Cue] = []
    for first, block in _blocks(lines):
        if (cue := _cue(block, line=first)) is None:
            continue
        if cues and cue.start < cues[-1].start:
            raise InvalidCaptions(f"Line {first}: this caption begins before the one above it.")
        cues.append(cue)
    if not cues:
        raise InvalidCaptions("The file holds no caption.")
    return cues


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return what stands between empty lines below the header, with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    block: list[str] = []
    in_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            block.append(line)
            continue
        if block and not in_header:
            blocks.append((number - len(block), block))
        block, in_header = [], False
    return blocks


def _cue(block: list[str], *, line: int) -> Cue | None:
    if block[0].split()[:1] in _NOT_CUES:
        return None
    # The line above the timings is the name of the cue.
    place = 0 if "-->" in block[0] else 1
    timings = _TIMINGS.fullmatch(block[place].strip()) if place < len(block) else None
    if timings is None:
        raise InvalidCaptions(
            f"Line {line + min(place, len(block) - 1)}: times look like 00:01.000 --> 00:04.000, and these do not."
        )
    start, end = _seconds(timings.groups()[:4]), _seconds(timings.groups()[4:])
    if end <= start:
        raise InvalidCaptions(f"Line {line + place}: this caption ends before it begins.")
    words = "\n".join(block[place + 1 :]).strip()
    if not words:
        raise InvalidCaptions(f"Line {line + place}: there are no words to these times.")
    return Cue(start, end, words)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
