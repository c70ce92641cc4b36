"""What the law asks to say: templates in each language, drafts with gaps for a new site, links from every page."""

import json
import re
from io import StringIO

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Site

from home.models import HomePage, TextPage
from home.text_pages import TEXTS, add_text_pages, text_page

LANGUAGES = ("en", "fi", "sv")
TOPICS = TextPage.Topic.values


def written(language):
    return yaml.safe_load((TEXTS / f"{language}.yaml").read_text(encoding="utf-8"))


def shape(block):
    """Return the tags and gaps of a block: what is the same in every language."""
    return block if isinstance(block, str) else (re.findall(r"</?\w+", block["text"]), sorted(gaps(block)))


def gaps(block):
    return re.findall(r"\{(\w+)\}", "" if isinstance(block, str) else block["text"])


@pytest.fixture
def front(db):
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Kenno", slug="kenno", locale=Locale.objects.get(language_code="en")))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def finnish_front(front):
    finnish, _is_new = Locale.objects.get_or_create(language_code="fi")
    return front.copy_for_translation(finnish)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_text_has_the_shape_of_the_english_one_in_every_language(language, topic):
    english, own = (written(code)["pages"][topic]["body"] for code in ("en", language))

    assert [shape(block) for block in own] == [shape(block) for block in english]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_word_for_what_is_missing_and_every_word_a_place(language):
    used = {gap for topic in TOPICS for block in written(language)["pages"][topic]["body"] for gap in gaps(block)}

    assert used == set(written(language)["missing"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_says_what_the_model_of_the_union_asks(language):
    said = " ".join(str(block.value) for block in text_page("accessibility", language=language).body)

    for fact in ("306/2019", "WCAG 2.1", "2.5.7", "14 ", "Traficom", "saavutettavuus@traficom.fi", "029 534 5000"):
        assert fact in said, fact
    assert "feedback" in [block.block_type for block in text_page("accessibility", language=language).body]


def test_a_new_site_gets_drafts_that_say_what_is_missing(front, finnish_front, client):
    call_command("add_text_pages", stdout=StringIO())

    pages = TextPage.objects.order_by("pk")
    assert [(page.topic, page.locale.language_code) for page in pages] == [
        (topic, language) for topic in TOPICS for language in ("en", "fi")
    ]
    assert not pages.filter(live=True).exists()
    assert "name of the organisation" in pages[0].missing
    assert pages[0].translation_key == pages[1].translation_key
    assert client.get("/en/accessibility/").status_code == 404


def test_what_is_there_already_is_left_alone(front):
    add_text_pages(front)
    TextPage.objects.filter(topic="terms").delete()

    assert [page.topic for page in add_text_pages(TextPage.objects.first().get_parent().specific)] == ["terms"]
    assert add_text_pages(front) == []


def test_without_a_front_page_the_command_says_what_to_do_first(db):
    with pytest.raises(CommandError, match=r"There is no front page yet\. Create one in the admin first"):
        call_command("add_text_pages")


def test_a_text_with_gaps_is_not_published_and_one_without_is(front, client):
    page = add_text_pages(front)[0]
    client.force_login(get_user_model().objects.create_superuser("admin@example.org", "a long password"))
    fields = {
        "title": "Statement", "slug": "accessibility", "topic": "accessibility", "reviewed_on": "2026-11-24",
        "body-count": "1", "body-0-type": "text", "body-0-id": "", "body-0-order": "0", "body-0-deleted": "",
        "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip

    def publish(words):
        block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        value = json.dumps({"blocks": [block], "entityMap": {}})
        return client.post(f"/admin/pages/{page.pk}/edit/", {**fields, "body-0-value": value}, follow=True)

    refused = publish("We are [[name of the organisation]].").content.decode()
    page.refresh_from_db()
    assert "saved but not published" in refused
    assert not page.live
    assert "[[name of the organisation]]" in str(page.get_latest_revision_as_object().body)

    publish("We are Kenno.")
    page.refresh_from_db()
    assert page.live


def test_a_topic_has_one_page_in_a_language(front, finnish_front):
    add_text_pages(front)
    finnish, english = (Locale.objects.get(language_code=code) for code in ("fi", "en"))

    with pytest.raises(ValidationError, match="is the page of this topic in this language"):
        front.add_child(instance=TextPage(title="Another", slug="another", topic="terms", locale=english))
    TextPage.objects.filter(topic="terms", locale=finnish).delete()
    finnish_front.add_child(instance=TextPage(title="Ehdot", slug="ehdot", topic="terms", locale=finnish))


def publish_all(front):
    for page in add_text_pages(front):
        page.get_latest_revision().publish()


def test_the_footer_leads_to_each_text_in_the_language_of_the_reader(front, finnish_front, client):
    finnish_front.get_latest_revision().publish()
    publish_all(front)

    english, finnish, swedish = (client.get(f"/{code}/feedback/").content.decode() for code in LANGUAGES)

    assert '<a href="/en/accessibility/">Accessibility statement</a>' in english
    assert '<a href="/fi/accessibility/">Saavutettavuusseloste</a>' in finnish
    # Not written in Swedish: the English one, under the address of the reader, and marked as English.
    assert '<a href="/sv/accessibility/" lang="en">Accessibility statement</a>' in swedish


def test_whoever_registers_is_led_to_terms_and_privacy(front, client):
    assert "With an account you accept this" not in client.get("/en/accounts/signup/").content.decode()

    publish_all(front)

    page = client.get("/en/accounts/signup/").content.decode()
    assert '<a href="/en/terms/">Terms of use</a>' in page
    assert '<a href="/en/privacy/">Privacy notice</a>' in page


def test_a_page_with_gaps_that_was_published_all_the_same_says_so(front, client):
    publish_all(front)

    assert "a template that nobody has completed" in client.get("/en/terms/").content.decode()
