"""The checks of ``wcag`` find what they are for, on pages that are made wrong, and nothing on those that are right."""

import pytest

from tests.browser import wcag

pytestmark = pytest.mark.browser

BUTTON = "<main><p>A few words</p><button>Send</button></main>"

FAULTY = {
    "lost": (wcag.lost_at_zoom, "<style>@media (max-width: 400px) { button { display: none } }</style>" + BUTTON),
    "moves": (wcag.moves, "<style>button { transition: opacity 1s }</style>" + BUTTON),
    "turns": (wcag.moves, "<style>@keyframes t { to { rotate: 1turn } } p { animation: t 2s }</style>" + BUTTON),
    "cut off": (wcag.cut_off, "<style>p { height: 4px; overflow: hidden }</style>" + BUTTON),
    "without a ring": (wcag.unseen_in_forced_colours, "<style>:focus-visible { outline: none }</style>" + BUTTON),
    "without an edge": (wcag.unseen_in_forced_colours, "<style>button { border: 0; background: red }</style>" + BUTTON),
    "behind": (
        wcag.obscured,
        "<style>i { position: fixed; inset: 0; background: white }</style>" + BUTTON + "<i></i>",
    ),
}  # fmt: skip


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 1024})
    yield page
    page.close()


@pytest.mark.parametrize("name", FAULTY)
def test_it_finds_the_fault(page, name):
    check, markup = FAULTY[name]
    page.set_content(markup)

    assert check(page)


@pytest.mark.parametrize("name", FAULTY)
def test_it_finds_nothing_where_there_is_none(page, name):
    check, _markup = FAULTY[name]
    page.set_content("<style>:focus-visible { outline: 3px solid }</style>" + BUTTON)

    assert check(page) == []


def test_a_box_of_fixed_height_cuts_off_text_that_a_reader_sets_wider(page):
    page.set_content("<style>button { width: 5em; height: 1.6em; overflow: hidden }</style><button>Send it</button>")
    assert wcag.cut_off(page) == []

    with wcag.wider_text(page):
        assert wcag.cut_off(page)

    assert wcag.cut_off(page) == []
