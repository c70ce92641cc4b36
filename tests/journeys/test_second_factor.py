"""Staff sign in with a second factor: a code of an app, a passkey, a recovery code. In a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.person import DEMO_PASSWORD, Person, give_authenticator, next_code

pytestmark = pytest.mark.browser

_NEW_COLLEAGUE = """
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from home.models import User
colleague = User.objects.create_user({email!r}, {password!r}, first_name="Outi", last_name="Salo (test)")
EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
colleague.groups.add(Group.objects.get(name="Coordinators"))
answer = colleague.pk
"""


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_an_administrator_signs_in_with_the_code_of_an_app(demo_site, open_page):
    person = Person(open_page())
    page = person.page
    person.email = "admin@kenno.example"

    page.goto("/admin/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Second factor")

    page.get_by_label("Code", exact=True).fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right, or it was used already.")).to_be_visible()

    person.type_code()
    expect(page).to_have_url(f"{demo_site.url}/admin/")
    page.goto("/admin/users/")
    expect(page.get_by_role("main")).to_contain_text("teacher@kenno.example")


def test_the_codes_can_be_looked_up_in_the_demonstration(open_page):
    page = open_page()

    page.goto("/demo/codes/")

    row = page.get_by_role("row").filter(has_text="admin@kenno.example")
    expect(row).to_contain_text(re.compile(r"\d{6}"))


def test_a_teacher_adds_a_passkey_and_signs_in_with_it(demo_site, open_page):
    person = Person(open_page())
    page = person.page
    give_authenticator(page)
    person.sign_in("teacher@kenno.example", address="/admin/")
    expect(page).to_have_url(f"{demo_site.url}/admin/")

    page.goto("/en/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ey added.")
    page.goto("/en/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()

    # With the passkey alone.
    sign_out(page)
    page.goto("/admin/")
    page.get_by_role("button", name="Use a passkey instead").press("Enter")
    expect(page).to_have_url(f"{demo_site.url}/admin/")

    # With the password, and the passkey as second factor.
    sign_out(page)
    page.goto("/admin/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use my passkey").press("Enter")
    expect(page).to_have_url(f"{demo_site.url}/admin/")

    # Renamed, and removed.
    page.goto("/en/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename “My phone”").click()
    page.get_by_label("What to call it").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove “Old phone”").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have no passkey.")).to_be_visible()

    # What it opened is closed, and the app opens it again.
    page.goto("/admin/")
    expect(heading(page)).to_have_text("Is it you?")
    person.type_code()
    expect(page).to_have_url(f"{demo_site.url}/admin/")


def test_a_new_colleague_without_javascript_sets_up_an_app_and_goes_on_to_the_admin(demo_site, windows):
    person = Person(windows.open(has_script=False))
    page = person.page
    email = "outi@kenno.example"
    demo_site.query(_NEW_COLLEAGUE.format(email=email, password=DEMO_PASSWORD))

    person.sign_in(email, address="/admin/")
    expect(page.get_by_text("Whoever works in the admin signs in with a second factor.")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".code-key").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(next_code(email, site=demo_site.url, secret=secret))
    page.get_by_role("button", name="Set it up").click()

    expect(heading(page)).to_have_text("Recovery codes")
    spare = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="Go on to where you wanted to go").click()
    expect(page).to_have_url(f"{demo_site.url}/admin/")

    # Later, without the phone.
    other = Person(windows.open())
    other.page.goto("/admin/")
    other.page.get_by_label("Email").fill(email)
    other.page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    other.page.get_by_role("button", name="Sign in", exact=True).click()
    other.page.get_by_label("Code", exact=True).fill(spare)
    other.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(other.page).to_have_url(f"{demo_site.url}/admin/")


def sign_out(page: Page) -> None:
    page.goto("/en/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_attached()
