import io
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect
from wagtail.models import Locale

from courses.activities import activity_iri
from courses.h5p import player
from courses.h5p.content_types import build_package
from courses.h5p.importing import import_package
from tests.browser import h5p_site
from tests.packages import h5p_json, h5p_package, library_files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not any(
            Path(folder, "courses/vendor/h5p/frame.bundle.js").exists() for folder in django_settings.STATICFILES_DIRS
        ),
        reason="The H5P core is not there; run npm ci and manage.py collect_assets to fetch it.",
    ),
]

ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
ATTEMPTED = "http://adlnet.gov/expapi/verbs/attempted"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"
QUESTION = {
    "question": "<p>Which part lets ions through?</p>",
    "answers": [
        {"text": "Anode", "correct": False, "feedback": "It stores them."},
        {"text": "Separator", "correct": True, "feedback": "Through its pores."},
    ],
}

# Two questions in one: it completes without its parts having said anything.
SET = """
H5P.Set = function (params, contentId) {
  H5P.EventDispatcher.call(this);
  this.contentId = contentId;
  const part = (id) => Object.assign(new H5P.EventDispatcher(), { contentId, subContentId: id, parent: this });
  const parts = ["0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c11", "0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c12"].map(part);
  const answer = (one) => {
    const event = one.createXAPIEventTemplate("answered");
    event.setScoredResult(0, 1, one, true, false);
    return event;
  };
  this.attach = ($container) => {
    $container.html("<button id='one'>One</button><button id='all'>All</button>");
    $container.find("#one").on("click", () => parts[0].trigger(answer(parts[0])));
    $container.find("#all").on("click", () => this.triggerXAPIScored(2, 2, "completed", true, true));
  };
  this.getXAPIData = () => ({
    statement: answer(this).data.statement,
    children: parts.map((one) => ({ statement: answer(one).data.statement })),
  });
};
"""


