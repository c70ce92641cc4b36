"""Credentials in pictures: into a PNG and out of it, and out of an SVG.

1EdTech Open Badges 3.0, section 5.3; PNG (Third Edition), sections 5 and 11.3.3.5.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from badges.openbadges.reading import MAX_BYTES, is_signable_text
from badges.openbadges.reasons import InvalidImage, InvalidValue

MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_CHUNKS = 10_000

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
OLDER_PNG_KEYWORD = b"openbadges"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
OPEN_BADGES_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


@dataclass(frozen=True)
class Chunk:
    """A part of a PNG: its four-letter type and its octets."""

    type: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        checksum = zlib.crc32(self.type + self.body)
        return struct.pack(">I", len(self.body)) + self.type + self.body + struct.pack(">I", checksum)

    @property
    def keyword(self) -> bytes:
        """What a text chunk is about; empty for every other chunk."""
        return self.body.partition(b"\0")[0] if self.type in {b"iTXt", b"tEXt", b"zTXt"} else b""


def bake_png(image: bytes, *, credential: str) -> bytes:
    """Return the PNG with the credential in it, in place of any that it carried.

    Raises InvalidImage unless the image is a whole PNG, InvalidValue for a credential that no reader takes:
    an empty one, one with control characters, or one of more than MAX_BYTES.
    """
    text = credential.encode("utf-8") if is_signable_text(credential) else b""
    if not 0 < len(text) <= MAX_BYTES:
        raise InvalidValue(f"The credential to bake has {len(text)} usable octets; 1 to {MAX_BYTES} are expected")
    # keyword, not compressed, method 0, no language tag, no translated keyword
    baked = Chunk(b"iTXt", PNG_KEYWORD + b"\0\0\0\0\0" + text)
    first, *others = [chunk for chunk in _read_chunks(image) if chunk.keyword != PNG_KEYWORD]
    return PNG_SIGNATURE + b"".join(chunk.to_bytes() for chunk in (first, baked, *others))


def read_image(image: bytes) -> str:
    """Return the credential in a PNG or SVG picture. Raises InvalidImage when there is not exactly one."""
    if image.startswith(PNG_SIGNATURE[:4]):
        return read_png(image)
    if image.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_svg(image)
    raise InvalidImage("file.unknown")


def read_png(image: bytes) -> str:
    """Return the credential (JSON or a compact JWT) in the one ``openbadgecredential`` chunk of a PNG.

    Raises InvalidImage for a picture that is no PNG, damaged, cut short or larger than MAX_IMAGE_BYTES, and
    for none, several or an unreadable credential.
    """
    chunks = list(_read_chunks(image))
    found = [chunk for chunk in chunks if chunk.keyword == PNG_KEYWORD]
    if not found and any(chunk.keyword == OLDER_PNG_KEYWORD for chunk in chunks):
        raise InvalidImage("png.older")
    if not found:
        raise InvalidImage("png.none")
    if len(found) > 1:
        raise InvalidImage("png.several", found=len(found))
    return _read_international_text(found[0])


def read_svg(image: bytes) -> str:
    """Return the credential of an SVG: the JSON in the element, or the JWT in its ``verify`` attribute.

    Raises InvalidImage for XML that is broken, declares entities or is larger than MAX_IMAGE_BYTES, and when
    there is not exactly one ``openbadges:credential``, directly after the svg tag.
    """
    if len(image) > MAX_IMAGE_BYTES:
        raise InvalidImage("file.too_large", found=len(image), limit=MAX_IMAGE_BYTES)
    reader = _SvgReader()
    try:
        reader.parser.Parse(image, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, InvalidImage):
            raise
        raise InvalidImage("svg.markup") from None
    if not reader.found:
        raise InvalidImage("svg.none")
    if reader.found > 1:
        raise InvalidImage("svg.several", found=reader.found)
    credential = reader.verify or "".join(reader.text)
    if not credential.strip():
        raise InvalidImage("svg.none")
    return credential.strip()


def _read_chunks(image: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to IEND. What follows IEND is no part of a PNG and is left alone."""
    if len(image) > MAX_IMAGE_BYTES:
        raise InvalidImage("file.too_large", found=len(image), limit=MAX_IMAGE_BYTES)
    if not image.startswith(PNG_SIGNATURE):
        raise InvalidImage("png.signature")
    place = len(PNG_SIGNATURE)
    for number in range(MAX_CHUNKS):
        if place + 12 > len(image):
            raise InvalidImage("png.truncated")
        length, chunk_type = struct.unpack_from(">I4s", image, place)
        end = place + 12 + length
        if end > len(image):
            raise InvalidImage("png.truncated")
        chunk = Chunk(chunk_type, image[place + 8 : end - 4])
        if image[end - 4 : end] != chunk.to_bytes()[-4:]:
            raise InvalidImage("png.damaged", chunk=chunk_type.decode("latin-1"))
        if (number == 0) != (chunk_type == b"IHDR") or (chunk_type == b"IEND" and length):
            raise InvalidImage("png.structure")
        yield chunk
        if chunk_type == b"IEND":
            return
        place = end
    raise InvalidImage("png.chunks", limit=MAX_CHUNKS)


def _read_international_text(chunk: Chunk) -> str:
    """Return the text of an iTXt chunk. Writers may not compress it; a reader can take that, in bounds."""
    fields = chunk.body[len(PNG_KEYWORD) + 1 :]
    if chunk.type != b"iTXt" or len(fields) < 4 or fields[0] > 1 or fields[1] != 0:
        raise InvalidImage("png.text")
    language_and_rest = fields[2:].split(b"\0", 2)
    if len(language_and_rest) != 3:
        raise InvalidImage("png.text")
    text = language_and_rest[2]
    if fields[0]:
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(text, MAX_BYTES + 1)
        except zlib.error:
            raise InvalidImage("png.text") from None
        if len(text) <= MAX_BYTES and not unpacking.eof:
            raise InvalidImage("png.text")
    if len(text) > MAX_BYTES:
        raise InvalidImage("png.inflated", limit=MAX_BYTES)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidImage("json.encoding") from None


class _SvgReader:
    """Collects what the credential elements of an SVG hold, and refuses any document type declaration."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse_declarations
        self.parser.EntityDeclHandler = self._refuse_declarations
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self.found = 0
        self.verify = ""
        self.text: list[str] = []
        self._elements = 0
        self._inside = False

    def _refuse_declarations(self, *_: object) -> None:
        raise InvalidImage("svg.entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements == 1 and name != f"{SVG_NAMESPACE} svg":
            raise InvalidImage("svg.root")
        if name == f"{OPEN_BADGES_NAMESPACE} credential":
            self.found += 1
            if self.found == 1 and self._elements != 2:
                raise InvalidImage("svg.place")
            self._inside = True
            self.verify = attributes.get("verify", "")
            self.text.clear()

    def _end(self, name: str) -> None:
        if name == f"{OPEN_BADGES_NAMESPACE} credential":
            self._inside = False

    def _add_text(self, text: str) -> None:
        if self._inside:
            self.text.append(text)
