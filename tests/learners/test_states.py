import json
from urllib.parse import quote

import pytest

from courses.activities import activity_iri
from learners.models import ActivityState

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(activity):
    return f"/xapi/activities/state?activityId={quote(activity_iri('h5p', activity.translation_key))}"


def test_a_state_comes_back_as_it_was_kept(browser, address, practice, enrolment):
    assert browser.put(address, json.dumps({"answers": [1]}), content_type="application/json").status_code == 204

    assert browser.get(address).json() == {"answers": [1]}


@pytest.mark.parametrize("empty", ["{}", "null", '""', "[]", "false", '"{}"'])
def test_an_empty_state_never_takes_the_place_of_a_kept_one(browser, address, practice, enrolment, empty):
    browser.put(address, '{"answers": [1]}', content_type="application/json")

    browser.put(address, empty, content_type="application/json")

    assert browser.get(address).json() == {"answers": [1]}


def test_beginning_anew_forgets_the_state(browser, address, practice, enrolment):
    browser.put(address, '{"answers": [1]}', content_type="application/json")

    assert browser.delete(address).status_code == 204
    assert browser.get(address).status_code == 204


def test_nobody_sees_the_state_of_another(client, browser, address, practice, enrolment, stranger, course):
    from learners.enrolments import enrol

    browser.put(address, '{"answers": [1]}', content_type="application/json")
    enrol(stranger, course=course)
    client.force_login(stranger)

    assert client.get(address).status_code == 204


def test_who_is_not_enrolled_keeps_nothing(browser, address, practice):
    answer = browser.put(address, '{"answers": [1]}', content_type="application/json")

    assert answer.status_code == 403
    assert not ActivityState.objects.exists()


def test_a_state_that_is_too_large_is_refused(browser, address, practice, enrolment):
    answer = browser.put(address, json.dumps("x" * 600_000), content_type="application/json")

    assert answer.status_code == 413
    assert "at most 524288 are accepted" in answer.json()["error"]