@pytest.fixture(scope="module", autouse=True)
def database_beside_playwright():
    """Let Django use its database in this thread, where Playwright keeps an event loop running."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def site(settings, tmp_path, monkeypatch):
    settings.ROOT_URLCONF = "tests.browser.h5p_site"
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(player, "SAVE_EVERY", 0.3)
    Locale.objects.get_or_create(language_code="en")
    h5p_site.forget()
    return h5p_site


def choice(language="en", **params):
    package = build_package({**QUESTION, **params}, title="Inside a cell", language=language)
    return import_package(io.BytesIO(package), may_install_libraries=True)


def scripted(script, *, name="H5P.Set"):
    package = h5p_package(library_files(name, script=script), manifest=h5p_json(name), params={})
    return import_package(package, may_install_libraries=True)


def frame_of(page, number=0):
    return page.locator("kenno-h5p-player iframe").nth(number).content_frame


def opened(page, live_server, *contents, how="tracked"):
    page.goto(f"{live_server.url}/{how}/{','.join(str(content.pk) for content in contents)}/")
    return frame_of(page)


def status(page, number=0):
    return page.locator("[data-h5p-status]").nth(number)


def iri(content):
    return activity_iri("h5p", content.translation_key)


def eventually(page, happened):
    """Wait, while the browser goes on, until ``happened()`` is true."""
    for _ in range(100):
        if happened():
            return
        page.wait_for_timeout(50)
    assert happened()


def test_a_learner_answers_with_the_keyboard_alone_and_it_is_recorded(page, live_server, site):
    content = choice()
    frame = opened(page, live_server, content)
    expect(frame.get_by_role("group", name="Which part lets ions through?")).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(frame.get_by_role("radio", name="Separator")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(frame.get_by_role("status")).to_have_text("Well done. You got 1 of 1 points.")
    expect(frame.get_by_role("button", name="Try again")).to_be_focused()
    expect(status(page)).to_have_text("You got 1 of 1 points. Saved.")
    attempted, answered = site.statements
    assert (attempted["verb"]["id"], answered["verb"]["id"]) == (ATTEMPTED, ANSWERED)
    assert attempted["object"]["id"] == answered["object"]["id"] == iri(content)
    assert answered["result"]["score"] == {"min": 0, "max": 1, "raw": 1, "scaled": 1}
    assert answered["object"]["definition"]["interactionType"] == "choice"
    assert answered["object"]["definition"]["correctResponsesPattern"] == ["1"]
    assert answered["result"]["response"] == "1"
    assert answered["id"] != attempted["id"]
    assert answered["timestamp"].endswith("Z")
    assert "actor" not in answered


def test_feedback_belongs_to_its_answer(page, live_server):
    frame = opened(page, live_server, choice())
    frame.get_by_role("radio", name="Anode").check()
    frame.get_by_role("button", name="Check").click()

    expect(frame.get_by_role("radio", name="Anode")).to_have_accessible_description("Wrong It stores them.")
    frame.get_by_role("button", name="Show the right answers").click()
    expect(frame.get_by_role("radio", name="Separator")).to_have_accessible_description("Right answer")


def test_nothing_is_checked_before_something_is_chosen(page, live_server, site):
    frame = opened(page, live_server, choice())
    frame.get_by_role("button", name="Check").click()

    expect(frame.get_by_role("status")).to_have_text("Choose an answer first.")
    expect(frame.get_by_role("radio", name="Anode")).to_be_focused()
    assert [statement["verb"]["id"] for statement in site.statements] == [ATTEMPTED]


def test_a_learner_resumes_where_the_page_was_left(page, live_server, site):
    content = choice(multiple=True)
    frame = opened(page, live_server, content)
    frame.get_by_role("checkbox", name="Anode").check()
    eventually(page, lambda: iri(content) in site.states)

    page.reload()

    expect(frame_of(page).get_by_role("checkbox", name="Anode")).to_be_checked()
    expect(frame_of(page).get_by_role("checkbox", name="Separator")).not_to_be_checked()


def test_starting_over_forgets_the_state(page, live_server, site):
    content = choice()
    frame = opened(page, live_server, content)
    frame.get_by_role("radio", name="Anode").check()
    frame.get_by_role("button", name="Check").click()
    eventually(page, lambda: iri(content) in site.states)
    page.reload()

    frame_of(page).get_by_role("button", name="Try again").click()

    eventually(page, lambda: iri(content) not in site.states)


def test_an_empty_state_never_takes_the_place_of_a_stored_one(page, live_server, site):
    # A content that cannot restore reports an empty state, as some do.
    forgetful = scripted(
        "H5P.Set = function () { this.attach = ($box) => $box.text('Here'); this.getCurrentState = () => ({}); };"
    )
    stored = {"contentHash": forgetful.params_hash, "states": {"0": {"state": '{"page": 7}'}}}
    site.states[iri(forgetful)] = stored

    frame = opened(page, live_server, forgetful)
    expect(frame.get_by_text("Here")).to_be_visible()
    page.wait_for_timeout(1000)

    assert site.states == {iri(forgetful): stored}


def test_the_state_of_other_parameters_is_not_given_to_the_content(page, live_server, site):
    content = choice()
    site.states[iri(content)] = {"contentHash": "other", "states": {"0": {"state": '{"answers": [0]}'}}}

    expect(opened(page, live_server, content).get_by_role("radio", name="Anode")).not_to_be_checked()


def test_what_happens_offline_is_sent_once_when_the_network_is_back(page, live_server, site):
    content = choice()
    frame = opened(page, live_server, content)
    frame.get_by_role("radio", name="Separator").check()
    eventually(page, lambda: len(site.statements) == 1)
    page.context.set_offline(True)

    frame.get_by_role("button", name="Check").click()
    expect(status(page)).to_have_text("You got 1 of 1 points. Not saved yet. It will be sent when you are back online.")
    page.context.set_offline(False)

    expect(status(page)).to_have_text("Saved.")
    page.reload()
    expect(frame_of(page).get_by_role("status")).to_be_visible()
    sent = [statement["id"] for statement in site.statements if statement["verb"]["id"] == ANSWERED]
    assert len(sent) == 1
    assert '"checked":true' in site.states[iri(content)]["states"]["0"]["state"]


def test_several_players_keep_apart(page, live_server, site):
    first, second = choice(), choice()
    opened(page, live_server, first, second)
    second_frame = frame_of(page, 1)
    second_frame.get_by_role("radio", name="Anode").check()
    second_frame.get_by_role("button", name="Check").click()

    expect(status(page, 1)).to_have_text("You got 0 of 1 points. Saved.")
    expect(status(page, 0)).to_have_text("")
    answered = [statement for statement in site.statements if statement["verb"]["id"] == ANSWERED]
    assert [statement["object"]["id"] for statement in answered] == [iri(second)]


def test_a_player_starts_as_it_comes_into_view(page, live_server):
    page.set_viewport_size({"width": 400, "height": 300})
    opened(page, live_server, *(choice() for _ in range(4)))
    frames = page.locator("kenno-h5p-player iframe")
    expect(frame_of(page).get_by_role("radio")).to_have_count(2)
    assert frames.nth(3).get_attribute("src") is None

    frames.nth(3).scroll_into_view_if_needed()

    expect(frame_of(page, 3).get_by_role("radio")).to_have_count(2)


def test_the_frame_is_as_tall_as_its_content(page, live_server):
    frame = opened(page, live_server, choice())
    frame.get_by_role("radio", name="Anode").check()
    frame.get_by_role("button", name="Check").click()
    expect(frame.get_by_text("It stores them.")).to_be_visible()

    def fits():
        return page.frames[1].evaluate("document.documentElement.scrollHeight <= innerHeight + 1")

    eventually(page, fits)


def test_the_frame_is_named_and_sandboxed(page, live_server):
    opened(page, live_server, choice())
    frame = page.locator("kenno-h5p-player iframe")

    expect(frame).to_have_attribute("title", "Inside a cell")
    expect(frame).to_have_attribute("sandbox", "allow-scripts allow-forms allow-popups")


def test_a_content_speaks_its_own_language(page, live_server):
    frame = opened(page, live_server, choice("fi"))

    expect(frame.get_by_role("button", name="Tarkista")).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("lang", "fi")


def test_without_endpoints_it_plays_and_sends_nothing(page, live_server, site):
    frame = opened(page, live_server, choice(), how="untracked")
    frame.get_by_role("radio", name="Separator").check()
    frame.get_by_role("button", name="Check").click()

    expect(frame.get_by_role("status")).to_have_text("Well done. You got 1 of 1 points.")
    page.wait_for_timeout(600)
    assert site.statements == []
    assert site.states == {}


def test_parts_are_recorded_under_addresses_of_their_own(page, live_server, site):
    content = scripted(SET)
    frame = opened(page, live_server, content)
    frame.get_by_role("button", name="One").click()
    frame.get_by_role("button", name="All").click()
    eventually(page, lambda: len(site.statements) == 3)

    # The second question was never checked: its answer comes from the tree of the whole.
    part, whole, other = sorted(site.statements, key=lambda statement: statement["timestamp"])
    assert part["object"]["id"] == f"{iri(content)}#0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c11"
    assert part["object"]["definition"]["extensions"][SUB_CONTENT] == "0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c11"
    assert part["context"]["contextActivities"]["parent"] == [{"objectType": "Activity", "id": iri(content)}]
    assert (whole["verb"]["id"], whole["object"]["id"]) == (COMPLETED, iri(content))
    assert whole["result"]["score"]["raw"] == 2
    assert other["object"]["id"].endswith("#0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c12")


def test_a_message_from_anybody_but_the_frame_is_ignored(page, live_server, site):
    opened(page, live_server, choice())
    eventually(page, lambda: len(site.statements) == 1)
    forged = """{kenno: "h5p", type: "statement", statement: {
        verb: {id: "http://adlnet.gov/expapi/verbs/completed"}, object: {}, result: {score: {raw: 9, max: 9}}}}"""

    page.evaluate(f"window.postMessage({forged}, '*')")
    page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {name: 'other'}))")
    other = page.frame(name="other")
    other.evaluate(f"parent.postMessage({forged}, '*')")
    page.wait_for_timeout(500)

    assert len(site.statements) == 1


HOSTILE = """
H5P.Set = function () {
  this.attach = ($box) => {
    const found = {};
    const attempt = (name, act) => { try { found[name] = String(act()); } catch (error) { found[name] = error.name; } };
    attempt("cookie", () => document.cookie);
    attempt("parent", () => parent.document.title);
    attempt("top", () => { top.location = "/untracked/stolen/"; return "navigated"; });
    attempt("storage", () => { localStorage.setItem("kenno.statements", "x"); return "own"; });
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/statements/" });
    document.body.append(form);
    attempt("form", () => { form.submit(); return "submitted"; });
    const calls = [fetch("/state/?activityId=x"), fetch("/statements/", { method: "POST", body: "{}" })];
    Promise.allSettled(calls).then((results) => {
      found.fetch = results.map((result) => result.status).join();
      $box.html($("<output>").text(JSON.stringify(found)));
    });
    const $ = H5P.jQuery;
  };
};
"""


def test_a_hostile_library_gets_nothing_of_the_site(page, live_server, site):
    page.context.add_cookies([{"name": "sessionid", "value": "secret", "url": live_server.url}])
    content = scripted(HOSTILE)
    frame = opened(page, live_server, content)

    found = frame.locator("output").inner_text()
    page.wait_for_timeout(300)

    assert '"cookie":"SecurityError"' in found
    assert '"parent":"SecurityError"' in found
    assert '"fetch":"rejected,rejected"' in found
    # Navigating the top throws or is ignored; the storage it wrote to was the frame's own.
    assert page.url.endswith(f"/tracked/{content.pk}/")
    assert page.evaluate("localStorage.getItem('kenno.statements')") is None
    assert site.statements == []


def test_the_player_and_our_content_type_are_accessible(page, live_server):
    axe = Path(django_settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
    if not axe.exists():
        pytest.skip("axe-core is not there; run npm ci to fetch it.")
    frame = opened(page, live_server, choice())
    frame.get_by_role("radio", name="Anode").check()
    for press in (None, "Check", "Show the right answers"):
        if press:
            frame.get_by_role("button", name=press).click()
        document = page.frames[1]
        document.evaluate(axe.read_text(encoding="utf-8"))
        # The heading of the lesson is on the page around it.
        options = {"rules": {"page-has-heading-one": {"enabled": False}}}
        violations = document.evaluate("(options) => axe.run(options).then((found) => found.violations)", options)
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
