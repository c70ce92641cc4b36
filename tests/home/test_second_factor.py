"""Nobody enters the admin with a password alone, whichever way they come."""

import re
import time
from types import ModuleType

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.signing import dumps
from django.test import Client
from django.urls import URLResolver, get_resolver, include, path, resolve, reverse
from django.utils.regex_helper import normalize
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.urls import urlpatterns as admin_patterns
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from home.account_adapter import SecondFactorAdapter
from home.checks import check_second_factor_of_staff
from home.urls import urlpatterns as site_patterns

pytestmark = pytest.mark.django_db

PASSWORD = "a long password for a test"
LOGIN = "/en/accounts/login/"
INDEX = "/en/accounts/2fa/"
ASK = "/en/accounts/2fa/authenticate/"
ASK_AGAIN = "/en/accounts/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def second_factor_is_on(settings):
    settings.KENNO_STAFF_SECOND_FACTOR = True
    # What codes were used is kept there, and keys of people come again after a rollback.
    cache.clear()


@pytest.fixture
def staff(db):
    return get_user_model().objects.create_superuser("admin@example.org", PASSWORD)


@pytest.fixture
def secret(staff):
    """The key of the member of staff's authenticator app."""
    made = generate_totp_secret()
    TOTP.activate(staff, made)
    return made


