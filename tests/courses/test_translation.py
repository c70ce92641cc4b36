"""What wagtail-localize makes of our content: which texts are segments, and that all of it comes back whole."""

import io
import uuid

import pytest
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courses.activities import in_language_of
from courses.drawings import drawing, drawing_choices
from courses.h5p.content_types import build_package
from courses.h5p.importing import import_package
from courses.h5p.player import player_document
from courses.models import (
    Competence,
    CompetenceArea,
    CompetencyFramework,
    H5PContent,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Quiz,
)
from courses.quizzes.grading import grade
from courses.quizzes.presentation import present
from courses.quizzes.reading import questions_of
from courses.seams import ActivityRecord
from tests.courses.translated import locale_of

pytestmark = pytest.mark.django_db


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def item(value):
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def texts(instance) -> list[str]:
    """Return the texts that a translator gets to see, in order."""
    return [found.string.data for found in extract_segments(instance) if isinstance(found, StringSegmentValue)]


def translate_all(instance, *, into="fi", words=lambda text: f"fi: {text}", publish=True):
    """Translate every text as a translator does in the admin, and return what was made of it."""
    source, _is_new = TranslationSource.update_or_create_from_instance(instance)
    translation, _is_new = Translation.objects.get_or_create(source=source, target_locale=locale_of(into))
    for segment in source.stringsegment_set.select_related("string"):
        text = segment.string.data
        if not segment.context.path.endswith("slug"):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": words(text)},
            )
    translation.save_target(publish=publish)
    return translation.get_target_instance()


@pytest.fixture
def quiz(index):
    options = [item({"text": text, "is_correct": text == "A separator", "feedback": f"{text}!"}) for text in PARTS]
    said = {"feedback_correct": "Right so.", "feedback_incorrect": "Not so."}
    return Quiz.objects.create(
        title="Parts",
        organisation=index.organisation,
        questions=[
            block("single_choice", {"prompt": "Which?", "options": options, **said}),
            block("several_answers", {"prompt": "Which ones?", "options": [item(o["value"]) for o in options], **said}),
            block(
                "numeric",
                {
                    "prompt": "How much?",
                    "answer": "3.7",
                    "tolerance": "0.1",
                    "unit": "V",
                    "unit_label": "volts",
                    **said,
                },
            ),
            block("ordering", {"prompt": "In which order?", "items": [item("first"), item("then")], **said}),
        ],
    )


PARTS = ("A separator", "A cathode")


