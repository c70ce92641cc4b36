import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from badges.openbadges.baking import (
    MAX_IMAGE_BYTES,
    PNG_SIGNATURE,
    Chunk,
    bake_png,
    read_image,
    read_png,
    read_svg,
)
from badges.openbadges.reading import MAX_BYTES
from badges.openbadges.reasons import InvalidImage, InvalidValue

CREDENTIAL = '{"name": "Akun sisällä ✓"}'
KEYWORD = b"openbadgecredential"


def picture():
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), "#1a8263").save(file, "PNG")
    return file.getvalue()


def with_chunks(*chunks):
    """The picture with more chunks directly after IHDR."""
    image = picture()
    return image[:33] + b"".join(chunk.to_bytes() for chunk in chunks) + image[33:]


def svg(inside, *, before=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">\n'
        f"{before}{inside}<path d='M0 0'/></svg>"
    ).encode()


def test_a_credential_comes_back_from_a_png():
    assert read_png(bake_png(picture(), credential=CREDENTIAL)) == CREDENTIAL


def test_the_picture_stays_the_picture():
    with Image.open(io.BytesIO(bake_png(picture(), credential=CREDENTIAL))) as baked:
        baked.load()
        assert baked.text["openbadgecredential"] == CREDENTIAL
        assert baked.getpixel((3, 3)) == (0x1A, 0x82, 0x63, 0xFF)


def test_baking_again_replaces_the_credential():
    baked = bake_png(bake_png(picture(), credential="{}"), credential=CREDENTIAL)

    assert read_png(baked) == CREDENTIAL
    assert baked.count(KEYWORD) == 1


@pytest.mark.parametrize("credential", ["", "a\0b", "\ud800", "x" * (MAX_BYTES + 1)])
def test_what_no_reader_takes_is_not_baked(credential):
    with pytest.raises(InvalidValue, match="usable octets"):
        bake_png(picture(), credential=credential)


def test_every_cut_of_a_png_is_refused_with_a_sentence():
    baked = bake_png(picture(), credential=CREDENTIAL)

    for length in range(len(baked)):
        with pytest.raises(InvalidImage):
            read_image(baked[:length])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_png_is_refused_with_a_sentence(data):
    baked = bytearray(bake_png(picture(), credential=CREDENTIAL))
    place = data.draw(st.integers(0, len(baked) - 1))
    baked[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(InvalidImage):
        read_image(bytes(baked))


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "png.signature"),
        (b"GIF89a", "png.signature"),
        (picture(), "png.none"),
        (PNG_SIGNATURE + picture()[33:], "png.structure"),
        (with_chunks(Chunk(b"tEXt", b"openbadges\0https://a.example")), "png.older"),
        (with_chunks(*[Chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}")] * 2), "png.several"),
        (with_chunks(Chunk(b"tEXt", KEYWORD + b"\0{}")), "png.text"),
        (with_chunks(Chunk(b"iTXt", KEYWORD)), "png.text"),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\0\0\0")), "png.text"),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\2\0\0\0{}")), "png.text"),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0not zlib")), "png.text"),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"{}")[:-2])), "png.text"),
        (
            with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(bytes(50_000_000)))),
            "png.inflated",
        ),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + b"x" * (MAX_BYTES + 1))), "png.inflated"),
        (with_chunks(Chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0\xff")), "json.encoding"),
        (with_chunks(*[Chunk(b"tEXt", b"a\0b")] * 10_000), "png.chunks"),
        (picture() + bytes(MAX_IMAGE_BYTES), "file.too_large"),
    ],
)
def test_a_png_without_exactly_one_credential_is_refused(image, code):
    with pytest.raises(InvalidImage) as refusal:
        read_png(image)

    assert refusal.value.reason.code == code


def test_a_compressed_credential_is_read_within_bounds():
    chunk = Chunk(b"iTXt", KEYWORD + b"\0\1\0en\0\0" + zlib.compress(CREDENTIAL.encode()))

    assert read_png(with_chunks(chunk)) == CREDENTIAL


def test_what_follows_the_end_of_a_png_is_left_alone():
    assert read_png(bake_png(picture(), credential=CREDENTIAL) + b"\0\0") == CREDENTIAL


def test_a_credential_is_read_from_an_svg():
    image = svg(f"<openbadges:credential><![CDATA[\n{CREDENTIAL}\n]]></openbadges:credential>")

    assert read_image(image) == CREDENTIAL


def test_a_token_is_read_from_the_verify_attribute_of_an_svg():
    assert read_image(svg('<openbadges:credential verify="aa.bb.cc"></openbadges:credential>')) == "aa.bb.cc"


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (svg(""), "svg.none"),
        (svg("<openbadges:credential> </openbadges:credential>"), "svg.none"),
        (svg("<openbadges:credential>{}</openbadges:credential>" * 2), "svg.several"),
        (svg("<openbadges:credential>{}</openbadges:credential>", before="<g/>"), "svg.place"),
        (svg("<openbadges:credential>"), "svg.markup"),
        (svg("&x;"), "svg.markup"),
        (b"<html></html>", "svg.root"),
        (b"<svg></svg>", "svg.root"),
        (
            b"<!DOCTYPE svg [<!ENTITY a 'a'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
            "svg.entities",
        ),
        (b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg/>", "svg.entities"),
        (b"<?xml version='1.0' encoding='invented'?><svg/>", "svg.markup"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000, "svg.markup"),
        (b"<svg>" + b" " * MAX_IMAGE_BYTES, "file.too_large"),
    ],
)
def test_an_svg_without_exactly_one_credential_is_refused(image, code):
    with pytest.raises(InvalidImage) as refusal:
        read_svg(image)

    assert refusal.value.reason.code == code


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", PNG_SIGNATURE, b"<", b"<svg xmlns='http://www.w3.org/2000/svg'>"]),
)
def test_any_file_is_read_or_refused_with_a_sentence(octets, start):
    try:
        assert isinstance(read_image(start + octets), str)
    except InvalidImage as refusal:
        assert str(refusal).endswith(".")
