"""Translations of the demonstration: each file fits its original, and what is loaded can be worked on in the admin."""

import re
from pathlib import Path

import pytest
import yaml
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from courses.models import CoursePage, H5PContent, LessonPage, ModulePage, Quiz
from courses.quizzes.reading import questions_of
from home.demo import reading
from home.demo.loading import load_demo
from home.demo.translating import MisfitTranslation, load_translations

CONTENT = reading.CONTENT
LANGUAGES = ("fi", "sv")

#: Fields whose value is the same in every language.
KEPT = {
    *("course", "module", "slug", "key", "id", "kind", "type", "tone", "ref", "file", "org", "minutes", "outcome"),
    *("learning_outcomes", "required", "row_headers", "pass_mark", "attempts", "tolerance", "correct", "multiple"),
    *("pass_percentage", "to"),
}
#: Files that have the shape of their original. ``course_texts.yaml`` has one of its own.
PAIRS = {
    f"{language}/{path.relative_to(CONTENT / language).as_posix()}": (path, language)
    for language in LANGUAGES
    for path in sorted((CONTENT / language).rglob("*.yaml"))
    if path.name != "course_texts.yaml"
}

every_pair = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)


def misfits(original, translation, place="") -> list[str]:
    """Return where a translation differs from its original in more than words."""
    if type(original) is not type(translation):
        return [f"{place}: {type(original).__name__} became {type(translation).__name__}"]
    if isinstance(original, dict):
        if list(original) != list(translation):
            return [f"{place}: {list(original)} became {list(translation)}"]
        return [
            problem
            for name in original
            for problem in (
                [f"{place}.{name}: {original[name]!r} became {translation[name]!r}"]
                if name in KEPT and original[name] != translation[name]
                else misfits(original[name], translation[name], f"{place}.{name}")
            )
        ]
    if isinstance(original, list):
        if len(original) != len(translation):
            return [f"{place}: {len(original)} became {len(translation)}"]
        pairs = enumerate(zip(original, translation, strict=True))
        return [found for number, (one, own) in pairs for found in misfits(one, own, f"{place}[{number}]")]
    if isinstance(original, str):
        if bool(original.strip()) != bool(translation.strip()):
            return [f"{place}: only one of the two is empty"]
        tags = [re.findall(r"</?(?:ul|ol|li|p)\b", text) for text in (original, translation)]
        return [] if tags[0] == tags[1] else [f"{place}: tags {tags[0]} became {tags[1]}"]
    return [] if original == translation else [f"{place}: {original!r} became {translation!r}"]


