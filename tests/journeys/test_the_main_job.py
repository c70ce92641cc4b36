"""A learner plays a module, earns its badge and shows it; an employer verifies it; a coordinator takes it back."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.person import BAT101, Person, activity_in, quiz_in, right_answers

pytestmark = pytest.mark.browser

LESSONS = [f"{BAT101}m1/{slug}/" for slug in ("parts-of-a-cell", "charge-and-discharge", "four-chemistries")]
LESSONS += [f"{BAT101}m1/{slug}/" for slug in ("formats-and-labels", "what-you-now-know")]


def verdict_on(page: Page) -> str:
    return page.locator("[data-verdict]").get_attribute("data-verdict")


def verify(page: Page, file: Path | dict) -> None:
    """Upload a badge at the page where employers do."""
    page.goto("/en/verify/")
    page.get_by_label("The badge file").set_input_files(file)
    page.get_by_role("button", name="Check it").click()


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    target = folder / started.value.suggested_filename
    started.value.save_as(target)
    return target


def test_from_the_first_visit_to_a_badge_that_is_verified_and_taken_back(demo_site, open_page, windows, tmp_path):
    learner = Person(open_page())
    page = learner.page
    right = right_answers(demo_site)

    # Register and enrol: the first lesson opens.
    learner.register()
    expect(page.get_by_text("You have no courses yet.")).to_be_visible()
    expect(page.get_by_text("badge", exact=False).first).to_be_visible()
    learner.enrol()
    expect(page).to_have_url(f"{demo_site.url}{LESSONS[0]}")

    # Five lessons: an activity to finish, three quizzes, and one that is done when the learner says so.
    learner.answer_activity(right["activities"][activity_in(page)])
    page.reload()
    expect(page.get_by_text("You have done this lesson.")).to_be_visible()
    for address in LESSONS[1:3]:
        page.goto(address)
        learner.answer_quiz(right["quizzes"][quiz_in(page)])
        expect(page.get_by_text("Passed:")).to_be_visible()
        expect(page.get_by_text("You have done this lesson.")).to_be_visible()
    page.goto(LESSONS[3])
    learner.say_lesson_done()
    expect(page).to_have_url(f"{demo_site.url}{LESSONS[4]}")

    # The last answer, and within three seconds the badge is on the dashboard.
    answers = right["quizzes"][quiz_in(page)]
    for fields in answers:
        learner.fill_in(fields)
    submitted_at = time.monotonic()
    page.get_by_role("button", name="Check my answers").click()
    page.wait_for_load_state()
    page.goto("/en/learning/")
    badge_link = page.get_by_role("link", name="Inside a Cell", exact=True)
    badge_link.wait_for()
    assert time.monotonic() - submitted_at < 3
    expect(page.get_by_text("1 of 5 modules").first).to_be_visible()

    # Mail says so.
    mail = open_page()
    mail.goto("/demo/mail/")
    row = mail.get_by_role("row").filter(has_text=learner.email).filter(has_text="Inside a Cell")
    row.get_by_role("link").click()
    expect(mail.get_by_role("article")).to_contain_text("Inside a Cell")

    # The badge as files, and as a link: first without the holder's name, then with it.
    badge_link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inside a Cell")
    png = download(page, "Picture (PNG)", tmp_path)
    written = download(page, "File (JSON)", tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert json.loads(written.read_text())["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    page.get_by_role("button", name="Share with a link").click()
    link = page.get_by_label("Link to your badge").input_value()

    employer = open_page(has_script=False)
    employer.goto(link)
    assert verdict_on(employer) == "valid"
    expect(employer.get_by_role("main")).not_to_contain_text(learner.last_name)
    page.get_by_role("button", name="Show my name").click()
    employer.reload()
    expect(employer.get_by_role("main")).to_contain_text(f"{learner.first_name} {learner.last_name}")

    # The employer checks the files, without an account and without JavaScript.
    for file in (png, written):
        verify(employer, file)
        assert verdict_on(employer) == "valid"
    main = employer.get_by_role("main")
    for fact in ("Merikaari Vocational College (demo)", "What the person had to do", "EQF"):
        expect(main).to_contain_text(fact)
    tampered = json.loads(written.read_text())
    tampered["credentialSubject"]["achievement"]["name"] = "Cell Production Manager"
    verify(employer, {"name": "badge.json", "mimeType": "application/json", "buffer": json.dumps(tampered).encode()})
    assert verdict_on(employer) == "changed"

    # A coordinator takes it back in the admin, and gives a reason.
    coordinator = Person(open_page())
    coordinator.sign_in("coordinator@kenno.example", address="/admin/badges/credentials/")
    coordinator.page.goto(f"/admin/badges/credentials/?q={learner.email}")
    expect(coordinator.page.get_by_role("row")).to_have_count(2)
    coordinator.page.get_by_role("table").get_by_role("link", name="Inside a Cell").first.click()
    if not coordinator.page.get_by_role("link", name="Revoke").is_visible():
        coordinator.page.get_by_role("button", name=re.compile("Actions|More")).first.click()
    coordinator.page.get_by_role("link", name="Revoke").click()
    words = "It was issued in error."
    coordinator.page.get_by_role("radio", name=words).check()
    coordinator.page.get_by_role("button", name="Revoke the badge").click()
    expect(coordinator.page.get_by_text("taken back").first).to_be_visible()

    # From that moment the link and the files say so, with the reason.
    employer.goto(link)
    assert verdict_on(employer) == "revoked"
    expect(employer.locator("[data-verdict]")).to_contain_text(words, ignore_case=True)
    for file in (png, written):
        verify(employer, file)
        assert verdict_on(employer) == "revoked"
        expect(employer.locator("[data-verdict]")).to_contain_text(words, ignore_case=True)

    # The holder withdraws the link: it leads nowhere.
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(words, ignore_case=True)
    page.get_by_role("button", name="Withdraw the link").click()
    assert employer.goto(link).status == 404
    assert windows.troubles[page].errors == []
