import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from courses.h5p.importing import import_package
from courses.h5p.player import player_url
from courses.h5p.tokens import InvalidToken, mint_token, read_token
from courses.models import H5PLibrary
from tests.packages import h5p_package, library_files

pytestmark = pytest.mark.django_db


def person(name):
    user = get_user_model()(is_active=True)
    setattr(user, user.USERNAME_FIELD, name)
    user.save()
    return user


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def learner(client):
    learner = person("learner@example.org")
    client.force_login(learner)
    return learner


@pytest.fixture
def document(client, content, learner):
    return client.get(player_url(content, user=learner))


def integration_in(document):
    text = re.search(r'<script id="h5p-integration" type="application/json">(.*?)</script>', document.content.decode())
    return json.loads(text[1])


# --- tokens


def test_a_token_says_which_content_and_whose(content, learner):
    claim = read_token(mint_token(content, user=learner))

    assert (claim.content_pk, claim.user_pk) == (content.pk, str(learner.pk))
    assert read_token(mint_token(content, user=AnonymousUser())).user_pk == ""


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "9" + token, lambda token: "", str.upper])
def test_a_changed_token_is_refused(content, learner, change):
    with pytest.raises(InvalidToken):
        read_token(change(mint_token(content, user=learner)))


def test_a_token_grows_old(content, learner, settings):
    settings.COURSES_H5P_TOKEN_SECONDS = 60
    token = mint_token(content, user=learner)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)), pytest.raises(InvalidToken):
        read_token(token)


# --- the player document


def test_the_document_has_a_language_a_title_and_one_place_for_the_content(document, content):
    html = document.content.decode()

    assert document.status_code == 200
    assert '<html lang="en"' in html
    assert "<title>A cell</title>" in html
    assert html.count("h5p-content") == 1
    assert f'data-content-id="{content.pk}"' in html


def test_scripts_come_in_order_and_none_is_inline(document, content):
    html = document.content.decode()
    scripts = re.findall(r"<script[^>]*>", html)

    addresses = re.findall(r'<script src="([^"]+)"', html)
    assert scripts[0] == '<script id="h5p-integration" type="application/json">'
    assert len(addresses) == len(scripts) - 1
    assert [address.rpartition("/")[2].split(".")[0] for address in addresses] == [
        "h5p_frame",
        "frame",
        "library",
    ]
    assert addresses[-1] == f"/h5p/libraries/{content.library.folder}/library.js"


def test_the_integration_tells_the_core_all_it_needs_with_whole_addresses(document, content):
    integration = integration_in(document)
    played = integration["contents"][f"cid-{content.pk}"]

    assert played["library"] == "Test.Choice 1.0"
    assert json.loads(played["jsonContent"]) == content.filtered_params
    assert played["contentUrl"].startswith("http://testserver/h5p/content/")
    assert integration["urlLibraries"] == "http://testserver/h5p/libraries"
    assert integration["libraryDirectories"] == {"Test.Choice-1.0": content.library.folder}
    assert integration["saveFreq"]
    assert "user" not in integration
    assert "contentUserData" not in played


def test_markup_in_parameters_cannot_close_the_data_block(client, english, learner):
    package = h5p_package(params={"question": "<em></em></script><script>alert(1)</script>"})
    content = import_package(package, may_install_libraries=True, title="</title><script>x</script>")

    html = client.get(player_url(content, user=learner)).content.decode()

    assert "alert(1)</script>" not in html
    assert "<script>x" not in html


def test_the_policy_sandboxes_the_document_even_when_it_is_opened_by_itself(document):
    policy = dict(part.split(" ", 1) for part in document["Content-Security-Policy"].split("; "))

    assert policy["sandbox"] == "allow-scripts allow-forms allow-popups"
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "http://testserver"
    assert policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self' http://testserver"
    assert "connect-src" not in policy
    assert "frame-src" not in policy


