"""Every public and learner page, in every state that a person can meet, held to what holds for all of them."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wcag
from tests.demo_site import PROJECT
from tests.person import (
    BAT101,
    DEMO_PASSWORD,
    PASSWORD,
    Person,
    activity_in,
    give_authenticator,
    next_code,
    quiz_in,
    right_answers,
)
from tests.windows import DESK, PHONE

pytestmark = pytest.mark.browser

AXE = PROJECT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST_TARGET = 24
NARROWEST = 320
MOST_SHIFT = 0.01

FIRST_LESSON = f"{BAT101}m1/parts-of-a-cell/"
QUIZ_LESSON = f"{BAT101}m1/charge-and-discharge/"
FAILED_LESSON = f"{BAT101}m1/four-chemistries/"
LAST_LESSON = f"{BAT101}m1/what-you-now-know/"

_AXE_RUN = """rules => axe.run(document, {runOnly: rules, iframes: false}).then(found => found.violations.map(
  violation => violation.id + " (" + violation.impact + "): " + violation.nodes.map(
    node => node.target.join(" ") + " " + (node.any[0] ?? node.all[0] ?? node.none[0])?.message).slice(0, 4).join(" | ")
))"""
_WATCH_SHIFTS = """
window.kennoShifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.kennoShifts.push(entry.value);
}).observe({type: "layout-shift", buffered: true});
window.kennoViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.kennoViolations.push(`${event.violatedDirective} forbids ${event.blockedURI}`);
});
"""
# WCAG 2.2, 2.5.8: links in a sentence and controls that the browser draws itself are exempt.
_SMALL_TARGETS = """smallest => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter(target => {
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(target);
    if (!box.width || !box.height || style.visibility === "hidden" || target.type === "hidden") return false;
    if (target.matches(".skip") || target.closest("[popover]:not(:popover-open)")) return false;
    if (style.display === "inline" && target.matches("a")) return false;
    if (target.matches("input[type=radio], input[type=checkbox]")) {
      const label = target.closest("label")?.getBoundingClientRect() ?? box;
      return Math.min(label.width, label.height) < smallest;
    }
    return Math.min(box.width, box.height) < smallest - 0.5;
  })
  .map(target => target.outerHTML.slice(0, 120))"""
_OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const wide = [...document.body.querySelectorAll("*")].filter(
    element => element.getBoundingClientRect().right > root.clientWidth + 1
  );
  const named = wide.slice(-3).map(element => element.outerHTML.slice(0, 90)).join(" … ");
  return `${root.scrollWidth} of ${root.clientWidth} px: ${named}`;
}"""


@dataclass(frozen=True)
class Stop:
    """A page in one state. ``who`` looks at it: nobody in particular, somebody new, or somebody with progress."""

    name: str
    address: str
    who: str = "visitor"
    status: int = 200
    fields: tuple[tuple[str, str], ...] = ()
    file: str = ""


