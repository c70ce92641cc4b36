"""The main job in each language, on a phone and at a desk, light and dark: from the catalogue to a checked badge."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.person import Person, activity_in, quiz_in, right_answers
from tests.windows import DESK

pytestmark = pytest.mark.browser

NARROW = (320, 800)
LANGUAGES = ("fi", "sv", "en")
LESSONS = ("parts-of-a-cell", "charge-and-discharge", "four-chemistries", "formats-and-labels", "what-you-now-know")

_TITLES = """
from courses.models import CoursePage
answer = {page.locale.language_code: page.title for page in CoursePage.objects.filter(code="BAT101")}
"""

_FOREIGN_WORDS = """(language) => [...document.querySelectorAll("main [lang]")]
    .filter((element) => element.lang !== language && element.innerText.trim().length > 40)
    .map((element) => element.innerText.trim().slice(0, 80))"""

_IS_DARK = """() => {
  // Words are light where the ground is dark.
  const rgb = getComputedStyle(document.body).color.match(/[\\d.]+/g).map(Number);
  return rgb[0] + rgb[1] + rgb[2] > 384;
}"""


def check_screen(page: Page, *, language: str, colours: str) -> None:
    """Look at a screen as a whole: its language, its colours, and whether it fits the width."""
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate(_FOREIGN_WORDS, language) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(_IS_DARK) == (colours == "dark"), page.url


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1440"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_catalogue_to_a_badge(demo_site, open_page, windows, language, size, colours):
    learner = Person(open_page(size=size, colours=colours), language=language)
    page, say = learner.page, learner.say
    right = right_answers(demo_site)
    course = f"/{language}/courses/college/bat101/"
    lessons = [f"{course}m1/{slug}/" for slug in LESSONS]

    def look() -> None:
        check_screen(page, language=language, colours=colours)

    # The catalogue has the course under its title in this language.
    page.goto(f"/{language}/courses/")
    look()
    page.get_by_role("main").get_by_role("link", name=demo_site.query(_TITLES)[language], exact=True).click()
    expect(page).to_have_url(f"{demo_site.url}{course}")
    look()

    learner.register()
    look()
    learner.enrol(course)
    expect(page).to_have_url(f"{demo_site.url}{lessons[0]}")
    look()

    # Five lessons: an activity, three quizzes, one that is done when the learner says so.
    learner.answer_activity(right["activities"][activity_in(page)])
    for address in lessons[1:3]:
        page.goto(address)
        learner.answer_quiz(right["quizzes"][quiz_in(page)])
        expect(page.get_by_text(say("You have done this lesson."))).to_be_visible()
        look()
    page.goto(lessons[3])
    learner.say_lesson_done()
    expect(page).to_have_url(f"{demo_site.url}{lessons[4]}")
    learner.answer_quiz(right["quizzes"][quiz_in(page)])
    page.wait_for_load_state()
    look()

    # The badge is there, and whoever gets its link sees that it is genuine.
    page.goto(f"/{language}/learning/")
    look()
    page.get_by_role("main").locator("a[href*='/learning/badges/'], a[href*='/badges/']").first.click()
    look()
    page.get_by_role("button", name=say("Share with a link")).click()
    link = page.get_by_label(say("Link to your badge")).input_value()
    employer = open_page(size=size, colours=colours, has_script=False)
    employer.goto(re.sub(r"/(fi|sv|en)/", f"/{language}/", link, count=1))
    assert employer.locator("[data-verdict]").get_attribute("data-verdict") == "valid"
    assert employer.locator("html").get_attribute("lang") == language

    assert windows.troubles[page].errors == []
    assert windows.troubles[page].foreign_requests == []