def test_the_document_may_be_framed_by_this_site_and_is_not_kept(document):
    assert document["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in document["Cache-Control"]


def test_the_document_of_somebody_else_is_refused(client, content, learner):
    response = client.get(player_url(content, user=person("other@example.org")))

    assert response.status_code == 403
    assert "Load the lesson again to get a new one." in response.content.decode()
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_token_alone_opens_no_document_of_a_learner(client, content):
    assert client.get(player_url(content, user=person("other@example.org"))).status_code == 403


def test_a_visitor_plays_what_a_lesson_shows_to_visitors(client, content):
    assert client.get(player_url(content, user=AnonymousUser())).status_code == 200


def test_a_forged_or_old_address_is_refused(client, content, learner):
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        old = player_url(content, user=learner)

    assert client.get(old).status_code == 403
    assert client.get("/h5p/player/1.1:x:y/").status_code == 403


def test_a_document_costs_a_bounded_number_of_queries(client, english, learner, django_assert_max_num_queries):
    libraries = [library_files(f"Test.L{number}", runnable=0, semantics=[]) for number in range(9)]
    choice = library_files(needs=[(f"Test.L{number}", (1, 0)) for number in range(9)])
    content = import_package(h5p_package(choice, *libraries), may_install_libraries=True)
    address = player_url(content, user=learner)
    client.get(address)

    # Session, person, content, libraries.
    with django_assert_max_num_queries(4):
        client.get(address)


def test_a_content_whose_library_was_replaced_is_filtered_before_it_plays(client, content, learner):
    stricter = [{"name": "points", "type": "number", "max": 0}]
    import_package(h5p_package(library_files(version=(1, 0, 1), semantics=stricter)), may_install_libraries=True)

    played = integration_in(client.get(player_url(content, user=learner)))["contents"][f"cid-{content.pk}"]

    assert json.loads(played["jsonContent"]) == {"points": 0}


# --- files of libraries


def library_file(content, path="library.js"):
    return reverse("h5p:library", args=[content.library.folder, path])


def test_a_library_file_is_for_everybody_and_for_ever(client, content):
    response = client.get(library_file(content))

    assert body_of(response) == b"/* a library */"
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")


@pytest.mark.parametrize(
    "path",
    [
        "/h5p/libraries/{folder}/../../../secret.json",
        "/h5p/libraries/{folder}/%2e%2e/%2e%2e/%2e%2e/secret.json",
        "/h5p/libraries/../content/x.json",
        "/h5p/libraries/..%2f..%2fsecret.json",
        "/h5p/libraries/{folder}//library.js",
        "/h5p/libraries/{folder}/a\\library.js",
        "/h5p/libraries/{folder}/library.js%00.css",
        "/h5p/libraries/{folder}/missing.js",
        "/h5p/libraries/{folder}/language",
        "/h5p/libraries/Nothing-1.0.0/library.js",
    ],
)
def test_nothing_outside_a_library_is_served(client, content, path):
    default_storage.save("secret.json", ContentFile(b"{}"))

    assert client.get(path.format(folder=content.library.folder)).status_code in (400, 404)


def test_only_kinds_of_files_that_a_library_holds_are_served(client, content):
    default_storage.save(f"h5p/libraries/{content.library.folder}/page.html", ContentFile(b"<script>"))

    assert client.get(library_file(content, "page.html")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "body", "shown"),
    [
        ("bytes=0-3", 206, b"/* a", "bytes 0-3/15"),
        ("bytes=12-", 206, b" */", "bytes 12-14/15"),
        ("bytes=-2", 206, b"*/", "bytes 13-14/15"),
        ("bytes=0-999", 206, b"/* a library */", "bytes 0-14/15"),
        ("bytes=15-", 416, b"", "bytes */15"),
        ("bytes=x", 200, b"/* a library */", None),
        ("bytes=0-1,3-4", 200, b"/* a library */", None),
    ],
)
def test_a_part_of_a_file(client, content, asked, status, body, shown):
    response = client.get(library_file(content), headers={"Range": asked})

    assert (response.status_code, body_of(response), response.get("Content-Range")) == (status, body, shown)


def test_files_are_only_read(client, content):
    assert client.post(library_file(content)).status_code == 405


# --- files of contents


def content_file(token, path="images/cell.png"):
    return reverse("h5p:content", args=[token, path])


def test_a_content_file_needs_the_token_and_no_cookie(client, content, learner):
    client.logout()
    response = client.get(content_file(mint_token(content, user=learner)))

    assert body_of(response) == b"png"
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("token", ["1.1:a:b", "x"])
def test_a_content_file_without_a_good_token_is_refused(client, content, token):
    assert client.get(content_file(token)).status_code == 403


@pytest.mark.parametrize("path", ["../x.png", "%2e%2e/x.png", "missing.png", "images/cell.svg"])
def test_nothing_outside_a_content_is_served(client, content, learner, path):
    address = content_file(mint_token(content, user=learner), "a.png").replace("a.png", path)

    assert client.get(address).status_code == 404


def test_files_of_a_deleted_content_are_gone(client, content, learner):
    token = mint_token(content, user=learner)
    content.delete()

    assert client.get(content_file(token)).status_code == 404
    assert H5PLibrary.objects.exists()
