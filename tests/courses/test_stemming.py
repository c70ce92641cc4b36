from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.stemming import ALGORITHMS, LONGEST_WORD, MOST_WORDS, searches_for, stem_of, tokens_of, words_of


def finds(query: str, text: str, language: str) -> bool:
    """Whether a back end that finds tokens by their beginnings finds the text."""
    tokens = tokens_of(text, language)
    return all(any(token.startswith(form) for form in forms for token in tokens) for forms in searches_for(query))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fi", "akku akun akkua akut akkujen akkuja akuissa akulla"),
        ("fi", "kenno kennon kennot kennoja kennojen kennoissa"),
        ("fi", "turvallisuus turvallisuuden turvallisuutta"),
        ("fi", "lataus latauksen latausta lataukset"),
        ("fi", "lämpö lämmön lämpöä"),
        ("fi", "tieto tiedon tietoa tietojen"),
        ("fi", "virta virran virtaa"),
        ("fi", "purkaminen purkamisen"),
        ("sv", "cell cellen celler cellerna"),
        ("sv", "säkerhet säkerheten säkerhetens"),
        ("sv", "elektrod elektroden elektroder elektroderna"),
        ("en", "battery batteries"),
        ("en", "recycling recycle recycled"),
        ("en", "measure measured measuring measurement"),
    ],
)
def test_every_form_of_a_word_finds_every_other(language, forms):
    forms = forms.split()

    assert {stem_of(form, language) for form in forms} == {stem_of(forms[0], language)}
    assert all(finds(typed, written, language) for typed in forms for written in forms)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("akku", "Akkukennot ja akkuteollisuus", "fi"),
        ("AKKU", "akkuteollisuus", "fi"),
        ("kennojen", "kennotehdas", "fi"),
        ("batteri", "Batteriindustrin", "sv"),
        ("batterierna", "batteriindustrin", "sv"),
        ("sahko", "Sähkön varastointi", "fi"),
        ("bat", "BAT101", ""),
        ("raaka-aineet", "Raaka-aine", "fi"),
    ],
)
def test_the_first_part_of_a_compound_and_the_beginning_of_a_word_find_it(query, text, language):
    assert finds(query, text, language)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("kenno", "akkukennot", "fi"),  # the last part of a compound
        ("akku kierrätys", "akku", "fi"),  # every word is wanted
        ("cellulose", "cells", "en"),
        ("elektrolyt", "elektrod", "sv"),
        ("ab", "abc", "en"),  # too short to be a beginning
    ],
)
def test_what_is_not_found(query, text, language):
    assert not finds(query, text, language)


def test_stems_of_one_language_do_not_find_words_of_another():
    assert stem_of("kennoissa", "fi") == "keno"
    assert finds("kennoissa", "keno", "fi")
    assert not finds("kennoissa", "keno", "sv")


@given(st.text(max_size=200), st.sampled_from([*ALGORITHMS, "", "de"]))
def test_a_text_finds_itself_and_tokens_are_letters_and_digits(text, language):
    tokens = tokens_of(text, language)

    assert all(token.isalnum() for token in tokens)
    assert finds(text, text, language)


@given(st.text())
def test_a_query_is_a_few_short_plain_words_whatever_it_holds(query):
    searches = searches_for(query)

    assert len(searches) <= MOST_WORDS
    assert all(form.isalnum() and len(form) <= 4 * LONGEST_WORD for forms in searches for form in forms)
    assert bool(searches) == bool(words_of(query))


def test_threads_that_stem_at_once_get_the_stems_of_their_own_words():
    words = ["turvallisuudesta", "akkussa", "kennoista", "lataamisen", "materiaalien", "sähköistä"] * 50
    alone = [stem_of.__wrapped__(word, "fi") for word in words]

    with ThreadPoolExecutor(4) as threads:
        together = [list(threads.map(lambda word: stem_of.__wrapped__(word, "fi"), words)) for _round in range(20)]

    assert all(stems == alone for stems in together)
