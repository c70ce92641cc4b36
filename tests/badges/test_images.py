import io

import pytest
from django.core.management import call_command
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import Image

from badges.images import FONTS, STAGE_COLOURS, badge_png, badge_svg, code_size, fitted_title, plates, prepare_fonts
from badges.models import Achievement
from courses.models import CompetenceArea


def an_achievement(**fields) -> Achievement:
    return Achievement(**{"name": "Inside a Cell", "code": "BAT101", "level": 4, "stage": "cross", **fields})


def test_every_stage_of_the_value_chain_has_its_colour():
    assert set(STAGE_COLOURS) == set(CompetenceArea.Stage.values)


@pytest.mark.parametrize(("level", "charged"), [(None, 0), (4, 1), (5, 2), (6, 3), (7, 4)])
def test_a_level_charges_its_plates_from_below(level, charged):
    assert [plate.is_on for plate in plates(level)] == [True] * charged + [False] * (4 - charged)


def test_a_picture_names_its_code_title_and_level():
    svg = badge_svg(an_achievement())

    assert ">BAT101</text>" in svg
    assert ">Inside a Cell</text>" in svg
    assert ">EQF 4</text>" in svg


def test_a_name_cannot_put_markup_into_the_picture():
    svg = badge_svg(an_achievement(name='<script>alert("1")</script>', code="<b>"))

    assert "<script" not in svg
    assert "<b>" not in svg


def test_a_long_name_and_code_get_smaller_and_then_shorter():
    assert code_size("BAT101", largest=27) == 27
    assert code_size("BAT101.M12", largest=27) < 27
    assert fitted_title("Inside a Cell") == ("Inside a Cell", 13)
    name, size = fitted_title("Learning-friendly Battery Employer of the Year")
    assert name.endswith("…")
    assert size >= 8.5


@pytest.mark.django_db
def test_a_picture_is_a_png_that_is_drawn_once(monkeypatch, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "images"}}
    first = badge_png(an_achievement())
    assert Image.open(io.BytesIO(first)).size == (880, 928)

    monkeypatch.setattr("badges.images._draw", lambda svg: pytest.fail("It was drawn again."))
    assert badge_png(an_achievement()) == first


def test_without_the_sites_fonts_badges_are_drawn_all_the_same(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("badges.images.finders.find", lambda name: None)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert badge_png(an_achievement()).startswith(b"\x89PNG")


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
    monkeypatch.setattr("badges.images.finders.find", lambda name: str(file))


def test_fonts_are_converted_when_the_site_is_set_up_and_once_only(variable_font, settings, monkeypatch):
    out = io.StringIO()

    call_command("prepare_badge_fonts", stdout=out)

    assert out.getvalue() == f"The fonts of badges are in {settings.BADGES_FONT_DIRECTORY}.\n"
    files = sorted(settings.BADGES_FONT_DIRECTORY.iterdir())
    assert [TTFont(file)["name"].getDebugName(1) for file in files] == [font.family for font in FONTS]
    assert [TTFont(file).flavor for file in files] == [None, None]
    monkeypatch.setattr("badges.images._convert", lambda *arguments: pytest.fail("It was converted again."))
    assert prepare_fonts() == settings.BADGES_FONT_DIRECTORY


def test_without_the_sites_fonts_setting_up_says_so(monkeypatch):
    monkeypatch.setattr("badges.images.finders.find", lambda name: None)
    out = io.StringIO()

    call_command("prepare_badge_fonts", stdout=out)

    assert out.getvalue().startswith("Badges are drawn in fonts of the system")


def test_a_font_file_that_is_broken_is_logged_and_passed_over(monkeypatch, settings, tmp_path, caplog):
    broken = tmp_path / "broken.woff2"
    broken.write_bytes(b"wOF2 and nothing else")
    monkeypatch.setattr("badges.images.finders.find", lambda name: str(broken))
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert badge_png(an_achievement()).startswith(b"\x89PNG")
    assert "could not be converted" in caplog.text
