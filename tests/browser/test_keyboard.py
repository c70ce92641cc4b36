"""With the keyboard alone: from signing in to a marked quiz and a finished activity, the focus always to be seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.person import BAT101, PASSWORD, Person, activity_in, quiz_in, right_answers
from tests.windows import PHONE

pytestmark = pytest.mark.browser

MOST_STEPS = 120

# The element that has the focus; where that is inside a frame, the frame.
_FOCUSED = """async () => {
  const element = document.activeElement;
  // What moves into view with the focus takes a moment, also where motion is reduced.
  await Promise.allSettled(element.getAnimations().map((animation) => animation.finished));
  const box = element.getBoundingClientRect();
  // Of a radio or a checkbox the row around it may show the focus.
  const around = element.matches("input[type=radio], input[type=checkbox]")
    ? [element.parentElement, element.parentElement.parentElement] : [];
  const hasOutline = (one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2;
  return {
    name: element.getAttribute("name") ?? "",
    value: element.value ?? "",
    text: (element.getAttribute("aria-label") ?? element.innerText ?? "").trim(),
    tag: element.tagName,
    // The skip link shows the focus by appearing.
    isSeen: (element.matches(".skip") || [element, ...around].some((one) => hasOutline(getComputedStyle(one))))
      && box.width > 0 && box.height > 0
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def tab_to(page: Page, *, text: str = "", name: str = "", value: str = "", tag: str = "", inside=None) -> None:
    """Press Tab until the focus is there. Every stop on the way has to show that it has the focus."""
    unseen = []
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = (inside or page).evaluate(_FOCUSED)
        if found["tag"] in {"BODY", "IFRAME"} and tag != "IFRAME":
            continue
        if not found["isSeen"] and found["tag"] != "IFRAME":
            unseen.append(found)
        if (
            (not text or found["text"] == text)
            and (not name or found["name"] == name)
            and (not value or found["value"] == value)
            and (not tag or found["tag"] == tag)
        ):
            assert unseen == []
            return
    raise AssertionError(f"Tab does not lead to {text or name or tag} within {MOST_STEPS} steps; it ended at {found}.")


def choose(page: Page, fields: dict) -> None:
    """Answer one question with Tab, arrows and Space."""
    for name, value in fields.items():
        field = page.locator(f'[name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            tab_to(page, name=name)
            page.keyboard.type(value)
        elif field.get_attribute("type") == "checkbox":
            for one in value:
                tab_to(page, name=name, value=one)
                page.keyboard.press("Space")
        elif field.get_attribute("type") == "radio":
            tab_to(page, name=name)
            page.keyboard.press("Space")
            for _step in range(20):
                if page.evaluate(_FOCUSED)["value"] == value:
                    break
                page.keyboard.press("ArrowDown")
        else:
            tab_to(page, name=name)
            page.keyboard.type(value)


def test_from_signing_in_to_a_marked_quiz_and_a_finished_activity_without_a_pointer(demo_site, open_page):
    person = Person(open_page())
    person.register()
    person.page.context.clear_cookies()
    page = person.page
    right = right_answers(demo_site)

    # Sign in.
    page.goto("/en/accounts/login/")
    tab_to(page, name="login")
    page.keyboard.type(person.email)
    tab_to(page, name="password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My learning")

    # Enrol.
    page.goto(BAT101)
    tab_to(page, text="Enrol")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are enrolled in")).to_be_visible()

    # The activity, inside its frame. (Its first stop may be anything in the frame: the frame shows the focus then.)
    answers = right["activities"][activity_in(page)]
    person.frame.get_by_role("group").wait_for()
    frame = page.frames[1]
    page.locator("iframe").evaluate("frame => frame.focus()")
    tab_to(page, tag="INPUT", inside=frame)
    page.keyboard.press("Space")
    for _step in range(10):
        if frame.evaluate(_FOCUSED)["value"] == str(answers[0]):
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, text="Check", inside=frame)
    page.keyboard.press("Enter")
    expect(person.activity_status).to_contain_text("Saved.")

    # The quiz of the next lesson.
    page.goto(f"{BAT101}m1/charge-and-discharge/")
    for fields in right["quizzes"][quiz_in(page)]:
        choose(page, fields)
    tab_to(page, text="Check my answers")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Passed:")).to_be_visible()


def test_the_first_stop_skips_to_the_content(open_page):
    page = open_page()
    page.goto("/en/courses/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_with_enter_and_leads_on(open_page):
    page = open_page(size=PHONE)
    page.goto("/en/")
    tab_to(page, text="Menu")
    page.keyboard.press("Enter")
    tab_to(page, text="Verify a badge")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Verify a badge")
