"""Pictures from our own templates: fonts, widths, and the PNG."""

import io

import pytest
from django.core.management import call_command
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from courses.pictures import (
    FONTS,
    TEXT,
    drawable,
    drawn,
    plates,
    prepare_fonts,
    shortened,
    width_of,
    wrapped,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#1a8263"/></svg>'
)


@pytest.fixture(autouse=True)
def fonts_of_its_own(settings, tmp_path):
    settings.COURSES_FONT_DIRECTORY = tmp_path / "fonts"


@pytest.mark.parametrize(("level", "charged"), [(None, 0), (4, 1), (5, 2), (6, 3), (7, 4)])
def test_a_level_charges_its_plates_from_below(level, charged):
    assert [plate.is_on for plate in plates(level)] == [True] * charged + [False] * (4 - charged)


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_drawn_is_one_line_of_characters_that_xml_can_hold(text):
    from xml.etree import ElementTree
    from xml.sax.saxutils import escape

    line = drawable(text)

    assert ElementTree.fromstring(f"<t>{escape(line)}</t>").text == (line or None)
    assert line == " ".join(line.split())


def test_what_turns_the_direction_of_a_text_is_left_out():
    assert drawable("Battery\u202e basics\u00ad for\x00all") == "Battery basics for all"


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.integers(100, 900))
def test_no_line_is_wider_than_there_is_room_and_no_word_is_lost(text, width):
    text = drawable(text)

    lines = wrapped(text, font=TEXT, size=40, width=width)

    assert all(width_of(line, font=TEXT, size=40) <= width for line in lines if len(line) > 2)
    unbroken = [line.replace("-", "") for line in lines]
    assert "".join(unbroken).replace(" ", "") == text.replace(" ", "").replace("-", "")


def test_a_compound_word_that_is_wider_than_a_line_is_broken_with_a_hyphen():
    lines = wrapped("Akkuteollisuusympäristöturvallisuuskoulutus", font=TEXT, size=40, width=300)

    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])


def test_what_does_not_fit_ends_with_an_ellipsis():
    assert shortened("Cells", font=TEXT, size=10, width=100) == "Cells"
    short = shortened("Cells and packs and everything", font=TEXT, size=10, width=100)
    assert short.endswith("…")
    assert width_of(short, font=TEXT, size=10) <= 100


def test_a_picture_of_few_colours_has_fewer_bytes_and_looks_the_same(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    whole, few = drawn(SVG, scale=4), drawn(SVG, scale=4, colours=8)

    assert len(few) < len(whole)
    assert Image.open(io.BytesIO(few)).convert("RGB").getpixel((9, 9)) == (0x1A, 0x82, 0x63)


def test_without_the_sites_fonts_pictures_are_drawn_all_the_same(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("courses.pictures.finders.find", lambda name: None)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert drawn(SVG, scale=1).startswith(b"\x89PNG")


@pytest.fixture
def variable_font(monkeypatch, tmp_path):
    """A woff2 file in place of the site's own, which come from npm: one glyph, and a name that nobody looks for."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Thin", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font.flavor = "woff2"
    file = tmp_path / "thin.woff2"
    builder.save(file)
    monkeypatch.setattr("courses.pictures.finders.find", lambda name: str(file))


def test_fonts_are_converted_when_the_site_is_set_up_and_once_only(variable_font, settings, monkeypatch):
    out = io.StringIO()

    call_command("prepare_fonts", stdout=out)

    assert out.getvalue() == f"The fonts of pictures are in {settings.COURSES_FONT_DIRECTORY}.\n"
    files = sorted(settings.COURSES_FONT_DIRECTORY.iterdir())
    assert [TTFont(file)["name"].getDebugName(1) for file in files] == [font.family for font in FONTS]
    assert [TTFont(file).flavor for file in files] == [None] * len(FONTS)
    monkeypatch.setattr("courses.pictures._convert", lambda *arguments: pytest.fail("It was converted again."))
    assert prepare_fonts() == settings.COURSES_FONT_DIRECTORY


def test_without_the_sites_fonts_setting_up_says_so(monkeypatch):
    monkeypatch.setattr("courses.pictures.finders.find", lambda name: None)
    out = io.StringIO()

    call_command("prepare_fonts", stdout=out)

    assert out.getvalue().startswith("Pictures are drawn in fonts of the system")


def test_a_font_file_that_is_broken_is_logged_and_passed_over(monkeypatch, settings, tmp_path, caplog):
    broken = tmp_path / "broken.woff2"
    broken.write_bytes(b"wOF2 and nothing else")
    monkeypatch.setattr("courses.pictures.finders.find", lambda name: str(broken))
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert drawn(SVG, scale=1).startswith(b"\x89PNG")
    assert "could not be converted" in caplog.text