@pytest.fixture
def activity(index, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    package = build_package(
        {
            "question": "<p>What is in <strong>H<sub>2</sub>O</strong>?</p><p>Choose.</p>",
            "multiple": False,
            "answers": [
                {"text": "Hydrogen &amp; oxygen", "correct": True, "feedback": "Yes."},
                {"text": "Iron", "correct": False, "feedback": ""},
            ],
            "behaviour": {"passPercentage": 80},
        },
        title="Water",
        language="en",
    )
    content = import_package(io.BytesIO(package), may_install_libraries=True, organisation=index.organisation)
    return H5PContent.objects.get(pk=content.pk)


@pytest.fixture
def lesson(course, quiz, activity, index):
    cells = [["Part", "Typical"], ["Foil", "3.5 µm"], ["", None]]
    page = LessonPage(
        title="Cells",
        slug="cells",
        minutes=30,
        lead="After this you can.",
        body=[
            block("heading", "A heading"),
            block("paragraph", "<p>Water is H<sub>2</sub>O, <b>always</b>.</p><ul><li>one</li><li>two</li></ul>"),
            block("image", {"image": None, "drawing": "charge", "alt": "Alternative", "caption": "Caption"}),
            block("definition", {"term": "Term", "text": "Meaning"}),
            block(
                "worked_example",
                {"title": "Sum", "given": "Two", "steps": [item("1 + 1"), item("= 2")], "answer": "Two, then"},
            ),
            block(
                "table",
                {
                    "data": cells,
                    "table_caption": "A table",
                    "first_row_is_table_header": True,
                    "first_col_is_header": True,
                    "table_header_choice": "both",
                    "cell": [],
                    "mergeCells": [],
                },
            ),
            block("callout", {"tone": "safety", "text": "Careful\nnow"}),
            block(
                "employer_voice", {"organisation": index.organisation_id, "text": "We need it.", "is_invented": True}
            ),
            block("self_check", {"prompt": "Do you know?", "expected": "I do."}),
            block("quiz", {"quiz": quiz.pk}),
            block("h5p", {"content": activity.pk, "is_required": True}),
        ],
    )
    module = ModulePage.objects.child_of(course).first()
    return LessonPage.objects.get(pk=module.add_child(instance=page).pk)


# Lessons


def test_every_text_of_a_lesson_is_for_the_translator_and_nothing_else_is(lesson):
    assert texts(lesson) == [
        "Cells",
        "cells",
        "After this you can.",
        "A heading",
        "Water is H<sub>2</sub>O, <b>always</b>.",
        "one",
        "two",
        "Alternative",
        "Caption",
        "Term",
        "Meaning",
        "Sum",
        "Two",
        "1 + 1",
        "= 2",
        "Two, then",
        "A table",
        "Part",
        "Typical",
        "Foil",
        "3.5 µm",
        "Careful<br/>now",
        "We need it.",
        "Do you know?",
        "I do.",
    ]


def test_a_translated_lesson_has_each_text_in_its_place_and_all_else_as_it_was(
    lesson, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        translate_all(lesson)

    finnish = LessonPage.objects.get(translation_key=lesson.translation_key, locale=locale_of("fi"))
    assert finnish.live
    assert (finnish.title, finnish.slug, finnish.minutes) == ("fi: Cells", "cells", 30)
    assert [b.id for b in finnish.body] == [b.id for b in lesson.body]
    value = {b.block_type: b.value for b in finnish.body}
    assert value["heading"] == "fi: A heading"
    assert value["paragraph"].source == (
        "<p>fi: Water is H<sub>2</sub>O, <b>always</b>.</p><ul><li>fi: one</li><li>fi: two</li></ul>"
    )
    assert value["image"]["drawing"] == "charge"
    assert value["image"]["caption"] == "fi: Caption"
    assert list(value["worked_example"]["steps"]) == ["fi: 1 + 1", "fi: = 2"]
    assert value["table"] == {
        **lesson.body[5].value,
        "table_caption": "fi: A table",
        "data": [["fi: Part", "fi: Typical"], ["fi: Foil", "fi: 3.5 µm"], ["", None]],
    }
    assert value["callout"]["tone"] == "safety"
    assert value["callout"]["text"] == "fi: Careful\nnow"
    assert value["employer_voice"]["is_invented"] is True


def test_a_translated_lesson_leads_to_what_is_translated_and_else_to_the_original(lesson, quiz, activity):
    finnish_quiz = translate_all(quiz)

    finnish = translate_all(lesson)

    value = {b.block_type: b.value for b in finnish.body}
    assert value["quiz"]["quiz"] == finnish_quiz
    assert value["h5p"]["content"] == activity
    assert value["h5p"]["is_required"] is True
    kept = [(a.kind, a.activity_key, a.is_required) for a in lesson.activities.all()]
    assert [(a.kind, a.activity_key, a.is_required) for a in finnish.activities.all()] == kept


# Modules


def test_outcomes_are_translated_and_keep_their_competence_and_level(course):
    framework = CompetencyFramework.objects.create(slug="chain", title="Value chain", version="1")
    area = CompetenceArea.objects.create(framework=framework, code="FND", title="Fundamentals", stage="cross")
    competence = Competence.objects.create(area=area, code="FND-01", title="Cell chemistry")
    module = ModulePage.objects.child_of(course).first()
    module.outcomes.add(LearningOutcome(code="LO1", text="Name the parts", competence=competence, level=5))
    module.save()

    finnish = translate_all(ModulePage.objects.get(pk=module.pk))

    [own], [original] = finnish.outcomes.all(), ModulePage.objects.get(pk=module.pk).outcomes.all()
    assert own.text == "fi: Name the parts"
    assert (own.code, own.level, own.competence) == ("LO1", 5, competence)
    assert own.translation_key == original.translation_key
    assert own.locale == locale_of("fi")


def test_what_is_no_text_of_a_course_is_never_for_the_translator(course):
    course.title_fi, course.languages = "Suomeksi", "fi en"
    course.save()

    assert texts(course) == [course.title, course.slug]


# Quizzes


def test_every_text_of_a_quiz_is_for_the_translator_and_nothing_else_is(quiz):
    about_options = ["A separator", "A separator!", "A cathode", "A cathode!"]
    said = ["Right so.", "Not so."]
    assert sorted(texts(quiz)) == sorted(
        [
            *["Parts", "Which?", "Which ones?", "How much?", "In which order?", "V", "volts", "first", "then"],
            *about_options * 2,
            *said * 4,
        ]
    )


def test_a_translated_quiz_is_marked_as_the_original_is(quiz):
    finnish = translate_all(quiz)

    assert finnish.translation_key == quiz.translation_key
    assert (finnish.pass_mark, finnish.max_attempts) == (quiz.pass_mark, quiz.max_attempts)
    for own, original in zip(questions_of(finnish), questions_of(quiz), strict=True):
        assert own.id == original.id
        assert own.prompt == f"fi: {original.prompt}"
        assert own.feedback_correct == "fi: Right so."
    single, several, number, order = questions_of(finnish)
    assert single.correct == questions_of(quiz)[0].correct
    assert several.correct == questions_of(quiz)[1].correct
    assert [option.feedback for option in single.options] == ["fi: A separator!", "fi: A cathode!"]
    assert (number.answer, number.tolerance) == (questions_of(quiz)[2].answer, questions_of(quiz)[2].tolerance)
    assert [one.id for one in order.items] == [one.id for one in questions_of(quiz)[3].items]
    assert [one.text for one in order.items] == ["fi: first", "fi: then"]


def test_a_change_of_the_pass_mark_reaches_every_language_with_the_next_update(quiz):
    finnish = translate_all(quiz)
    quiz.pass_mark = "0.50"
    quiz.save()

    translate_all(Quiz.objects.get(pk=quiz.pk))

    finnish.refresh_from_db()
    assert str(finnish.pass_mark) == "0.50"


# H5P


def test_every_text_of_an_activity_is_for_the_translator_and_nothing_else_is(activity):
    found = texts(activity)

    assert found[:6] == [
        "Water",
        "What is in <strong>H<sub>2</sub>O</strong>?",
        "Choose.",
        "Hydrogen &amp; oxygen",
        "Yes.",
        "Iron",
    ]
    assert "Check" in " ".join(found[6:])
    assert not any(text.isdecimal() for text in found)


def test_a_translated_activity_plays_its_own_texts_with_the_same_right_answers(activity):
    finnish = translate_all(activity)

    finnish = H5PContent.objects.get(pk=finnish.pk)
    assert finnish.translation_key == activity.translation_key
    assert finnish.language == "fi"
    assert finnish.folder == activity.folder
    document = player_document(finnish, token="t", origin="http://testserver")
    assert document.language == "fi"
    played = H5PContent.objects.get(pk=finnish.pk).filtered_params
    assert played["question"] == ("<p>fi: What is in <strong>H<sub>2</sub>O</strong>?</p><p>fi: Choose.</p>")
    assert [answer["correct"] for answer in played["answers"]] == [True, False]
    assert [answer["text"] for answer in played["answers"]] == ["fi: Hydrogen &amp; oxygen", "fi: Iron"]
    assert played["behaviour"] == activity.filtered_params["behaviour"]
    assert H5PContent.objects.get(pk=activity.pk).params == activity.params


def test_a_translation_that_was_updated_is_filtered_anew(activity):
    finnish = translate_all(activity)
    player_document(finnish, token="t", origin="http://testserver")

    translate_all(activity, words=lambda text: f"uusi: {text}")

    again = H5PContent.objects.get(pk=finnish.pk)
    assert again.needs_filtering
    player_document(again, token="t", origin="http://testserver")
    assert "uusi: Iron" in str(again.filtered_params)


def test_markup_that_a_translator_writes_into_an_activity_does_not_run(activity):
    finnish = translate_all(activity, words=lambda text: f"{text}&lt;script&gt;alert(1)&lt;/script&gt;")

    finnish = H5PContent.objects.get(pk=finnish.pk)
    player_document(finnish, token="t", origin="http://testserver")
    assert "<script" not in str(finnish.filtered_params)


# What is shown


def test_a_lesson_shows_the_quiz_that_was_translated_after_it(lesson, quiz, activity, django_assert_num_queries):
    finnish = LessonPage.objects.get(pk=translate_all(lesson).pk)
    own = translate_all(quiz), translate_all(activity)

    # Quizzes, activities and organisations, each with all their languages. What is made of them is kept.
    in_language_of(LessonPage.objects.get(pk=finnish.pk))
    with django_assert_num_queries(3):
        in_language_of(finnish)

    value = {b.block_type: b.value for b in finnish.body}
    assert (value["quiz"]["quiz"], value["h5p"]["content"]) == own


def test_feedback_is_read_in_the_language_of_the_page_whichever_was_answered(quiz):
    finnish = translate_all(quiz)
    question = questions_of(quiz)[0]
    marked = grade(question, question.correct)
    record = ActivityRecord(
        is_finished=True,
        responses={question.id: question.correct},
        results={question.id: {"is_correct": True, "feedback": list(marked.feedback)}},
    )

    shown = present(finnish, record=record, is_recorded=True)

    assert shown.language == "fi"
    assert shown.questions[0].feedback == ("fi: A separator!", "fi: Right so.")


def test_a_drawing_is_shown_in_the_language_of_the_page_where_it_is_translated(settings, tmp_path):
    for name, title in (("charge.svg", "Charging"), ("charge.fi.svg", "Lataus"), ("label.svg", "A label")):
        (tmp_path / name).write_text(f"<svg><title>{title}</title></svg>")
    settings.COURSES_DRAWINGS = [tmp_path]

    assert drawing("charge", language="fi").title == "Lataus"
    assert drawing("charge", language="sv").title == "Charging"
    assert drawing("label", language="fi").title == "A label"
    assert drawing_choices() == [("charge", "Charging"), ("label", "A label")]
