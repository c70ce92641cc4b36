"""Staff are invited: by whom, into which groups, and how a link works once and for a week."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from courses import due
from home.invitations import (
    InvitationRefused,
    accept_as_somebody_new,
    forget_old_invitations,
    invitation_of,
    invite,
    send_again,
    token_of,
    withdraw,
)
from home.models import Invitation

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"


def permission(name):
    return Permission.objects.get(codename=name)


@pytest.fixture
def admin(db):
    return get_user_model().objects.create_superuser("admin@example.org", PASSWORD)


@pytest.fixture
def teachers(db):
    group = Group.objects.create(name="Teachers: Merikaari")
    group.permissions.add(permission("access_admin"))
    return group


@pytest.fixture
def office(db):
    """Somebody who may add and change users and is no administrator; and the group that they are in."""
    group = Group.objects.create(name="Office")
    group.permissions.add(permission("access_admin"), permission("add_user"), permission("change_user"))
    person = get_user_model().objects.create_user("office@example.org", PASSWORD)
    person.groups.add(group)
    return person


def make(by, groups, **changed):
    details = {"email": "outi@example.org", "first_name": "Outi", "last_name": "Salo", "language": "en"}
    return invite(**details | changed, groups=groups, by=by)


def words_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


# Inviting


def test_an_administrator_invites_from_the_users_section(
    client, admin, teachers, mailoutbox, settings, django_capture_on_commit_callbacks
):
    client.force_login(admin)
    assert "/admin/invitations/new/" in client.get("/admin/users/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            "/admin/invitations/new/",
            {
                "email": "Outi@Example.org",
                "first_name": "Outi",
                "last_name": "Salo",
                "groups": [teachers.pk],
                "language": "fi",
            },
        )

    assert response.headers["location"] == "/admin/invitations/"
    (mail,) = mailoutbox
    assert mail.to == ["outi@example.org"]
    assert f"{settings.SITE_URL}/fi/accounts/invitation/" in mail.body
    page = words_of(client.get("/admin/invitations/"))
    assert "outi@example.org" in page
    assert "Open until" in page


def test_who_is_invited_already_is_not_invited_twice(admin, teachers):
    make(admin, [teachers])

    with pytest.raises(InvitationRefused, match="invited already"):
        make(admin, [teachers], email="OUTI@example.org")


def test_without_a_group_nobody_is_invited(admin):
    with pytest.raises(InvitationRefused, match="at least one group"):
        make(admin, [])


@pytest.mark.parametrize("address", ["", "new/", "1/again/", "1/withdraw/"])
def test_who_may_not_add_users_invites_nobody(client, teachers, admin, address):
    make(admin, [teachers])
    coordinator = get_user_model().objects.create_user("coordinator@example.org", PASSWORD)
    coordinator.groups.add(teachers)
    client.force_login(coordinator)

    client.post(f"/admin/invitations/{address}", {"email": "x@example.org"})

    assert client.get(f"/admin/invitations/{address}").status_code in {302, 403, 405}
    assert [(one.email, one.is_open) for one in Invitation.objects.all()] == [("outi@example.org", True)]


# Nobody gives what they do not have


def test_one_gives_the_groups_that_one_is_in(office):
    invitation = make(office, list(office.groups.all()))

    assert list(invitation.groups.all()) == list(office.groups.all())


def test_a_group_that_one_is_not_in_is_neither_offered_nor_taken(client, office, teachers):
    client.force_login(office)
    assert "Teachers: Merikaari" not in client.get("/admin/invitations/new/").content.decode()

    response = client.post(
        "/admin/invitations/new/",
        {"email": "x@example.org", "first_name": "X", "last_name": "Y", "groups": [teachers.pk], "language": "en"},
    )

    assert response.status_code == 200
    assert not Invitation.objects.exists()
    with pytest.raises(InvitationRefused, match="You may not give the group “Teachers: Merikaari”"):
        make(office, [teachers])


def test_an_invitation_gives_nothing_when_its_sender_may_not_give_it_any_more(office):
    token = token_of(make(office, list(office.groups.all())))

    office.groups.clear()

    with pytest.raises(InvitationRefused, match="may not do so any more"):
        invitation_of(token)


@pytest.mark.parametrize("change", [{"is_active": False}, None], ids=["closed", "deleted"])
def test_nor_when_the_senders_account_is_closed_or_deleted(admin, teachers, change):
    get_user_model().objects.create_superuser("second@example.org", PASSWORD)
    token = token_of(make(admin, [teachers]))
    if change:
        get_user_model().objects.filter(pk=admin.pk).update(**change)
    else:
        admin.delete()

    with pytest.raises(InvitationRefused, match="may not do so any more"):
        accept_as_somebody_new(token, first_name="Outi", last_name="Salo", password=PASSWORD)


def test_others_see_and_withdraw_their_own_invitations_only(client, office, admin, teachers):
    theirs = make(admin, [teachers])
    client.force_login(office)

    assert theirs.email not in client.get("/admin/invitations/").content.decode()
    assert client.post(f"/admin/invitations/{theirs.pk}/withdraw/").status_code == 404
    assert client.post(f"/admin/invitations/{theirs.pk}/again/").status_code == 404


def edit(client, person, **changed):
    details = {
        "email": person.email,
        "first_name": "A",
        "last_name": "B",
        "is_active": "on",
        "groups": [group.pk for group in person.groups.all()],
    }
    return client.post(f"/admin/users/edit/{person.pk}/", details | changed)


def test_the_users_section_gives_no_group_either_that_its_user_is_not_in(client, office, teachers):
    client.force_login(office)

    edit(client, office, groups=[office.groups.get().pk, teachers.pk], is_superuser="on")

    office.refresh_from_db()
    assert [group.name for group in office.groups.all()] == ["Office"]
    assert not office.is_superuser


def test_nor_makes_it_an_administrator(client, office):
    colleague = get_user_model().objects.create_user("colleague@example.org", PASSWORD)
    client.force_login(office)

    edit(client, colleague, is_superuser="on")
    client.post(
        "/admin/users/new/",
        {
            "email": "new@example.org",
            "first_name": "A",
            "last_name": "B",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "is_superuser": "on",
        },
    )

    assert get_user_model().objects.filter(email="new@example.org").exists()
    assert not get_user_model().objects.filter(is_superuser=True).exists()


def test_whoever_may_do_more_is_not_edited_nor_given_another_password(client, office, admin, teachers):
    teacher = get_user_model().objects.create_user("teacher@example.org", PASSWORD)
    teacher.groups.add(teachers)
    client.force_login(office)

    for person in (admin, teacher):
        before = get_user_model().objects.get(pk=person.pk).password
        edit(client, person, email="mine@example.org", password1="mine mine mine", password2="mine mine mine")
        person.refresh_from_db()
        assert person.password == before
        assert person.email != "mine@example.org"


def test_many_accounts_at_once_are_left_to_administrators(client, office, admin, teachers):
    address = f"/admin/bulk/home/user/assign_role/?id={office.pk}&next=/admin/users/"
    client.force_login(office)
    client.post(address, {"role": teachers.pk})
    assert not office.groups.filter(pk=teachers.pk).exists()

    client.force_login(admin)
    client.post(address, {"role": teachers.pk})
    assert office.groups.filter(pk=teachers.pk).exists()


def test_an_administrator_edits_everybody(client, admin, office, teachers):
    client.force_login(admin)

    edit(client, office, groups=[teachers.pk], is_superuser="on")

    office.refresh_from_db()
    assert [group.name for group in office.groups.all()] == ["Teachers: Merikaari"]
    assert office.is_superuser


# Taking it up


@pytest.fixture
def token(admin, teachers):
    return token_of(make(admin, [teachers]))


def address_of(token):
    return f"/en/accounts/invitation/{token}/"


def take_up(client, token, **changed):
    return client.post(
        address_of(token), {"first_name": "Outi", "last_name": "Salo", "password": "long and only hers"} | changed
    )


def test_the_invited_chooses_a_password_and_is_led_to_the_second_factor(client, token, teachers, settings):
    settings.KENNO_STAFF_SECOND_FACTOR = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert "outi@example.org" in words_of(client.get(address_of(token)))

    response = take_up(client, token)

    person = get_user_model().objects.get(email="outi@example.org")
    assert response.headers["location"] == "/admin/"
    assert client.get("/admin/").headers["location"] == "/en/accounts/2fa/?next=%2Fadmin%2F"
    assert list(person.groups.all()) == [teachers]
    assert EmailAddress.objects.get(user=person).verified
    assert not person.is_superuser
    # Who has just chosen a password is not asked for it again.
    assert client.get("/en/accounts/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize("password", ["", "short", "outi@example.org", "1234567890123"])
def test_a_poor_password_is_not_taken_and_the_link_goes_on_working(client, token, password):
    response = take_up(client, token, password=password)

    assert response.status_code == 422
    assert not get_user_model().objects.filter(email="outi@example.org").exists()
    assert take_up(client, token).status_code == 302


def test_the_link_works_once(client, token):
    take_up(client, token)

    response = take_up(Client(), token)

    assert get_user_model().objects.filter(email="outi@example.org").count() == 1
    assert response.status_code == 410
    with pytest.raises(InvitationRefused, match="taken up already"):
        invitation_of(token)


def test_it_works_for_seven_days(client, token, time_machine):
    sent = timezone.now()
    time_machine.move_to(sent + timedelta(days=6, hours=23), tick=False)
    assert client.get(address_of(token)).status_code == 200

    time_machine.move_to(sent + timedelta(days=7, hours=1), tick=False)
    response = take_up(client, token)
    assert response.status_code == 410
    assert "older than seven days" in words_of(response)


def test_a_withdrawn_invitation_opens_nothing(client, admin, token):
    withdraw(Invitation.objects.get(), by=admin)

    assert "was withdrawn" in words_of(take_up(client, token))
    assert get_user_model().objects.count() == 1


def test_sent_again_only_the_new_link_works(client, admin, token):
    again = send_again(Invitation.objects.get(), by=admin)

    assert "Open the link in the latest mail." in words_of(client.get(address_of(token)))
    assert client.get(address_of(token_of(again))).status_code == 200


def test_one_that_was_taken_up_is_not_sent_again(client, admin, token):
    take_up(client, token)

    with pytest.raises(InvitationRefused, match="not open any more"):
        send_again(Invitation.objects.get(), by=admin)


@pytest.mark.parametrize("forged", ["x", "W10:1abc:xyz", "a" * 500])
def test_a_link_that_we_did_not_sign_is_refused(client, token, forged):
    for one in (forged, token[:-1] + ("A" if token[-1] != "A" else "B")):
        response = take_up(client, one)
        assert response.status_code == 410
        assert "not complete" in words_of(response)


def test_who_has_an_account_takes_it_up_with_that(client, token, teachers):
    person = get_user_model().objects.create_user("outi@example.org", PASSWORD)
    assert "/accounts/login/?next=" in client.get(address_of(token)).headers["location"]
    client.force_login(person)

    response = client.post(address_of(token))

    assert response.headers["location"] == "/admin/"
    assert list(person.groups.all()) == [teachers]


def test_nobody_takes_up_what_was_sent_to_somebody_else(client, token):
    other = get_user_model().objects.create_user("other@example.org", PASSWORD)
    client.force_login(other)

    response = client.post(address_of(token))

    assert response.status_code == 403
    assert not other.groups.exists()


def test_invitations_are_forgotten_in_time(admin, teachers):
    old, new = make(admin, [teachers]), make(admin, [teachers], email="new@example.org")
    now = timezone.now()
    Invitation.objects.filter(pk=old.pk).update(sent_at=now - timedelta(days=98))

    assert forget_old_invitations(now=now) == "Forgot one old invitation."
    assert forget_old_invitations(now=now) == ""
    assert list(Invitation.objects.all()) == [new]


@pytest.mark.parametrize("many", [2, 30])
def test_the_list_takes_as_many_queries_for_many_as_for_few(
    client, admin, teachers, many, django_assert_max_num_queries
):
    for number in range(many):
        make(admin, [teachers], email=f"n{number}@example.org")
    client.force_login(admin)
    client.get("/admin/invitations/")

    with django_assert_max_num_queries(25):
        page = client.get("/admin/invitations/")
    assert len(re.findall("n[0-9]+@example.org</th>", page.content.decode())) == many


def test_old_ones_are_forgotten_by_the_clock():
    assert "home.old_invitations" in {work.name for work in due.works()}
