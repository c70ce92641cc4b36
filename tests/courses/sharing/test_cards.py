"""The picture beside a shared link."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import PageViewRestriction

from courses.sharing.cards import TEXT_WIDTH, Card, card_of, card_png, card_svg
from tests.courses.translated import translate

NAMESPACE = "{http://www.w3.org/2000/svg}"


def texts(card: Card) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(card_svg(card)).iter(f"{NAMESPACE}text")]


def address_of(page, card=None) -> str:
    return reverse("courses_sharing:picture", args=(page.pk, (card or card_of(page)).digest))


# What it says


def test_the_picture_of_a_course_says_what_it_is_who_gives_it_and_how_much_it_asks(course):
    card = card_of(course)

    assert card.title == "Battery basics"
    assert card.over == "BAT101"
    assert card.level == 4
    assert card.facts == "54 hours · 2 competence points (osp)"
    assert card.provider == "Merikaari"


def test_it_speaks_the_language_of_the_page_whoever_asks(course):
    finnish = translate(course, title="Akun perusteet")

    card = card_of(finnish)

    assert (card.language, card.title) == ("fi", "Akun perusteet")
    assert card.facts.startswith("54 tuntia")


def test_an_invented_provider_is_said_to_be_one(course, organisation):
    assert "fictional" in card_of(course).note

    organisation.is_fictional = False
    organisation.save()
    course.refresh_from_db()

    assert card_of(course).note == ""


def test_a_module_and_a_lesson_name_their_course(course, module):
    lesson = module.get_children().first().specific

    assert (card_of(module).over, card_of(module).facts) == ("BAT101 M1", "Battery basics")
    assert (card_of(lesson).title, card_of(lesson).facts) == ("Parts of a cell", "Battery basics")


def test_another_page_has_the_picture_of_the_site(index):
    card = card_of(index)

    assert (card.title, card.facts, card.site, card.level) == ("Courses", "All of them.", "Kenno", None)


# How it is drawn


def test_it_is_as_large_as_others_show_whole(course):
    assert Image.open(io.BytesIO(card_png(card_of(course)))).size == (1200, 630)


def test_a_long_finnish_title_is_set_in_lines_and_none_of_it_is_lost():
    card = Card(title="Kemikaali-, kuivahuone- ja akkupaloturvallisuus litiumioniakkujen valmistuksessa")

    assert "".join(texts(card)).replace(" ", "") == card.title.replace(" ", "")
    assert len(texts(card)) > 2


def test_a_title_that_no_picture_could_hold_ends_with_an_ellipsis():
    drawn = texts(Card(title="Turvallisuus ja laatu " * 30))

    assert len(drawn) <= 6
    assert any(line.endswith("…") for line in drawn)


ANY = st.text(st.characters(codec="utf-8"), max_size=300)


@given(ANY, ANY, ANY, ANY)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_document_that_is_well_formed(title, over, facts, provider):
    svg = ElementTree.fromstring(card_svg(Card(title=title, over=over, facts=facts, provider=provider)))

    assert {found.tag.removeprefix(NAMESPACE) for found in svg.iter()} <= {"svg", "rect", "g", "polygon", "text"}


@pytest.mark.parametrize(
    "title", ['<script>alert("1")</script>', "电池基础知识课程介绍", "أساسيات البطاريات", "🔋" * 40, "", "\x00\x08"]
)
def test_hostile_and_foreign_titles_are_drawn(title):
    assert card_png(Card(title=title)).startswith(b"\x89PNG")


# Where it is


def test_its_address_changes_with_what_it_says_and_with_nothing_else(course):
    card = card_of(course)

    assert card_of(course).digest == card.digest
    for change in ({"title": "Other"}, {"provider": "Other"}, {"level": 5}, {"note": ""}, {"language": "fi"}):
        assert replace(card, **change).digest != card.digest


def test_it_is_kept_for_ever_by_whoever_has_it(client, course):
    response = client.get(address_of(course))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content == card_png(card_of(course))


def test_the_address_of_an_older_picture_leads_to_the_one_of_now(client, course):
    old = address_of(course)
    course.title = "Battery basics for everyone"
    course.save()

    response = client.get(old)

    assert response.status_code == 302
    assert response.headers["Location"] == address_of(course)
    assert "immutable" not in response.headers["Cache-Control"]


def test_nothing_is_drawn_for_an_address_that_somebody_made_up(client, course, monkeypatch):
    monkeypatch.setattr("courses.sharing.views.card_png", lambda card: pytest.fail("It was drawn."))

    assert client.get(address_of(course, Card(title="Made up"))).status_code == 302


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict above", "delete"])
def test_what_not_everybody_may_read_has_no_picture(client, course, index, hide):
    address = address_of(course)

    if hide == "unpublish":
        course.unpublish()
    elif hide == "delete":
        course.delete()
    else:
        page = index if hide.endswith("above") else course
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(address).status_code == 404


def test_no_line_is_wider_than_its_place():
    from courses.pictures import DISPLAY, width_of
    from courses.sharing.cards import _title

    size, lines = _title("Akkuteollisuusympäristöturvallisuuskoulutuskokonaisuus ja muuta")

    assert all(width_of(line, font=DISPLAY, size=size) <= TEXT_WIDTH for line in lines)