def code(secret, *, steps=0):
    """What the app shows, ``steps`` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(client, email="admin@example.org", address=LOGIN):
    return client.post(address, {"login": email, "password": PASSWORD})


def sign_in_fully(client, secret, *, steps=0):
    sign_in(client)
    return client.post(ASK, {"code": code(secret, steps=steps)})


def set_up_app(client):
    """Set up an authenticator app in the pages for it; return the last answer and the code that was typed.

    allauth tells of a new factor after the commit, so these tests commit.
    """
    page = client.get("/en/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    typed = code(page.context["form"].secret)
    return client.post("/en/accounts/2fa/totp/activate/", {"code": typed}, follow=True), typed


def stripped(response):
    return " ".join(response.content.decode().split())


# The front door


@pytest.mark.django_db(transaction=True)
def test_staff_without_a_second_factor_are_led_to_setting_one_up_and_then_to_where_they_wanted(client, staff):
    sign_in(client)

    response = client.get("/admin/pages/", follow=True)

    assert response.redirect_chain == [(f"{INDEX}?next=%2Fadmin%2Fpages%2F", 302)]
    assert "Whoever works in the admin signs in with a second factor." in stripped(response)

    done, _typed = set_up_app(client)

    assert 'href="/admin/pages/"' in done.content.decode()
    assert client.get("/admin/pages/").status_code == 200


def test_who_has_one_types_its_code_and_comes_to_where_they_wanted(client, staff, secret):
    assert sign_in(client, address=f"{LOGIN}?next=/admin/").headers["location"] == ASK

    response = client.post(ASK, {"code": code(secret)})

    assert response.headers["location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_says_so_and_opens_nothing(client, staff, secret):
    sign_in(client)

    response = client.post(ASK, {"code": "000000"})

    assert "This code is not right, or it was used already." in stripped(response)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_works_once_however_long_it_would_be_right(staff, secret, steps, time_machine):
    moment = 1_800_000_000
    time_machine.move_to(moment, tick=False)
    seen = code(secret, steps=steps)
    sign_in(first := Client())
    assert first.post(ASK, {"code": seen}).status_code == 302

    for later in (0, 31, 59):
        time_machine.move_to(moment + later, tick=False)
        sign_in(second := Client())
        assert second.post(ASK, {"code": seen}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_code_that_set_the_app_up_signs_nobody_in(client, staff):
    sign_in(client)
    _page, seen = set_up_app(client)

    sign_in(other := Client())

    assert other.post(ASK, {"code": seen}).status_code == 200


def test_a_recovery_code_signs_in_once(client, staff, secret):
    spare = RecoveryCodes.activate(staff).get_unused_codes()[0]
    sign_in(client)

    client.post(ASK, {"code": spare})

    assert client.get("/admin/").status_code == 200
    sign_in(other := Client())
    assert other.post(ASK, {"code": spare}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_learners_need_none_and_may_have_one(client):
    learner = get_user_model().objects.create_user("learner@example.org", PASSWORD)
    sign_in(client, learner.email)
    assert client.get("/en/learning/").status_code == 200
    set_up_app(client)

    assert sign_in(Client(), learner.email).headers["location"] == ASK


# Every address of the admin

VALUES = {"int": "1", "str": "1", "slug": "page", "uuid": "11111111-1111-1111-1111-111111111111", "path": "a"}


def addresses(patterns, before=""):
    """Yield every address below the patterns, with some value for each of its parameters."""
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            route, parameters = normalize(pattern.pattern.regex.pattern)[0]
            here = route % dict.fromkeys(parameters, "1")
        else:
            here = re.sub(r"<(?:(\w+):)?\w+>", lambda found: VALUES[found[1] or "str"], route)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + here)
        else:
            yield before + here


def admin_addresses():
    # Reading the resolver first: viewsets register their addresses then.
    get_resolver().url_patterns  # noqa: B018
    return sorted({f"/admin/{address}" for address in addresses(admin_patterns)})


@pytest.mark.parametrize("has_factor", [False, True], ids=["none set up", "set up, not used"])
def test_no_address_of_the_admin_answers_without_it(staff, has_factor, client):
    if has_factor:
        TOTP.activate(staff, generate_totp_secret())
    way = ASK_AGAIN if has_factor else INDEX
    found = admin_addresses()
    assert len(found) > 200
    client.force_login(staff)

    through = []
    for address in found:
        if address == reverse("wagtailadmin_logout"):
            continue
        resolve(address)
        shown, done = client.get(address), client.post(address)
        if not shown.headers.get("location", "").startswith(way) or done.status_code != 403:
            through.append((address, shown.status_code, shown.headers.get("location"), done.status_code))

    assert through == []


def test_the_same_addresses_do_answer_with_it(client, staff, secret):
    sign_in_fully(client, secret)

    answers = [client.get(address).status_code for address in ("/admin/", "/admin/pages/", "/admin/images/")]

    assert answers == [200, 200, 200]


def test_a_form_that_is_sent_without_it_is_refused_with_a_sentence_and_changes_nothing(client, staff):
    client.force_login(staff)
    home = Page.objects.get(depth=2)

    response = client.post(f"/admin/pages/{home.pk}/delete/")

    assert response.status_code == 403
    assert "Nothing was saved." in stripped(response)
    assert Page.objects.filter(pk=home.pk).exists()


def test_what_a_script_asks_for_is_refused_and_not_led_elsewhere(client, staff):
    client.force_login(staff)

    response = client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"})

    assert response.status_code == 403


def test_an_admin_that_is_mounted_elsewhere_too_asks_as_well(client, staff, settings):
    other = ModuleType("other_urls")
    other.urlpatterns = [path("back-door/", include(wagtailadmin_urls)), *site_patterns]
    settings.ROOT_URLCONF = other
    client.force_login(staff)

    assert client.get("/back-door/pages/").status_code == 302
    assert client.get("/back-door/pages/").headers["location"].startswith(INDEX)


def test_a_site_below_a_folder_of_its_host_asks_as_well(client, staff):
    client.force_login(staff)

    response = client.get("/admin/pages/", SCRIPT_NAME="/kenno")

    assert response.status_code == 302
    assert "/accounts/2fa/" in response.headers["location"]


# Ways round it


def test_a_session_from_before_somebody_became_staff_is_not_enough(client):
    user = get_user_model().objects.create_user("new@example.org", PASSWORD)
    sign_in(client, user.email)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))

    assert client.get("/admin/").headers["location"].startswith(INDEX)


def test_a_session_from_before_the_factor_was_set_up_has_to_use_it(client, staff):
    sign_in(client)
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)

    response = client.get("/admin/pages/")
    assert response.headers["location"] == f"{ASK_AGAIN}?next=%2Fadmin%2Fpages%2F"

    used = client.post(f"{ASK_AGAIN}?next=/admin/pages/", {"code": code(secret), "next": "/admin/pages/"})
    assert used.headers["location"] == "/admin/pages/"
    assert client.get("/admin/pages/").status_code == 200


def test_a_factor_that_was_removed_meanwhile_opens_nothing_any_more(client, staff, secret):
    sign_in_fully(client, secret)
    assert client.get("/admin/").status_code == 200

    Authenticator.objects.filter(user=staff).delete()

    assert client.get("/admin/").headers["location"].startswith(INDEX)


def test_of_two_factors_the_removed_one_opens_nothing_any_more(client, staff, secret):
    sign_in_fully(client, secret)
    lost = Authenticator.objects.get(user=staff, type="totp")
    lost.delete()
    TOTP.activate(staff, generate_totp_secret())

    assert client.get("/admin/").headers["location"].startswith(ASK_AGAIN)


def test_a_new_password_by_mail_does_not_replace_it(client, staff, secret, mailoutbox):
    client.post("/en/accounts/password/reset/", {"email": staff.email})
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    action = form.redirect_chain[-1][0]
    client.post(action, {"password1": "another long password", "password2": "another long password"})

    assert client.get("/admin/").headers["location"].startswith("/admin/login/")
    answered = client.post(LOGIN, {"login": staff.email, "password": "another long password"})
    assert answered.headers["location"] == ASK


def test_a_known_password_and_a_stolen_session_add_no_factor_of_ones_own(client, staff):
    sign_in(client)
    TOTP.activate(staff, generate_totp_secret())

    for address in ("/en/accounts/2fa/webauthn/add/", "/en/accounts/2fa/recovery-codes/generate/"):
        assert client.get(address).headers["location"].startswith(ASK_AGAIN)
    by_password = client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    assert by_password.headers["location"].startswith(ASK_AGAIN)


def test_a_device_that_claims_to_be_trusted_is_not(client, staff, secret):
    client.cookies["mfa_trusted"] = dumps([["x", int(time.time())]])

    assert sign_in(client).headers["location"] == ASK


@pytest.mark.parametrize("address", ["/admin/login/", "/en/_util/login/", "/fi/_util/login/"])
def test_there_is_no_other_page_to_sign_in_on(client, staff, secret, address):
    response = client.get(f"{address}?next=/admin/", follow=True)

    assert response.redirect_chain[-1][0].endswith("/accounts/login/?next=%2Fadmin%2F") or response.redirect_chain[-1][
        0
    ].endswith("/accounts/login/?next=/admin/")
    client.post(address, {"username": staff.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_none(client, staff):
    client.force_login(staff)

    client.post(reverse("wagtailadmin_logout"))

    assert "_auth_user_id" not in client.session


def test_files_and_pages_that_not_everybody_may_read_ask_for_it(client, staff):
    collection = Collection.get_first_root_node().add_child(name="Only for staff")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = Document.objects.create(
        title="Plan", file=ContentFile(b"secret", name="plan.txt"), collection=collection
    )
    page = Page.objects.get(depth=2)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    client.force_login(staff)

    assert client.get(document.url).headers["location"].startswith(INDEX)
    assert client.get("/en/", follow=False).headers["location"].startswith(INDEX)


# Keeping it


def test_the_key_of_an_app_and_the_seed_of_the_codes_are_not_readable_in_the_database(staff, secret):
    RecoveryCodes.activate(staff)

    held = [str(one.data) for one in Authenticator.objects.filter(user=staff)]

    assert len(held) == 2
    assert not any(secret in text for text in held)


def test_an_old_secret_key_still_opens_what_it_wrote(staff, secret, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-a-test-that-is-long-enough-for-anybody"
    written = Authenticator.objects.get(user=staff, type="totp").data["secret"]

    assert SecondFactorAdapter().decrypt(written) == secret

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        SecondFactorAdapter().decrypt(written)


@pytest.mark.django_db(transaction=True)
def test_a_new_factor_is_told_of_by_mail(client, staff, mailoutbox):
    sign_in(client)
    set_up_app(client)

    assert [mail.to for mail in mailoutbox if "uthenticator" in mail.subject] == [[staff.email]]


def test_turning_it_off_is_an_error_of_the_check_before_deployment(settings):
    assert check_second_factor_of_staff(None) == []

    settings.KENNO_STAFF_SECOND_FACTOR = False

    (error,) = check_second_factor_of_staff(None)
    assert error.id == "home.E001"
    assert "a password alone opens the admin" in error.msg
