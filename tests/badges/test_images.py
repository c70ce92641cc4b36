import io

import pytest
from PIL import Image

from badges.images import STAGE_COLOURS, badge_png, badge_svg, code_size, fitted_title
from badges.models import Achievement
from courses.models import CompetenceArea


def an_achievement(**fields) -> Achievement:
    return Achievement(**{"name": "Inside a Cell", "code": "BAT101", "level": 4, "stage": "cross", **fields})


def test_every_stage_of_the_value_chain_has_its_colour():
    assert set(STAGE_COLOURS) == set(CompetenceArea.Stage.values)


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

    monkeypatch.setattr("courses.pictures._draw", lambda svg, **options: pytest.fail("It was drawn again."))
    assert badge_png(an_achievement()) == first
