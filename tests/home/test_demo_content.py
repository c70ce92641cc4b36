"""The demonstration content keeps to the format that the loader reads; its sums and references hold."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

CONTENT = Path(__file__).parents[2] / "home" / "demo" / "content"
SVG = "{http://www.w3.org/2000/svg}"

#: Fields of each block besides ``type``: those that must be there, and those that may.
BLOCK_FIELDS = {
    "lead": ({"text"}, set()),
    "heading": ({"text"}, set()),
    "paragraph": (set(), {"text", "html"}),
    "definition": ({"term", "text"}, set()),
    "worked_example": ({"title", "given", "steps", "answer"}, set()),
    "table": ({"caption", "header", "rows"}, {"row_headers"}),
    "callout": ({"tone", "text"}, set()),
    "employer_voice": ({"org", "text"}, set()),
    "self_check": ({"prompt", "expected"}, set()),
    "image": ({"file", "alt", "caption"}, set()),
    "quiz": ({"ref"}, set()),
    "h5p": ({"ref", "required"}, set()),
    "video": ({"file", "title", "caption", "html"}, set()),
}

NUMBER = r"[\d,]+(?:\.\d+)?"
#: ``8 + 2 × 70 = 148``, ``50 ÷ 3.86 = about 13`` or ``0.5 ÷ 4 = 12.5 %``: calculation, result, per cent.
SUM = re.compile(rf"((?:{NUMBER} [×÷+−] )+{NUMBER}) = (?:about )?({NUMBER})(\u00a0%)?")
PYTHON_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", ",": None})


def read(path: Path):
    return json.loads(path.read_text()) if path.suffix == ".json" else yaml.safe_load(path.read_text())


COURSES = {course["code"]: course for course in read(CONTENT / "courses.json")}
#: The courses whose lessons are written, each in a folder of its code.
WRITTEN = [code for code in COURSES if (CONTENT / code.lower()).is_dir()]


def written(folder: str) -> dict[tuple[str, str], dict]:
    """Return what the folders of this name hold in each written course, by the course and the name of the file."""
    return {
        (code, path.relative_to(CONTENT / code.lower()).with_suffix("").as_posix().removeprefix(f"{folder}/")): read(
            path
        )
        for code in WRITTEN
        for path in sorted((CONTENT / code.lower()).glob(f"{folder}/*.yaml"))
    }


LESSONS = written("m?")
QUIZZES = written("quizzes")
H5P = written("h5p")
ALL_DRAWINGS = {path.name: path for path in sorted(CONTENT.glob("drawings/*.svg"))}
#: A translated drawing (``charge.fi.svg``) stands beside its original.
DRAWINGS = {name: path for name, path in ALL_DRAWINGS.items() if "." not in path.stem}
ORGANISATIONS = {organisation["id"]: organisation for organisation in read(CONTENT / "organisations.json")}
OUTCOMES = {
    (course["code"], module["code"]): {outcome["id"] for outcome in module["learning_outcomes"]}
    for course in COURSES.values()
    for module in course["modules"]
}
#: The lessons of each module that has any, in their order.
MODULES = {
    (course, module): [
        lesson for lesson in LESSONS.values() if (lesson["course"], lesson["module"]) == (course, module)
    ]
    for course, module in dict.fromkeys((lesson["course"], lesson["module"]) for lesson in LESSONS.values())
}


def named(keys) -> list[str]:
    return [" ".join(key) for key in keys]


every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=named(LESSONS))
every_quiz = pytest.mark.parametrize(
    ("course", "quiz"), [(key[0], quiz) for key, quiz in QUIZZES.items()], ids=named(QUIZZES)
)
every_h5p = pytest.mark.parametrize(
    ("course", "activity"), [(key[0], activity) for key, activity in H5P.items()], ids=named(H5P)
)
every_module = pytest.mark.parametrize("module", MODULES, ids=named(MODULES))
every_drawing = pytest.mark.parametrize("drawing", ALL_DRAWINGS.values(), ids=ALL_DRAWINGS)


def blocks_of_type(kind: str) -> list[dict]:
    return [block for lesson in LESSONS.values() for block in lesson["blocks"] if block["type"] == kind]


def references(kind: str) -> list[tuple[str, str]]:
    return sorted(
        (lesson["course"], block["ref"])
        for lesson in LESSONS.values()
        for block in lesson["blocks"]
        if block["type"] == kind
    )


def option_text(option: str | dict) -> str:
    return option if isinstance(option, str) else option["text"]


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


# Lessons


@pytest.mark.parametrize("course", WRITTEN)
def test_a_course_is_written_from_its_first_module_on(course):
    modules = [module["code"] for module in COURSES[course]["modules"]]
    assert [code for of, code in MODULES if of == course] == modules[: sum(of == course for of, _code in MODULES)]


@every_module
def test_a_module_that_is_begun_is_written_out(module):
    assert len(MODULES[module]) >= 4


@pytest.mark.parametrize("place", LESSONS, ids=named(LESSONS))
def test_a_lesson_lies_in_the_folder_of_its_course_and_module(place):
    course, name = place
    lesson = LESSONS[place]

    assert lesson["course"] == course
    assert re.fullmatch(rf"{lesson['module'].lower()}/\d\d-{lesson['slug']}", name)


@every_lesson
def test_a_lesson_says_what_it_is_and_how_long_it_takes(lesson):
    assert lesson["title"]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", lesson["slug"])
    assert 25 <= lesson["minutes"] <= 45
    assert lesson["blocks"][0]["type"] == "lead"


@every_module
def test_a_slug_is_used_once_in_a_module(module):
    slugs = [lesson["slug"] for lesson in MODULES[module]]
    assert len(slugs) == len(set(slugs))


@every_lesson
def test_a_lesson_serves_outcomes_of_its_module(lesson):
    assert lesson["learning_outcomes"]
    assert set(lesson["learning_outcomes"]) <= OUTCOMES[lesson["course"], lesson["module"]]


@every_lesson
def test_each_block_has_the_fields_of_its_type_and_no_others(lesson):
    for block in lesson["blocks"]:
        needed, allowed = BLOCK_FIELDS[block["type"]]
        fields = set(block) - {"type"}
        assert needed <= fields <= needed | allowed, block
        assert all(block[field] not in ("", [], None) for field in fields), block
        if block["type"] == "paragraph":
            assert len(fields) == 1, f"a paragraph has either text or html, found {sorted(fields)}"


@every_lesson
def test_tags_stand_only_in_html_and_only_the_allowed_ones(lesson):
    for block in lesson["blocks"]:
        for field, value in block.items():
            tags = {tag for text in strings(value) for tag in re.findall(r"</?([a-z0-9]+)[ >]", text)}
            allowed = {"b", "i", "a", "ul", "ol", "li"} | ({"p"} if block["type"] == "video" else set())
            assert tags <= (allowed if field == "html" else set()), block
            if field == "html":
                ElementTree.fromstring(f"<div>{value}</div>")


@every_lesson
def test_every_row_of_a_table_is_as_long_as_its_header(lesson):
    for block in lesson["blocks"]:
        if block["type"] == "table":
            assert {len(row) for row in block["rows"]} == {len(block["header"])}, block["caption"]
            assert all(isinstance(cell, str) for row in block["rows"] for cell in row), block["caption"]


@every_lesson
def test_callouts_have_a_known_tone(lesson):
    for block in lesson["blocks"]:
        if block["type"] == "callout":
            assert block["tone"] in {"safety", "note", "tip"}


def test_an_employers_voice_is_a_fictional_employer_and_is_labelled():
    for block in blocks_of_type("employer_voice"):
        assert block["text"].startswith("(Demo quotation) ")
        assert ORGANISATIONS[block["org"]]["fictional"]
        assert ORGANISATIONS[block["org"]]["kind"] == "employer"


def test_what_a_lesson_refers_to_is_there_and_nothing_lies_unused():
    assert references("quiz") == sorted(QUIZZES)
    assert references("h5p") == sorted(H5P)
    assert sorted(block["file"] for block in blocks_of_type("image")) == sorted(DRAWINGS)
    videos = [path.name for path in sorted(CONTENT.glob("videos/*.mp4"))]
    assert sorted(block["file"] for block in blocks_of_type("video")) == videos
    assert all((CONTENT / "videos" / name.replace(".mp4", ".en.vtt")).is_file() for name in videos)


@every_lesson
def test_a_quiz_or_activity_belongs_to_the_module_of_its_lesson(lesson):
    for block in lesson["blocks"]:
        if block["type"] == "quiz":
            assert QUIZZES[lesson["course"], block["ref"]]["module"] == lesson["module"]
        if block["type"] == "h5p":
            assert block["ref"].startswith(lesson["module"].lower() + "-")


@pytest.mark.parametrize("content", [*LESSONS.values(), *QUIZZES.values(), *H5P.values()])
def test_signs_are_written_as_signs(content):
    for text in strings(content):
        assert not re.search(r"\d x \d", text), f"write × for a multiplication: {text}"
        assert '"' not in text, f"write “ and ” for a quotation: {text}"


@pytest.mark.parametrize("content", [*LESSONS.values(), *QUIZZES.values(), *H5P.values()])
def test_a_number_and_its_unit_stay_on_one_line(content):
    """A no-break space stands between them, so that a phone does not show “0” and “°C” on two lines."""
    parted = re.compile(r"\d (?:V|A|Ah|Wh|kWh|mAh|mV|W|°C|µm|mm|mΩ|Ω|g|kg|h|min|%)(?!\w)")

    assert [text for text in strings(content) if parted.search(text)] == []


@every_lesson
def test_the_sums_in_worked_examples_are_right(lesson):
    """What stands right of ``=`` is the result of what stands left, rounded to the digits that are shown."""
    for block in lesson["blocks"]:
        for step in block.get("steps", []):
            for calculation, result, per_cent in SUM.findall(step):
                exact = eval(calculation.translate(PYTHON_SIGNS)) * (100 if per_cent else 1)
                decimals = len(result.partition(".")[2])
                assert float(result.replace(",", "")) == pytest.approx(exact, abs=0.5 * 10**-decimals), step


def test_most_worked_examples_contain_a_sum_that_is_checked():
    steps = [step for block in blocks_of_type("worked_example") for step in block["steps"]]

    assert len([step for step in steps if SUM.search(step)]) > len(steps) / 2


# Quizzes


@every_quiz
def test_a_quiz_has_a_pass_mark_and_attempts(course, quiz):
    assert QUIZZES[course, quiz["key"]] is quiz
    assert 0 < quiz["pass_mark"] <= 1
    assert quiz["attempts"] in (3, None)
    assert len({question["id"] for question in quiz["questions"]}) == len(quiz["questions"]) >= 4


@every_quiz
def test_each_question_can_be_marked(course, quiz):
    for question in quiz["questions"]:
        options = question.get("options", [])
        texts = [option_text(option) for option in options]
        assert all(isinstance(text, str) for text in texts), question
        assert len(texts) == len(set(texts)), question
        answer = question.get("answer")
        match question["kind"]:
            case "single":
                assert answer in range(len(options))
            case "multiple":
                assert 0 < len(answer) < len(options)
                assert set(answer) <= set(range(len(options)))
            case "numeric":
                assert question["tolerance"] > 0
                assert isinstance(answer, int | float)
                assert question["unit"]["value"] and question["unit"]["label"]
                assert not options
            case "order":
                assert len(options) >= 3
                assert answer is None, "options are listed in the correct order"
            case kind:
                pytest.fail(f"unknown kind {kind}")


@every_quiz
def test_each_question_serves_an_outcome_and_answers_back(course, quiz):
    for question in quiz["questions"]:
        assert question["outcome"] in OUTCOMES[course, quiz["module"]]
        assert question["feedback_correct"] and question["feedback_incorrect"]
        if question["kind"] in ("single", "multiple"):
            assert all(option["feedback"] for option in question["options"]), question["prompt"]


@every_quiz
def test_the_right_answer_does_not_always_stand_in_the_same_place(course, quiz):
    places = [question["answer"] for question in quiz["questions"] if question["kind"] == "single"]
    assert len(places) < 3 or len(set(places)) > 1


@every_module
def test_a_module_closes_with_a_quiz_on_all_its_outcomes_or_says_what_stays_open(module):
    course, code = module
    *_, last = MODULES[module]
    if last["blocks"][-1]["type"] == "quiz":
        quiz = QUIZZES[course, last["blocks"][-1]["ref"]]
        assert 8 <= len(quiz["questions"]) <= 10
        assert {question["outcome"] for question in quiz["questions"]} == OUTCOMES[module]
    else:
        assessments = {each["code"]: each["assessment"] for each in COURSES[course]["modules"]}
        assert assessments[code] != "quiz"
        assert any("stays open" in text for text in strings(last["blocks"]))


# H5P


@every_h5p
def test_an_h5p_activity_has_feedback_for_every_answer(course, activity):
    assert H5P[course, activity["key"]] is activity
    assert activity["title"] and activity["question"]
    assert 0 < activity["pass_percentage"] <= 100
    right = [answer for answer in activity["answers"] if answer["correct"]]
    assert all(answer["text"] and answer["feedback"] for answer in activity["answers"])
    assert len(right) > 1 if activity["multiple"] else len(right) == 1


# Drawings


@every_drawing
def test_a_drawing_is_named_and_described_and_takes_its_colours_from_the_page(drawing):
    root = ElementTree.parse(drawing).getroot()
    name = drawing.stem.partition(".")[0]

    assert root.get("class") == "art"
    assert root.get("role") == "img"
    assert root.get("viewBox")
    assert root.get("aria-labelledby") == f"{name}-title {name}-desc"
    assert root.find(f"{SVG}title").text and root.find(f"{SVG}desc").text
    assert {element.tag.removeprefix(SVG) for element in root.iter()}.isdisjoint({"script", "style", "image", "a"})
    for element in root.iter():
        assert all(not key.startswith(("style", "on")) and "href" not in key for key in element.attrib)
        assert element.get("id", name).startswith(name)


@every_drawing
def test_the_words_in_a_drawing_can_be_read_on_a_phone(drawing):
    root = ElementTree.parse(drawing).getroot()
    width = float(root.get("viewBox").split()[2])

    for text in root.iter(f"{SVG}text"):
        assert float(text.get("font-size")) * 340 / width >= 14, text.text


def test_a_translated_drawing_has_an_original():
    for name in ALL_DRAWINGS.keys() - DRAWINGS.keys():
        original, language, _svg = name.split(".")
        assert f"{original}.svg" in DRAWINGS
        assert language in ("fi", "sv")


# Words of the courses and of the site


def test_every_course_and_every_module_has_its_words():
    texts = read(CONTENT / "course_texts.yaml")

    assert list(texts) == list(COURSES)
    for code, words in texts.items():
        assert set(words) == {"intro", "for_whom", "how", "modules"}
        assert list(words["modules"]) == [module["code"] for module in COURSES[code]["modules"]]
        assert all(strings(words))


def test_a_course_without_lessons_says_that_it_is_an_outline():
    texts = read(CONTENT / "course_texts.yaml")

    for code in COURSES.keys() - set(WRITTEN):
        assert "outline" in texts[code]["how"], code


def test_the_site_says_that_its_organisations_are_invented():
    site = read(CONTENT / "site.yaml")

    assert len(site["home"]["doors"]) == 3
    assert "invented" in site["home"]["notice"]
    assert "invented" in site["footer"]["notice"]
