import pytest
from django.test import Client, RequestFactory

from home.context_processors import shell


@pytest.fixture
def client() -> Client:
    return Client(HTTP_REFERER="http://testserver/en/courses/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_theme_is_kept_and_the_person_comes_back_to_the_page(client, theme):
    answer = client.post("/theme/", {"theme": theme})

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/en/courses/")
    assert answer.cookies["theme"].value == theme
    assert shell(_request(theme))["theme"] == theme


def test_as_the_device_has_it_forgets_the_choice(client):
    client.cookies["theme"] = "dark"

    answer = client.post("/theme/", {"theme": ""})

    assert answer.cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize("theme", ["pink", "dark\nlight", "<script>"])
def test_what_is_no_theme_is_not_kept_and_not_shown(client, theme):
    answer = client.post("/theme/", {"theme": theme})

    assert not answer.cookies["theme"].value
    assert shell(_request(theme))["theme"] == ""


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(referer):
    assert Client(HTTP_REFERER=referer).post("/theme/", {"theme": "dark"})["Location"] == "/"


def test_a_link_cannot_change_the_theme(client):
    assert client.get("/theme/").status_code == 405


def _request(theme: str):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = theme
    return request
