"""Every word that is shown to people is there in Finnish and Swedish. The catalogues are read, nothing is mocked."""

import re
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import timezone, translation
from django.utils.formats import date_format

from home.messages import FOLDERS, LANGUAGES, catalogue_path, compile_messages, messages_of, read_catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
ENGLISH_QUOTES = re.compile("[“‘]")

each_catalogue = pytest.mark.parametrize(("app", "language"), [(app, code) for app in FOLDERS for code in LANGUAGES])


def said_in(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the singular and the plural of a message, or its only form."""
    return (text,) if isinstance(text, str) else tuple(text)


def key_of(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


@each_catalogue
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(app, language):
    said = {key_of(message) for message in said_in(messages_of(app))}
    held = {key_of(message) for message in said_in(read_catalogue(catalogue_path(app, language)))}

    assert held == said, "run make messages, then translate what came in empty"


@each_catalogue
def test_every_message_is_translated_and_none_is_a_guess(app, language):
    catalogue = read_catalogue(catalogue_path(app, language))

    assert [message.id for message in said_in(catalogue) if not all(forms(message.string)) or message.fuzzy] == []


@each_catalogue
def test_a_plural_has_both_forms(app, language):
    plurals = [message for message in said_in(read_catalogue(catalogue_path(app, language))) if message.pluralizable]

    assert [message.id for message in plurals if len(forms(message.string)) != 2] == []


@each_catalogue
def test_a_translation_has_the_placeholders_of_its_message(app, language):
    def placeholders(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        (message.id, message.string)
        for message in said_in(read_catalogue(catalogue_path(app, language)))
        for source, translated in zip(forms(message.id), forms(message.string), strict=True)
        if placeholders(source) != placeholders(translated)
    ]

    assert wrong == []


@each_catalogue
def test_quotation_marks_are_those_of_the_language(app, language):
    catalogue = read_catalogue(catalogue_path(app, language))

    assert [message.string for message in said_in(catalogue) if ENGLISH_QUOTES.search(str(message.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_two_apps_is_translated_alike(language):
    # Django pours all catalogues into one, so that of two translations only one is ever shown.
    translations: dict[tuple[str | None, str], set[tuple[str, ...]]] = defaultdict(set)
    for app in FOLDERS:
        for message in said_in(read_catalogue(catalogue_path(app, language))):
            translations[key_of(message)].add(forms(message.string))

    assert [(key, found) for key, found in translations.items() if len(found) > 1] == []


@pytest.mark.parametrize(("app", "language"), [("badges", code) for code in LANGUAGES])
def test_our_badges_are_not_called_by_the_name_of_the_national_ones(app, language):
    catalogue = read_catalogue(catalogue_path(app, language))
    taken = re.compile("osaamismerk|kompetensmärke", re.IGNORECASE)

    assert [message.string for message in said_in(catalogue) if taken.search(str(message.string))] == []


@pytest.mark.parametrize(("language", "word"), [("fi", "Ilmoittaudu"), ("sv", "Anmäl dig"), ("en", "Enrol")])
def test_what_is_compiled_is_what_is_shown(language, word):
    compile_messages()

    with translation.override(language):
        assert translation.gettext("Enrol") == word


@pytest.mark.parametrize(
    ("language", "written", "short"),
    [
        ("en", "24 November 2026, 14:05", "24 Nov 2026"),
        ("fi", "24. marraskuuta 2026 kello 14.05", "24.11.2026"),
        ("sv", "24 november 2026 kl. 14.05", "24.11.2026"),
    ],
)
def test_dates_read_as_people_write_them_here(language, written, short):
    moment = timezone.localtime(datetime(2026, 11, 24, 12, 5, tzinfo=UTC))

    with translation.override(language):
        assert date_format(moment, "DATETIME_FORMAT") == written
        assert date_format(moment, "SHORT_DATE_FORMAT") == short