VISITORS = [
    Stop("home", "/en/"),
    Stop("catalogue", "/en/courses/"),
    Stop("catalogue, searched and filtered", "/fi/courses/?q=akkujen&level=4&level=5&language=fi&area=nowhere"),
    Stop("catalogue, nothing found", "/sv/courses/?q=batterier&level=6&area=CEL"),
    Stop("courses of a provider", "/en/courses/college/"),
    Stop("course", BAT101),
    Stop("course in outline", "/en/courses/univ/"),
    Stop("module", f"{BAT101}m1/"),
    Stop("issuer", "/badges/issuers/college/"),
    Stop("accessibility statement", "/en/accessibility/"),
    Stop("privacy notice", "/en/privacy/"),
    Stop("terms of use", "/en/terms/"),
    Stop("feedback", "/en/feedback/"),
    Stop("feedback, nothing written", "/en/feedback/", status=422, fields=(("Your message", ""),)),
    Stop("feedback, sent", "/en/feedback/sent/"),
    Stop("sign in", "/en/accounts/login/"),
    Stop("sign in, refused", "/en/accounts/login/", fields=(("Email", "a@b.fi"), ("Password", "wrong"))),
    Stop(
        "sign in, second factor",
        "/en/accounts/login/",
        fields=(("Email", "coordinator@kenno.example"), ("Password", DEMO_PASSWORD)),
    ),
    Stop("register", "/en/accounts/signup/"),
    Stop("register, refused", "/en/accounts/signup/", fields=(("First name", "A"), ("Email", "no"), ("Password", "1"))),
    Stop("forgotten password", "/en/accounts/password/reset/"),
    Stop("forgotten password, sent", "/en/accounts/password/reset/done/"),
    Stop("reset with an old link", "/en/accounts/password/reset/key/1-bad/"),
    Stop("invitation", "{invitation}"),
    Stop("invitation, refused", "{invitation}", status=422, fields=(("First name", ""), ("Password", "1"))),
    Stop("invitation, too old", "/en/accounts/invitation/old/", status=410),
    Stop("account deleted", "/en/accounts/deleted/"),
    Stop("mail list", "/demo/mail/"),
    Stop("codes of the demonstration", "/demo/codes/"),
    Stop("no such page", "/en/nowhere/", status=404),
    Stop("verify", "/en/verify/"),
    Stop("verify, nothing given", "/en/verify/", status=422, fields=(("", ""),)),
    Stop("verify, no badge", "/en/verify/", file="text"),
    Stop("verify, unknown issuer", "/en/verify/", file="foreign"),
    Stop("verify, valid", "/en/verify/", file="valid"),
    Stop("verify, changed", "/en/verify/", file="changed"),
    Stop("verify, revoked", "/en/verify/", file="revoked"),
    Stop("shared badge", "{shared}"),
    Stop("shared badge, revoked", "{shared_revoked}"),
    Stop("achievement", "{achievement}"),
]
NEWCOMERS = [
    Stop("dashboard, empty", "/en/learning/", who="newcomer"),
    Stop("badges, none", "/en/badges/", who="newcomer"),
    Stop("course to enrol in", BAT101, who="newcomer"),
    Stop("sign out", "/en/accounts/logout/", who="newcomer"),
    Stop("change password", "/en/accounts/password/change/", who="newcomer"),
    Stop("e-mail address", "/en/accounts/email/", who="newcomer"),
    Stop("account", "/en/accounts/", who="newcomer"),
    Stop("name", "/en/accounts/name/", who="newcomer"),
    Stop("name, refused", "/en/accounts/name/", who="newcomer", status=422, fields=(("First name", ""),)),
    Stop("sessions", "/en/accounts/sessions/", who="newcomer"),
    Stop("institutions", "/en/accounts/institutions/", who="newcomer"),
    Stop("delete the account", "/en/accounts/delete/", who="newcomer"),
    Stop("delete the account, not sure", "/en/accounts/delete/", who="newcomer", status=422, fields=(("", ""),)),
    Stop("is it you?", "/en/accounts/reauthenticate/", who="newcomer"),
    Stop("second factor, none", "/en/accounts/2fa/", who="newcomer"),
    Stop("set up an app", "/en/accounts/2fa/totp/activate/", who="newcomer"),
    Stop("set up an app, wrong code", "/en/accounts/2fa/totp/activate/", who="newcomer", fields=(("Code", "1"),)),
    Stop("add a passkey", "/en/accounts/2fa/webauthn/add/", who="newcomer"),
    Stop("passkeys, none", "/en/accounts/2fa/webauthn/", who="newcomer"),
]
KEEPERS = [
    Stop("second factor", "/en/accounts/2fa/", who="keeper"),
    Stop("is it you? with a code", "/en/accounts/2fa/reauthenticate/", who="keeper"),
    Stop("is it you? with a passkey", "/en/accounts/2fa/webauthn/reauthenticate/", who="keeper"),
    Stop("passkeys", "/en/accounts/2fa/webauthn/", who="keeper"),
    Stop("rename a passkey", "/en/accounts/2fa/webauthn/keys/{passkey}/edit/", who="keeper"),
    Stop("remove a passkey", "/en/accounts/2fa/webauthn/keys/{passkey}/remove/", who="keeper"),
    Stop("recovery codes", "/en/accounts/2fa/recovery-codes/", who="keeper"),
    Stop("new recovery codes", "/en/accounts/2fa/recovery-codes/generate/", who="keeper"),
    Stop("remove the app", "/en/accounts/2fa/totp/deactivate/", who="keeper"),
]
LEARNERS = [
    Stop("dashboard", "/en/learning/", who="learner"),
    Stop("badges", "/en/badges/", who="learner"),
    Stop("badge, shared", "{badge}", who="learner"),
    Stop("badge, revoked", "{badge_revoked}", who="learner"),
    Stop("course with progress", BAT101, who="learner"),
    Stop("module with progress", f"{BAT101}m1/", who="learner"),
    Stop("lesson with an activity", FIRST_LESSON, who="learner"),
    Stop("lesson, quiz passed", QUIZ_LESSON, who="learner"),
    Stop("lesson, quiz not passed", f"{BAT101}m2/volts-amperes-watt-hours/", who="learner"),
    Stop("lesson, answers missing", f"{BAT101}m2/how-fast-is-one-c/", who="learner", status=422, fields=(("", ""),)),
    Stop("lesson that asks nothing", f"{BAT101}m2/is-this-reading-normal/", who="learner"),
    Stop("module quiz", f"{BAT101}m2/what-you-can-now-read/", who="learner"),
    Stop("home, signed in", "/en/", who="learner"),
]

