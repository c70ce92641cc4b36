"""What a person does at the site with a browser, step by step, as tests tell it."""

import time
from typing import Any
from uuid import uuid4

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import translation
from playwright.sync_api import FrameLocator, Locator, Page, expect

from home.demo.accounts import ACCOUNTS
from tests.demo_site import DemoSite

PASSWORD = "a long password for a test"
DEMO_PASSWORD = "kenno-demo-2026"
BAT101 = "/en/courses/college/bat101/"

CODE_SECONDS = 30
_used_codes: set[tuple[str, str, int]] = set()

_RIGHT_ANSWERS = """
from courses.models import H5PContent, Quiz
from courses.quizzes.grading import Numeric, Ordering, SeveralAnswers
from courses.quizzes.reading import questions_of
from courses.quizzes.submissions import field_name, place_name

def right(question):
    match question:
        case Ordering():
            return {place_name(question.id, item.id): str(place) for place, item in enumerate(question.items, 1)}
        case Numeric():
            return {field_name(question.id): str(question.answer)}
        case SeveralAnswers():
            return {field_name(question.id): sorted(question.correct)}
    return {field_name(question.id): question.correct}

answer = {
    "quizzes": {str(quiz.translation_key): [right(one) for one in questions_of(quiz)] for quiz in Quiz.objects.all()},
    "activities": {
        str(content.translation_key): [
            number for number, one in enumerate(content.filtered_params["answers"]) if one["correct"]
        ]
        for content in H5PContent.objects.all()
    },
}
"""


def right_answers(site: DemoSite) -> dict[str, Any]:
    """Read what is right off the site's database, where a browser never looks.

    ``quizzes``: by key, for each question the form fields and their values. ``activities``: by key, the numbers of
    the right answers.
    """
    return site.query(_RIGHT_ANSWERS)


def next_code(email: str, *, site: str, secret: str = "") -> str:
    """Return a code that the account has not used at the site yet, waiting for one if it must.

    As an authenticator app shows it: that of this half minute, or of the one before or after, which are right too.
    Without ``secret`` it is the one of an account of the demonstration.
    """
    secret = secret or next(account.totp_secret for account in ACCOUNTS if account.email == email)
    while True:
        step = int(time.time()) // CODE_SECONDS
        for one in (step, step - 1, step + 1):
            if (site, email, one) not in _used_codes:
                _used_codes.add((site, email, one))
                return format_hotp_value(hotp_value(secret, one))
        time.sleep(1)


def give_authenticator(page: Page) -> None:
    """Put a device into the window that makes passkeys and says that its person is there."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


class Person:
    """Somebody at a browser window, who reads the site in ``language``."""

    def __init__(
        self, page: Page, *, first_name: str = "Eeva", last_name: str = "Koskela (test)", language: str = "en"
    ) -> None:
        self.page = page
        self.language = language
        self.first_name, self.last_name = first_name, last_name
        self.email = f"{first_name.lower()}-{uuid4().hex[:8]}@kenno.example"

    def say(self, message: str, *, context: str | None = None, **values: Any) -> str:
        """Return what the site says for ``message`` in the person's language."""
        with translation.override(self.language):
            said = translation.pgettext(context, message) if context else translation.gettext(message)
        return said % values if values else said

    def register(self) -> None:
        self.page.goto(f"/{self.language}/accounts/signup/")
        self.page.get_by_label(self.say("First name")).fill(self.first_name)
        self.page.get_by_label(self.say("Last name")).fill(self.last_name)
        self.page.get_by_label(self.say("Email")).fill(self.email)
        self.page.get_by_label(self.say("Password"), exact=True).fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name=self.say("Register")).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say("My learning"))

    def sign_in(self, email: str, *, password: str = DEMO_PASSWORD, address: str = "") -> None:
        """Sign in on the page that ``address`` leads to, with a code where the account has a second factor."""
        self.email = email
        self.page.goto(address or f"/{self.language}/accounts/login/")
        self.page.get_by_label(self.say("Email")).fill(email)
        self.page.get_by_label(self.say("Password"), exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name=self.say("Sign in")).click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        if "/accounts/2fa/authenticate/" in self.page.url:
            self.type_code()

    def type_code(self) -> None:
        """Type what the authenticator app shows, on the page that asks for it."""
        asked_at = self.page.url
        site = asked_at.partition("//")[2].partition("/")[0]
        code = self.page.get_by_label(self.say("Code", context="to sign in"), exact=True)
        code.fill(next_code(self.email, site=site))
        self.page.get_by_role("main").locator("form", has=code).get_by_role("button").click()
        self.page.wait_for_url(lambda url: url != asked_at)

    def enrol(self, course: str = BAT101) -> None:
        """Enrol; the first lesson opens."""
        self.page.goto(course)
        self.page.get_by_role("button", name=self.say("Enrol")).click()
        told = self.say("You are enrolled in %(course)s.").partition("%(course)s")[0].strip()
        expect(self.page.get_by_text(told)).to_be_visible()

    def say_lesson_done(self) -> None:
        """Go to the end of the lesson and say that it is done.

        A browser loads what stands further down when it comes into view, and the button moves then: a person reads on
        and presses it where it has come to rest, a script has to wait for that.
        """
        button = self.page.get_by_role("button", name=self.say("I have done this lesson"))
        button.scroll_into_view_if_needed()
        self.page.wait_for_load_state("networkidle")
        button.click()

    def fill_in(self, fields: dict[str, Any]) -> None:
        """Fill in one question, as a hand would."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]')
            if field.first.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                for one in [value] if isinstance(value, str) else value:
                    field.and_(self.page.locator(f'[value="{one}"]')).check()
            else:
                field.fill(value)

    def answer_quiz(self, answers: list[dict[str, Any]]) -> None:
        """Fill in the one quiz of the lesson and have it marked."""
        for fields in answers:
            self.fill_in(fields)
        self.page.get_by_role("button", name=self.say("Check my answers")).click()

    @property
    def activity(self) -> Locator:
        """The H5P activity of the lesson."""
        return self.page.locator("kenno-h5p-player")

    @property
    def frame(self) -> FrameLocator:
        """The inside of the activity's sandboxed frame. It starts as it comes into view."""
        self.activity.scroll_into_view_if_needed()
        return self.activity.frame_locator("iframe")

    @property
    def activity_status(self) -> Locator:
        return self.activity.locator("[data-h5p-status]")

    def choose(self, numbers: list[int]) -> None:
        for number in numbers:
            self.frame.locator(f'input[value="{number}"]').check()

    def answer_activity(self, numbers: list[int]) -> None:
        """Choose the answers in the frame, have them checked, and wait until the site has them."""
        self.choose(numbers)
        self.frame.locator(".kenno-choice-button").first.click()
        expect(self.activity_status).to_contain_text(self.say("Saved."))


def quiz_in(page: Page) -> str:
    """Return the key of the one quiz in the lesson that is open."""
    return page.locator("section[id^=quiz-]").get_attribute("id").removeprefix("quiz-")


def activity_in(page: Page) -> str:
    """Return the key of the one H5P activity in the lesson that is open."""
    return page.locator("kenno-h5p-player").get_attribute("data-activity").rpartition("/")[2]
