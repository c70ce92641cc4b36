"""Loads the translations of the demonstration as wagtail-localize would have made them, to be gone on with there.

TRANSLATING.md says which files there are. What has none stays untranslated. A file that does not fit its original is
refused with the place where it does not.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courses.models import (
    CourseIndexPage,
    CoursePage,
    H5PContent,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Organisation,
    Quiz,
)
from home.models import HomePage, TextPage
from home.text_pages import text_page

from .lessons import activity_in, lesson_body, quiz_of
from .reading import read_translation
from .words import front_page_words, rich


class MisfitTranslation(ValueError):
    """A translation does not have the texts of its original. Says in which file, and where in it."""


@dataclass
class LoadedCourse:
    """A course with lessons, and what its files became: quizzes and activities by key, all by file."""

    page: CoursePage
    quizzes: dict[str, Quiz] = field(default_factory=dict)
    activities: dict[str, H5PContent] = field(default_factory=dict)
    files: dict[str, Quiz | H5PContent | LessonPage] = field(default_factory=dict)


def load_translations(
    language: str,
    *,
    courses: Mapping[str, CoursePage],
    written: Mapping[str, LoadedCourse],
    organisations: dict[str, Organisation],
) -> int:
    """Load what is translated into ``language``; return the number of pages, quizzes and activities.

    ``courses`` and ``written`` are all courses, and those with lessons, by code. Raises MisfitTranslation.
    """
    locale = Locale.objects.get(language_code=language)
    done = 0
    site = read_translation("site.yaml", language=language)
    if site is not None:
        for original, twin in [*_site(site, courses=courses), *_texts_of_law(site, language=language)]:
            translate(original, twin, into=locale, file=f"{language}/site.yaml")
            done += 1
    texts = read_translation("course_texts.yaml", language=language) or {}
    for code, words in texts.items():
        for original, twin in _course(courses[code], words):
            translate(original, twin, into=locale, file=f"{language}/course_texts.yaml, {code}")
            done += 1
        if code in written:
            done += _load_lessons(written[code], words["modules"], locale=locale, organisations=organisations)
    return done


def translate(original: Model, twin: Model, *, into: Locale, file: str) -> Any:
    """Make the translation of ``original`` that says what ``twin`` says, published, and return it.

    ``twin`` is not saved, and has the ids of ``original`` in its blocks. Raises MisfitTranslation.
    """
    words = _paired(original, twin, file=file)
    source, _is_new = TranslationSource.update_or_create_from_instance(original)
    translation = Translation.objects.create(
        source=source, target_locale=into, translations_last_updated_at=timezone.now()
    )
    known = {}
    for segment in source.stringsegment_set.select_related("string", "context"):
        known[segment.context.path, segment.string.data] = segment
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of_id=known[place].string_id,
            context_id=known[place].context_id,
            locale=into,
            data=text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        for place, text in words.items()
    )
    # What wagtail-localize publishes, it publishes after the commit: too late for what is translated below it.
    translation.save_target(publish=not isinstance(original, Page))
    made = translation.get_target_instance()
    if isinstance(made, Page):
        made.get_latest_revision().publish()
        made.refresh_from_db()
    return made


def _paired(original: Model, twin: Model, *, file: str) -> dict[tuple[str, str], str]:
    """Return the translation of each text, by its place and by what it says in the original."""
    texts, own = _texts(original), _texts(twin)
    for place in [*texts, *own]:
        count, found = len(texts.get(place, ())), len(own.get(place, ()))
        if count != found:
            raise MisfitTranslation(
                f"{file}: {_described(original, place)} has {found} texts, and the original has {count}."
            )
    templates, own_templates = _templates(original), _templates(twin)
    for place in templates:
        if templates[place] != own_templates.get(place):
            raise MisfitTranslation(f"{file}: {_described(original, place)} has other tags than the original.")
    return {
        (place, text): translated
        for place, found in texts.items()
        for text, translated in zip(found, own[place], strict=True)
    }


def _texts(instance: Model) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return dict(found)


def _templates(instance: Model) -> dict[str, str]:
    return {
        segment.path: segment.template
        for segment in extract_segments(instance)
        if isinstance(segment, TemplateSegmentValue)
    }


def _described(original: Model, place: str) -> str:
    """Return where a text stands, in words: which field, and in which block, counted from 1."""
    name, _dot, rest = place.partition(".")
    for blocks in ("body", "questions"):
        if name == blocks:
            block_id, _dot, inside = rest.partition(".")
            for number, block in enumerate(getattr(original, blocks), start=1):
                if block.id == block_id:
                    return f"block {number} ({block.block_type}) of {name}{f', {inside}' if inside else ''}"
    return place


def _site(words: dict[str, Any], *, courses: Mapping[str, CoursePage]) -> Iterator[tuple[Model, Model]]:
    home = HomePage.objects.get(locale__language_code="en")
    catalogue = CourseIndexPage.objects.get(locale=home.locale, organisation=None)
    yield (
        home,
        HomePage(title=home.title, slug=home.slug, **front_page_words(words, catalogue=catalogue, courses=courses)),
    )
    yield (
        catalogue,
        CourseIndexPage(title=words["courses"]["title"], slug=catalogue.slug, intro=rich(words["courses"]["intro"])),
    )
    # The name of a provider is the same in every language.
    for index in CourseIndexPage.objects.filter(locale=home.locale).exclude(organisation=None):
        yield index, CourseIndexPage(title=index.title, slug=index.slug)


def _texts_of_law(words: dict[str, Any], *, language: str) -> Iterator[tuple[Model, Model]]:
    for page in TextPage.objects.filter(locale__language_code="en").exclude(topic=""):
        yield page, text_page(page.topic, language=language, facts=words["law"])


def _course(course: CoursePage, words: dict[str, Any]) -> Iterator[tuple[Model, Model]]:
    yield (
        course,
        CoursePage(
            title=words["title"],
            slug=course.slug,
            intro=rich(words["intro"]),
            audience=words["for_whom"],
            how=words["how"],
        ),
    )
    for module in ModulePage.objects.child_of(course):
        if (own := words["modules"].get(module.code)) is not None:
            outcomes = [
                LearningOutcome(translation_key=outcome.translation_key, text=own["outcomes"].get(outcome.code, ""))
                for outcome in module.outcomes.all()
            ]
            yield (
                module,
                ModulePage(title=own["title"], slug=module.slug, summary=own["summary"], outcomes=outcomes),
            )


def _load_lessons(
    course: LoadedCourse, modules: Mapping[str, Any], *, locale: Locale, organisations: dict[str, Organisation]
) -> int:
    """Translate what has a file: activities and quizzes first, so that lessons lead to them."""
    done = 0
    language, code = locale.language_code, course.page.code
    for file, original in sorted(course.files.items(), key=lambda one: isinstance(one[1], LessonPage)):
        written = read_translation(file, language=language)
        if written is None:
            continue
        twin: Model
        if isinstance(original, Quiz):
            twin = quiz_of(written, course=code)
        elif isinstance(original, H5PContent):
            twin = activity_in(language, written, original=original)
        elif written["module"] not in modules:
            raise MisfitTranslation(f"{language}/{file}: module {written['module']} is not in course_texts.yaml.")
        else:
            lead, body = lesson_body(
                written, quizzes=course.quizzes, activities=course.activities, organisations=organisations
            )
            twin = LessonPage(title=written["title"], slug=original.slug, lead=lead, body=body)
        translate(original, twin, into=locale, file=f"{language}/{file}")
        done += 1
    return done