@every_pair
def test_a_translation_has_the_shape_of_its_original(pair):
    path, language = pair
    original = CONTENT / path.relative_to(CONTENT / language)

    assert original.is_file(), f"{path} translates nothing"
    assert misfits(yaml.safe_load(original.read_text()), yaml.safe_load(path.read_text())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translated_course_has_its_words_and_those_of_each_module(language):
    path = CONTENT / language / "course_texts.yaml"
    texts = yaml.safe_load(path.read_text()) if path.is_file() else {}
    courses = {course["code"]: course for course in reading.read_json("courses.json")}

    for code, words in texts.items():
        assert set(words) == {"title", "intro", "for_whom", "how", "modules"}
        modules = {module["code"]: module for module in courses[code]["modules"]}
        assert set(words["modules"]) <= set(modules)
        for module, own in words["modules"].items():
            assert set(own) == {"title", "summary", "outcomes"}
            wanted = {outcome["id"] for outcome in modules[module]["learning_outcomes"]}
            assert set(own["outcomes"]) == wanted, (code, module)


@pytest.mark.parametrize(
    "changed",
    [
        {"minutes": 41},
        {"blocks": [{"type": "lead", "text": "Alku"}]},
        {"blocks": [{"type": "lead", "text": "Alku"}, {"type": "heading", "text": ""}]},
        {"blocks": [{"type": "lead", "text": "Alku"}, {"type": "callout", "text": "Otsikko"}]},
    ],
)
def test_what_differs_in_more_than_words_is_found(changed):
    original = {
        "title": "Parts",
        "minutes": 40,
        "blocks": [{"type": "lead", "text": "Start"}, {"type": "heading", "text": "A heading"}],
    }
    translation = {
        "title": "Osat",
        "minutes": 40,
        "blocks": [{"type": "lead", "text": "Alku"}, {"type": "heading", "text": "Otsikko"}],
    }

    assert misfits(original, translation) == []
    assert misfits(original, translation | changed) != []


# Loading


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A copy of the content with nothing translated, for a test to translate some of it."""
    content = tmp_path / "content"
    content.mkdir()
    for path in CONTENT.iterdir():
        if path.name not in LANGUAGES:
            (content / path.name).symlink_to(path)
    monkeypatch.setattr(reading, "CONTENT", content)
    return content


def put(folder: Path, name: str, words) -> None:
    path = folder / "fi" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")


def finnish(value, name=""):
    """Return the same with every text for people changed."""
    if isinstance(value, dict):
        return {key: one if key in KEPT else finnish(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [finnish(one, name) for one in value]
    if isinstance(value, str) and value and name != "html":
        return f"fi: {value}"
    return value


@pytest.fixture
def translated(folder):
    """Module M1 of BAT101 without its last lesson, all its quizzes but one, and the words of the site."""
    site = reading.read_yaml("site.yaml")
    put(folder, "site.yaml", finnish(site))
    module = next(c for c in reading.read_json("courses.json") if c["code"] == "BAT101")["modules"][0]
    words = {
        "title": "Perusteet",
        "intro": "Johdanto",
        "for_whom": "Kaikille",
        "how": "Verkossa",
        "modules": {
            "M1": {
                "title": "Kennon sisällä",
                "summary": "Lyhyesti",
                "outcomes": {one["id"]: f"fi: {one['text']}" for one in module["learning_outcomes"]},
            }
        },
    }
    put(folder, "course_texts.yaml", {"BAT101": words})
    for name, written in [*reading.read_folder("bat101/m1").items()][:-1]:
        put(folder, name, finnish(written))
    for kind in ("quizzes", "h5p"):
        for name, written in reading.read_folder(f"bat101/{kind}").items():
            if written["key"].startswith("m1-") and written["key"] != "m1-module":
                put(folder, name, finnish(written))
    return folder


@pytest.fixture
def demo(db, settings, tmp_path):
    """Return a function that loads the demonstration, and what was said meanwhile."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BADGES_KEY_DIRECTORY = tmp_path / "keys"

    def load():
        said = []
        load_demo(say=said.append)
        return said

    return load


def test_what_has_a_file_is_translated_and_published_and_the_rest_is_not(translated, demo):
    demo()

    finnish_pages = Page.objects.filter(locale__language_code="fi")
    assert not finnish_pages.filter(live=False).exists()
    assert not finnish_pages.filter(alias_of__isnull=False).exists()
    course = CoursePage.objects.get(locale__language_code="fi")
    assert (course.title, course.code, course.how) == ("Perusteet", "BAT101", "Verkossa")
    module = ModulePage.objects.get(locale__language_code="fi")
    assert [outcome.text[:4] for outcome in module.outcomes.all()] == ["fi: "] * module.outcomes.count()
    original = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")
    lessons = LessonPage.objects.child_of(module)
    assert lessons.count() == LessonPage.objects.child_of(original).count() - 1
    assert all(lesson.title.startswith("fi: ") and lesson.lead.startswith("fi: ") for lesson in lessons)
    assert not Page.objects.filter(locale__language_code="sv").exists()


def test_translated_lessons_hold_translated_quizzes_with_the_same_questions(translated, demo):
    demo()

    quizzes = Quiz.objects.filter(locale__language_code="fi")
    assert quizzes.count() == 2
    for quiz in quizzes:
        original = Quiz.objects.get(translation_key=quiz.translation_key, locale__language_code="en")
        assert [question.id for question in questions_of(quiz)] == [question.id for question in questions_of(original)]
        assert all(question.prompt.startswith("fi: ") for question in questions_of(quiz))
    held = {
        block.value["quiz"]
        for lesson in LessonPage.objects.filter(locale__language_code="fi")
        for block in lesson.body
        if block.block_type == "quiz"
    }
    assert held == set(quizzes)
    assert H5PContent.objects.filter(locale__language_code="fi").count() == 2
    assert "Tarkista" in str(H5PContent.objects.filter(locale__language_code="fi").first().params)


def test_a_translator_finds_finished_translations(translated, demo):
    demo()

    assert Translation.objects.count() > 10
    for translation in Translation.objects.all():
        total, done = translation.get_progress()
        assert done == total > 0, translation.source.object_repr


def test_a_lesson_that_does_not_fit_is_refused_with_its_place_and_nothing_is_loaded(translated, demo):
    name, written = next(iter(reading.read_folder("bat101/m1").items()))
    number = next(place for place, block in enumerate(written["blocks"]) if block["type"] == "definition")
    own = finnish(written)
    own["blocks"][number]["term"] = ""
    put(translated, name, own)

    with pytest.raises(MisfitTranslation, match=rf"fi/{name}: block {number} \(definition\) of body, term has 0 texts"):
        demo()

    assert not CoursePage.objects.exists()


def test_a_lesson_of_a_module_without_words_is_refused(translated, demo):
    name, written = next(iter(reading.read_folder("bat101/m2").items()))
    put(translated, name, finnish(written))

    with pytest.raises(MisfitTranslation, match=r"module M2 is not in course_texts\.yaml"):
        demo()


def test_a_language_without_files_has_nothing_to_load(folder, db):
    Locale.objects.get_or_create(language_code="sv")

    assert load_translations("sv", courses={}, written={}, organisations={}) == 0