_BADGES = """
from badges.awarding import award_due_achievements
from badges.credentials import issue_credential, revoke_credential, share_credential
from badges.models import Achievement, Credential
from badges.signing import written
from django.urls import reverse
from django.utils.translation import override
from home.models import User
learner = User.objects.get(email={email!r})
good = Credential.objects.of(learner).get(achievement__name="Inside a Cell")
gone = issue_credential(Achievement.objects.get(name="Reads Battery Quantities"), recipient=learner)
revoke_credential(gone, reason=Credential.Reason.values[0], note="A demonstration of what revoking looks like.")
for credential in (good, gone):
    share_credential(credential)
    credential.refresh_from_db()
text = bytes(written(good.document)).decode()
foreign = dict(good.document, issuer=dict(good.document["issuer"], id="did:web:elsewhere.example"))
with override("en"):
    answer = {{
        "shared": reverse("badges:shared", args=[good.share_token]),
        "shared_revoked": reverse("badges:shared", args=[gone.share_token]),
        "badge": reverse("badges:credential", args=[good.pk]),
        "badge_revoked": reverse("badges:credential", args=[gone.pk]),
        "achievement": reverse("badges_public:achievement", args=[good.achievement_id]),
        "files": {{
            "text": "This is a shopping list.",
            "valid": text,
            "changed": text.replace("Inside a Cell", "Outside a Cell"),
            "revoked": bytes(written(gone.document)).decode(),
            "foreign": bytes(written(foreign)).decode(),
        }},
    }}
"""


_INVITATION = """
from django.urls import reverse
from django.utils.translation import override
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from home.invitations import invite, token_of
from home.models import User
made = invite(
    "invited@kenno.example", first_name="Outi", last_name="Salo (test)", language="en",
    groups=[Group.objects.get(name="Coordinators")], by=User.objects.get(email="admin@kenno.example"),
)
with override("en"):
    answer = {{
        "invitation": reverse("account_invitation", args=[token_of(made)]),
        "passkey": Authenticator.objects.get(user__email={email!r}, type="webauthn").pk,
    }}
"""


