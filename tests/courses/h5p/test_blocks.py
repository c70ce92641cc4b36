import json
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale, Page

from courses.activities import activity_iri
from courses.h5p.blocks import H5PBlock
from courses.h5p.embedding import embedded_player
from courses.seams import Endpoints

pytestmark = pytest.mark.django_db

ENDPOINTS = Endpoints(statements="/xapi/statements/", state="/xapi/state/", answer_quiz=lambda *_args: "/quiz/")


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def first(self, tag):
        return next(attributes for name, attributes in self.found if name == tag)


@pytest.fixture
def request_(rf):
    request = rf.get("/en/lesson/")
    request.user = AnonymousUser()
    return request


def rendered(content, request, *, is_required=False, **context):
    block = H5PBlock()
    value = block.to_python({"content": content.pk if content else None, "is_required": is_required})
    return block.render(value, context={"request": request, "page": Page(locale=Locale.get_default()), **context})


def test_a_lesson_shows_the_player_of_its_activity(content, request_):
    html = rendered(content, request_, endpoints=ENDPOINTS)
    player = Elements(html).first("kenno-h5p-player")

    assert player["data-src"].startswith("/h5p/player/")
    assert player["data-activity"] == activity_iri("h5p", content.translation_key)
    assert player["data-title"] == "A cell"
    assert player["data-content-hash"] == content.params_hash
    # Only what the player uses.
    assert json.loads(player["data-endpoints"]) == {
        "statements": "/xapi/statements/",
        "state": "/xapi/state/",
    }


def test_the_activity_has_a_heading_that_names_it(content, request_):
    html = rendered(content, request_)
    elements = Elements(html)

    assert elements.first("section")["aria-labelledby"] == elements.first("h2")["id"]


def test_nothing_in_the_element_needs_an_inline_script_or_style(content, request_):
    for _tag, attributes in Elements(rendered(content, request_)).found:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)


def test_an_activity_that_must_be_finished_says_so(content, request_):
    assert "To be finished" in rendered(content, request_, is_required=True)
    assert "To be finished" not in rendered(content, request_)


def test_without_endpoints_it_plays_untracked(content, request_):
    assert embedded_player(content, request=request_, page=None).endpoints == {}


def test_a_block_without_an_activity_shows_nothing(request_):
    assert rendered(None, request_).strip() == ""


def test_markup_in_a_title_is_text(content, request_):
    content.title = '"><script>x</script>'
    content.save()

    assert "<script>x" not in rendered(content, request_)
