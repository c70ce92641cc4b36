"""The main job as a screen reader meets it: everything by what it is and is called, every result heard or found.

``tests/screen_reader.py`` reads Chromium's accessibility tree. What a person would choose is known here by its words:
the right answers are texts, not fields.
"""

from typing import Any
from uuid import uuid4

import pytest

from tests.person import PASSWORD
from tests.screen_reader import ScreenReader, faults_in

pytestmark = pytest.mark.browser

_RIGHT_WORDS = """
from courses.models import H5PContent, Quiz
from courses.quizzes.grading import Numeric, Ordering, SeveralAnswers
from courses.quizzes.reading import questions_of
from wagtail.models import Locale

def right(question):
    match question:
        case Ordering():
            return ["order", *(item.text for item in question.items)]
        case Numeric():
            return ["number", str(question.answer)]
        case SeveralAnswers():
            return ["checkbox", *(one.text for one in question.options if one.id in question.correct)]
    return ["radio", *(one.text for one in question.options if one.id == question.correct)]

english = Locale.objects.get(language_code="en")
answer = {
    "quizzes": {
        quiz.title: {one.prompt: right(one) for one in questions_of(quiz)}
        for quiz in Quiz.objects.filter(locale=english)
    },
    "activities": {
        content.title: [one["text"] for one in content.filtered_params["answers"] if one["correct"]]
        for content in H5PContent.objects.filter(locale=english)
    },
}
"""


class Learner:
    """Somebody who goes from page to page and expects each one to say where they are."""

    def __init__(self, page: Any) -> None:
        self.reader = ScreenReader(page)
        self.title = ""

    def arrive(self, heading: str, *, language: str = "en") -> None:
        """Listen to what a page says first: its title, its one heading of the first level, its landmarks and names."""
        assert (1, heading) in self.reader.headings(), self.reader.headings()
        before, self.title = self.title, self.reader.title
        assert self.title != before, "the title does not tell this page from the one before"
        assert self.title.endswith(" · Kenno")
        assert self.reader.page.locator("html").get_attribute("lang") == language
        assert faults_in(self.reader.read()) == []

    def answer(self, question: str, right: list[str]) -> None:
        kind, *words = right
        if kind == "order":
            for place, line in enumerate(words, start=1):
                self.reader.write(line, str(place), role="combobox", inside=question)
        elif kind == "number":
            field = next(node for node in self.reader.read() if node.role == "textbox" and node.is_inside(question))
            self.reader.write(field.name, words[0], inside=question)
        else:
            for word in words:
                self.reader.press(kind, word, inside=question)

    def take_quiz(self, title: str, questions: dict[str, list[str]]) -> None:
        """Answer and have it marked: reading goes on at the quiz, where the result and a word on each answer is."""
        for question, right in questions.items():
            self.answer(question, right)
        self.reader.follow("button", "Check my answers", inside=f"Quiz: {title}")
        nodes = self.reader.read()
        quiz = next(node for node in nodes if node.role == "region" and node.name == f"Quiz: {title}")
        assert f"Passed: {len(questions)} of {len(questions)} right." in quiz.text
        focus = self.reader.page.evaluate("document.querySelector(':target')?.getAttribute('aria-labelledby') ?? ''")
        assert focus.startswith("quiz-title-"), "after the answers the page is read from its beginning again"
        groups = [node for node in nodes if node.role == "group" and node.is_inside(f"Quiz: {title}")]
        assert len(groups) == len(questions)
        assert all("Right." in node.description for node in groups), [node.description for node in groups]