def keep_a_second_factor(person: Person, *, site: str) -> str:
    """Set up an app and a passkey for somebody who has just registered; return the key of the app."""
    page = person.page
    give_authenticator(page)
    page.goto("/en/accounts/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator(".code-key").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(next_code(person.email, site=site, secret=secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/en/accounts/2fa/webauthn/add/")
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(re.compile("/accounts/2fa/$"))
    return secret


@pytest.fixture(scope="module")
def visit(running_site, chromium):
    """Make the people and badges that the pages show, once; return what the addresses and files are."""
    from tests.windows import Windows

    if not running_site.is_running:
        running_site.start()
    windows = Windows(chromium, running_site)
    newcomer = Person(windows.open(), first_name="Uusi")
    newcomer.register()

    keeper = Person(windows.open(), first_name="Aimo")
    keeper.register()
    secret = keep_a_second_factor(keeper, site=running_site.url)

    learner = Person(windows.open(), first_name="Ossi")
    page = learner.page
    right = right_answers(running_site)
    learner.register()
    learner.enrol()
    learner.answer_activity(right["activities"][activity_in(page)])
    for address in (QUIZ_LESSON, FAILED_LESSON, LAST_LESSON):
        page.goto(address)
        learner.answer_quiz(right["quizzes"][quiz_in(page)])
        expect(page.get_by_text("Passed:")).to_be_visible()
    page.goto(f"{BAT101}m1/formats-and-labels/")
    learner.say_lesson_done()
    page.wait_for_url(f"**{LAST_LESSON}")
    page.goto(f"{BAT101}m2/volts-amperes-watt-hours/")
    answers = right["quizzes"][quiz_in(page)]
    learner.answer_quiz([{name: "7" if len(value) < 9 else value for name, value in one.items()} for one in answers])
    found: dict[str, Any] = running_site.query(_BADGES.format(email=learner.email))
    found |= running_site.query(_INVITATION.format(email=keeper.email))
    found["keeper"] = {"email": keeper.email, "secret": secret, "site": running_site.url}
    found["states"] = {
        "visitor": None,
        "newcomer": newcomer.page.context.storage_state(),
        "keeper": keeper.page.context.storage_state(),
        "learner": page.context.storage_state(),
    }
    windows.close()
    return found


