"""Words as the search of the catalogue compares them: by their stems in Finnish, Swedish and English, and as typed.

What is searched is a list of tokens, each a word or a stem with a sign before it that says which, and where it stood.
A back end that finds whole tokens and beginnings of tokens can search them, whatever it knows of languages; both
SQLite's FTS5 and PostgreSQL's text search do. Stems are those of Snowball (https://snowballstem.org). Finnish and
Swedish ones are folded further: Snowball leaves apart what consonant gradation divides, and some definite forms.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

import snowballstemmer

ALGORITHMS = {"fi": "finnish", "sv": "swedish", "en": "english"}
COMPOUNDING = ("fi", "sv")
"""Languages that write compounds as one word, so that a stem may be the first part of a longer one."""
LONGEST_WORD = 40
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
"""Letters of a typed word from which on it also finds longer words that begin with it."""

_WORD = re.compile(r"[^\W_]+")
_ENDING_SET_OFF = re.compile(r"(?<=[^\W_])(?:['’]s|:[a-zåäö]{1,4})\b")
"""battery's, EU:n."""
_END = "9"
"""Ends each token. A beginning is searched without it, a whole word with it."""
_TITLE, _ANYWHERE = "2", "1"
SHORTEST_FIRST_PART = {_TITLE: 3, _ANYWHERE: 4}
"""Letters of a stem from which on it also finds compounds. In all the words of a course, of three too much is found."""

_DOUBLED = re.compile(r"([bdfghjklmnpqrstvwxz])\1")
_WEAK_GRADE = (("d", "t"), ("mp", "m"), ("nt", "n"), ("lt", "l"), ("rt", "r"), ("nk", "ng"))
"""tieto : tiedon, lämpö : lämmön, hinta : hinnan, valta : vallan, virta : virran, kaupunki : kaupungin."""
_STEM_IN_S = re.compile(r"(?<=[uyoö])(?:ks|s|t)$|(?<=i)[ns]$|(?<=[uy])uks$")
"""lataus : latauksen : latausta, turvallisuus : turvallisuuden : turvallisuutta, purkaminen : purkamisen."""

_DEFINITE = re.compile(r"(?<=\w{4})et$|(?<=[aeiouyåäö])n$|(?<=el)n$")
"""batteriet, råvaran, regeln: endings that Snowball leaves on a Swedish word."""
_LEFT_OF_STEM = re.compile(r"(?<=\w{3})[ae]$|(?<=\w{3})s$|(?<=([mn]))\1$")
"""råvara : råvar, kurs : kur, ström : strömm."""

_stemmers = {language: snowballstemmer.stemmer(name) for language, name in ALGORITHMS.items()}
# A stemmer keeps the word that it is at in itself, and threads share it.
_one_at_a_time = Lock()


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case: letters and digits, nothing else. Each at most 40 characters long."""
    composed = _ENDING_SET_OFF.sub("", unicodedata.normalize("NFKC", text).casefold())
    return [word[:LONGEST_WORD] for word in _WORD.findall(composed)]


@lru_cache(maxsize=50_000)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a word in lower case, without its diacritics; the word when the language is none of ours."""
    if language not in _stemmers:
        return _plain(word)
    with _one_at_a_time:
        stem = _stemmers[language].stemWord(word)
    return _plain(_FOLDS[language](stem)) or _plain(word)


def tokens_of(text: str, language: str, *, is_title: bool = False) -> set[str]:
    """Return what a text in ``language`` is found by. ``language`` empty: by its words alone, as for a code or name."""
    places = (_ANYWHERE, _TITLE) if is_title else (_ANYWHERE,)
    found = set()
    for word in set(words_of(text)):
        keys = {f"w{_plain(word)}"}
        if language in ALGORITHMS:
            keys.add(f"{language[0]}{stem_of(word, language)}")
        found |= {f"{key[0]}{place}{key[1:]}{_END}" for key in keys for place in places}
    return found


def searches_for(query: str, *, in_title: bool = False) -> list[list[str]]:
    """Return for each of the first eight words of a query the beginnings of tokens of which one must be there.

    A word is looked for in every language: what is typed says nothing about the one it is in.
    """
    place = _TITLE if in_title else _ANYWHERE
    return [_beginnings(word, place) for word in dict.fromkeys(words_of(query)[:MOST_WORDS])]


def _beginnings(word: str, place: str) -> list[str]:
    typed = _plain(word)
    found = [f"w{place}{typed}{'' if len(typed) >= SHORTEST_BEGINNING else _END}"]
    for language in ALGORITHMS:
        stem = stem_of(word, language)
        is_first_part = language in COMPOUNDING and len(stem) >= SHORTEST_FIRST_PART[place]
        found.append(f"{language[0]}{place}{stem}{'' if is_first_part else _END}")
    return found


def _folded_finnish(stem: str) -> str:
    """Return a Finnish stem with both grades and all stems in -s made one."""
    for strong, weak in _WEAK_GRADE:
        stem = stem.replace(strong, weak)
    return _STEM_IN_S.sub("", _DOUBLED.sub(r"\1", stem))


def _folded_swedish(stem: str) -> str:
    """Return a Swedish stem without the endings of definite forms, and with one vowel or none in -el."""
    shorter = _LEFT_OF_STEM.sub("", _DEFINITE.sub("", stem))
    return f"{shorter[:-2]}l" if shorter.endswith("el") and len(shorter) > 4 else shorter


_FOLDS: dict[str, Callable[[str], str]] = {"fi": _folded_finnish, "sv": _folded_swedish, "en": str}


def _plain(word: str) -> str:
    """Return a word without its diacritics, which FTS5 leaves out as well: on a foreign keyboard ä is typed as a."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