def test_from_the_front_page_to_a_verified_badge_by_the_accessibility_tree(demo_site, open_page):
    right = demo_site.query(_RIGHT_WORDS)
    page = open_page()
    learner = Learner(page)
    reader = learner.reader

    # The first stop skips what every page repeats, and leads into the content.
    page.goto("/en/")
    learner.arrive("Battery work, learned cell by cell")
    reader.press("link", "Skip to the content")
    page.keyboard.press("Tab")
    focused = next(node for node in reader.read() if node.states.get("focused") and node.role == "link")
    assert any(around.role == "main" for around in focused.inside)

    # Find a course.
    reader.follow("link", "Find a course")
    learner.arrive("Courses")
    reader.write("Search", "everyone", role="searchbox")
    reader.follow("button", "Show courses")
    assert (2, "1 course") in reader.headings()
    reader.follow("link", "Battery basics for everyone")
    learner.arrive("Battery basics for everyone")

    # Register, and be told what is wrong with what was typed.
    reader.follow("link", "Register and enrol")
    learner.arrive("Register")
    reader.write("First name", "Eeva")
    reader.write("Last name", "Koskela (test)")
    reader.write("Email", f"eeva-{uuid4().hex[:8]}@kenno.example")
    reader.write("Password", "short")
    reader.follow("button", "Register")
    refused = reader.find("textbox", "Password")
    assert refused.states.get("invalid") == "true"
    assert "This password is too short" in refused.description
    reader.write("Password", PASSWORD)
    reader.follow("button", "Register")

    # Enrol.
    learner.arrive("Battery basics for everyone")
    reader.follow("button", "Enrol")
    assert "You are enrolled in" in reader.text()
    learner.arrive("Five sheets and a liquid")

    # An activity in its frame: the answer is heard there, and from the page that it is saved.
    activity = next(node.name for node in reader.read() if node.role == "heading" and node.name in right["activities"])
    reader.go_to("heading", activity)
    for words in right["activities"][activity]:
        reader.press("radio", words)
    reader.press("button", "Check")
    assert "You got 1 of 1 points." in reader.hear("Well done.")
    assert "Saved." in reader.hear("Saved.")

    # The quizzes of the module, and the lesson that is done when the learner says so.
    for lesson in ("The same path, both ways", "Four chemistries, four tempers"):
        reader.follow("link", f"Next: {lesson}")
        learner.arrive(lesson)
        quiz = quiz_on(reader, right)
        learner.take_quiz(quiz, right["quizzes"][quiz])
        assert "You have done this lesson." in reader.text()
    reader.follow("link", "Next: Can, box or bag, and what the label tells")
    learner.arrive("Can, box or bag, and what the label tells")
    reader.follow("button", "I have done this lesson")
    learner.arrive("What you now know, and the module quiz")
    quiz = quiz_on(reader, right)
    learner.take_quiz(quiz, right["quizzes"][quiz])

    # The badge, and its link.
    reader.follow("link", "My learning")
    learner.arrive("My learning")
    reader.follow("link", "Inside a Cell")
    learner.arrive("Inside a Cell")
    reader.follow("button", "Share with a link")
    link = reader.find("textbox", "Link to your badge").value

    # Somebody else who hears pages verifies it.
    employer = Learner(open_page())
    employer.reader.page.goto(link)
    employer.arrive("Inside a Cell")
    verdict = employer.reader.find("region", "Valid")
    assert "The badge is what it says it is, and it is in force today." in verdict.text
    employer.reader.follow("link", "Verify a badge")
    employer.arrive("Verify a badge")
    assert employer.reader.find("button", "The badge file")


def quiz_on(reader: ScreenReader, right: dict[str, Any]) -> str:
    """Return the title of the one quiz of the page, from its heading."""
    headings = [name.removeprefix("Quiz: ") for _level, name in reader.headings() if name.startswith("Quiz: ")]
    (title,) = headings
    assert title in right["quizzes"]
    return title


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_page_in_another_language_is_read_in_the_voice_of_its_language(open_page, language):
    page = open_page()
    page.goto(f"/{language}/courses/college/bat101/")
    reader = ScreenReader(page)

    assert page.locator("html").get_attribute("lang") == language
    assert faults_in(reader.read()) == []
    # The names of the languages are each in their own.
    links = page.get_by_role("banner").get_by_role("link")
    assert {"fi", "sv", "en"} <= {link.get_attribute("lang") for link in links.all()}


def test_a_text_that_is_not_translated_is_read_in_english_under_a_notice_of_the_frame(open_page):
    page = open_page()
    page.goto("/fi/courses/univ/sto260/")
    reader = ScreenReader(page)

    nodes = reader.read()
    (intro,) = [
        node for node in nodes if node.role == "StaticText" and node.name.startswith("Storage beside a building")
    ]
    (name,) = [node for node in nodes if node.role == "heading" and node.level == 1]
    assert page.locator("html").get_attribute("lang") == "fi"
    # The course has a Finnish title all the same.
    assert [reader.language_of(node) for node in (intro, name)] == ["en", "fi"]
    assert faults_in(nodes) == []