def go(page: Page, stop: Stop, visit: dict[str, Any]):
    """Bring the page into the state of the stop; return the response."""
    response = page.goto(stop.address.format(**visit))
    if "reauthenticate" in page.url and "reauthenticate" not in stop.address:
        # The page is for those only who were there a moment ago.
        by_code = page.get_by_label("Code", exact=True)
        if by_code.count():
            by_code.fill(next_code(**visit["keeper"]))
        else:
            page.get_by_label("Password", exact=True).fill(PASSWORD)
        with page.expect_navigation() as arrived:
            page.get_by_role("button", name="Go on").click()
        response = arrived.value
    if stop.file:
        body = visit["files"][stop.file].encode()
        page.get_by_label("The badge file").set_input_files(
            {"name": "badge.json", "mimeType": "application/json", "buffer": body}
        )
    for label, value in stop.fields:
        if label:
            page.get_by_label(label, exact=True).fill(value)
    if stop.file or stop.fields:
        forms = page.get_by_role("main").locator("form[method=post]").filter(has=page.locator("button"))
        if stop.fields and stop.fields[0][0]:
            forms = forms.filter(has=page.get_by_label(stop.fields[0][0], exact=True))
        # What the browser itself would refuse to send has to be answered well by the site too.
        forms.last.evaluate("form => { form.noValidate = true; }")
        with page.expect_navigation() as arrived:
            forms.last.locator("button").last.click()
        response = arrived.value
    page.wait_for_load_state("networkidle")
    return response


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands now, in the present width and colours."""
    page.evaluate(AXE.read_text())
    faults = page.evaluate(_AXE_RUN, RULES)
    faults += [f"small target: {one}" for one in page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)]
    return faults


def scrolls_sideways(page: Page) -> list[str]:
    overflow = page.evaluate(_OVERFLOW)
    return [f"scrolls sideways at {page.viewport_size['width']} px: {overflow}"] if overflow else []


def refusals_in(policy: str) -> list[str]:
    missing = [word for word in ("default-src 'none'", "script-src 'self'", "style-src 'self'") if word not in policy]
    return [f"policy lacks {word}" for word in missing] + [
        f"policy allows {word}" for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if word in policy
    ]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("stop", [*VISITORS, *NEWCOMERS, *KEEPERS, *LEARNERS], ids=lambda stop: stop.name)
def test_every_page_holds_to_what_holds_for_all(stop, size, visit, windows):
    page = windows.open(size=size, state=visit["states"][stop.who])
    page.add_init_script(_WATCH_SHIFTS)

    response = go(page, stop, visit)

    assert response.status == stop.status
    faults = refusals_in(response.headers.get("content-security-policy", ""))
    shift = page.evaluate("kennoShifts.reduce((sum, value) => sum + value, 0)")
    if shift >= MOST_SHIFT:
        faults.append(f"layout shift {shift:.3f}")
    # Now, because axe adds style sheets of its own, which the policy rightly refuses.
    faults += page.evaluate("kennoViolations")
    faults += windows.troubles[page].errors
    faults += [f"foreign request: {url}" for url in windows.troubles[page].foreign_requests]
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        faults += [f"{colours}: {fault}" for fault in faults_of(page)]
    for width in {size[0], NARROWEST} if size == PHONE else {size[0]}:
        page.set_viewport_size({"width": width, "height": size[1]})
        faults += scrolls_sideways(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("stop", [*VISITORS, *NEWCOMERS, *KEEPERS, *LEARNERS], ids=lambda stop: stop.name)
def test_every_page_holds_when_it_is_zoomed_spaced_recoloured_and_stilled(stop, visit, windows):
    page = windows.open(size=wcag.UNZOOMED, state=visit["states"][stop.who])

    go(page, stop, visit)

    faults = wcag.lost_at_zoom(page) + wcag.moves(page) + wcag.obscured(page) + wcag.unseen_in_forced_colours(page)
    for width, height in (wcag.ZOOMED, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        faults += scrolls_sideways(page)
        if (width, height) != wcag.ZOOMED:
            with wcag.wider_text(page):
                faults += [
                    f"wider text at {width} px: {fault}" for fault in wcag.cut_off(page) + scrolls_sideways(page)
                ]
    faults += [f"small target at {DESK[0]} px: {one}" for one in page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)]
    assert not faults, "\n".join(faults)


def test_the_frame_of_an_activity_is_as_accessible_as_the_page(visit, windows):
    page = windows.open(size=PHONE, state=visit["states"]["learner"])
    page.goto(FIRST_LESSON)
    person = Person(page)
    person.frame.get_by_role("group").wait_for()
    frame = page.frames[1]

    frame.evaluate(AXE.read_text())

    # Best practice asks for a level-one heading, which is for the page around the frame to have.
    assert frame.evaluate(_AXE_RUN, [rule for rule in RULES if rule != "best-practice"]) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_menu_of_a_phone_opens_closes_and_is_accessible_while_open(colours, visit, windows):
    page = windows.open(size=PHONE, colours=colours, state=visit["states"]["learner"])
    page.goto("/en/")
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    menu = page.get_by_role("navigation", name="Main")

    expect(menu.get_by_role("link", name="My learning")).to_be_visible()
    assert faults_of(page) == []

    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_pages_that_are_not_for_everybody_ask_who_is_there(windows, visit):
    page = windows.open()

    for address in ("/en/learning/", "/en/badges/", FIRST_LESSON, "/admin/"):
        page.goto(address)
        assert re.search(r"/accounts/login/\?next=", page.url), address
