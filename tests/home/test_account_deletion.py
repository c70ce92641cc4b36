"""Somebody leaves: told before what goes and what stays, asked who they are, and then gone."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page
from wagtail.users.models import UserProfile

from home.account_deletion import LastAdministrator, delete_account
from learners.models import Enrolment

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
DELETE = "/en/accounts/delete/"


@pytest.fixture
def person(db):
    person = get_user_model().objects.create_user("aino@example.org", PASSWORD, first_name="Aino", last_name="Salo")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(email="aino@example.org"):
    client = Client()
    client.post("/en/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def test_the_page_says_what_goes_and_what_stays(person):
    page = sign_in().get(DELETE).content.decode()

    assert "Your enrolments, your answers and results, and what you have completed." in page
    assert "A badge that you have downloaded stays valid" in page
    assert "Download your badges first." in page


def test_after_a_tick_the_person_is_gone_and_told_by_mail(person, mailoutbox, django_capture_on_commit_callbacks):
    Enrolment.objects.create(learner=person, course_key="11111111-1111-4111-8111-111111111111")
    TOTP.activate(get_user_model().objects.create_user("other@example.org", PASSWORD), generate_totp_secret())
    elsewhere, here = sign_in(), sign_in()
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        response = here.post(DELETE, {"is_sure": "on"}, follow=True)

    assert response.redirect_chain == [("/en/accounts/deleted/", 302)]
    assert "Your account is deleted" in response.content.decode()
    assert not get_user_model().objects.filter(email=person.email).exists()
    for model, left in ((Enrolment, 0), (EmailAddress, 0), (UserSession, 0), (Authenticator, 1)):
        assert model.objects.count() == left, model
    # What is left tells nobody who it was of: allauth says in it that one is signed out.
    assert not [session for session in Session.objects.all() if SESSION_KEY in session.get_decoded()]
    assert elsewhere.get("/en/learning/").status_code == 302
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["aino@example.org"], "Your account at Kenno is deleted")
    ]


def test_the_address_can_be_registered_anew(person):
    delete_account(person)

    get_user_model().objects.create_user("aino@example.org", PASSWORD)


def test_without_the_tick_nothing_is_deleted(person):
    response = sign_in().post(DELETE)

    assert response.status_code == 422
    assert "Nothing was deleted." in response.content.decode()
    assert get_user_model().objects.count() == 1


def test_who_signed_in_long_ago_is_asked_who_they_are(person, time_machine):
    time_machine.move_to("2026-11-24T09:00:00+00:00", tick=False)
    client = sign_in()
    time_machine.move_to("2026-11-24T09:20:00+00:00", tick=False)

    assert client.get(DELETE).headers["location"].startswith("/en/accounts/reauthenticate/")
    client.post(DELETE, {"is_sure": "on"})
    assert get_user_model().objects.count() == 1


def test_pages_that_a_member_of_staff_wrote_stay_without_their_name(person):
    page = Page.objects.get(depth=2).add_child(instance=Page(title="Course", slug="course", owner=person))
    page.save_revision(user=person)

    delete_account(person)

    page.refresh_from_db()
    assert page.owner is None
    assert page.latest_revision.user is None


def test_the_log_of_the_admin_and_the_disk_forget_the_name_and_the_picture(
    person, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    profile = UserProfile.get_for_user(person)
    profile.avatar.save("aino.png", ContentFile(b"picture"))
    log(person, "wagtail.edit", user=person, data={"email": person.email})
    assert ModelLogEntry.objects.get().label == "Aino Salo"

    with django_capture_on_commit_callbacks(execute=True):
        delete_account(get_user_model().objects.get(pk=person.pk))

    assert (ModelLogEntry.objects.get().label, ModelLogEntry.objects.get().data) == ("", {})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_only_administrator_cannot_leave_and_the_last_but_one_can(person):
    first = get_user_model().objects.create_superuser("admin@example.org", PASSWORD)
    client = sign_in(first.email)

    refused = client.post(DELETE, {"is_sure": "on"})
    assert refused.status_code == 422
    assert "You are the only administrator." in refused.content.decode()
    with pytest.raises(LastAdministrator):
        delete_account(first)

    get_user_model().objects.create_superuser("second@example.org", PASSWORD)
    client.post(DELETE, {"is_sure": "on"})
    assert not get_user_model().objects.filter(pk=first.pk).exists()
