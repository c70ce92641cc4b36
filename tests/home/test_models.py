"""An e-mail address is one account, whatever its capitals."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


@pytest.fixture
def person():
    return get_user_model().objects.create_user("Aino@Example.org", PASSWORD)


@pytest.fixture
def administrator(client):
    client.force_login(get_user_model().objects.create_superuser("admin@example.org", PASSWORD))
    return client


def written(email):
    """Return what Wagtail's form for a new person sends."""
    return {
        "email": email,
        "first_name": "Aino",
        "last_name": "Lehtisaari",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }


def test_an_address_is_kept_in_small_letters(person):
    assert person.email == "aino@example.org"

    person.email = "Aino.Lehtisaari@Example.org"
    person.save()

    assert get_user_model().objects.get(pk=person.pk).email == "aino.lehtisaari@example.org"


def test_one_signs_in_however_one_writes_the_address(person):
    assert authenticate(username="AINO@example.org", password=PASSWORD) == person


def test_the_database_refuses_a_second_account_whose_address_differs_in_capitals_only(person):
    other = get_user_model()(email="AINO@example.org")

    # Past save(), which would write small letters.
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model().objects.bulk_create([other])


def test_an_administrator_who_writes_capitals_makes_an_account_in_small_letters(administrator):
    response = administrator.post(reverse("wagtailusers_users:add"), written("Aino@Example.ORG"))

    assert response.status_code == 302
    assert get_user_model().objects.filter(email="aino@example.org").exists()


def test_an_administrator_is_told_that_an_address_is_taken_in_other_capitals(administrator, person):
    response = administrator.post(reverse("wagtailusers_users:add"), written("AINO@example.org"))

    assert response.context["form"].errors == {"email": ["This address has an account already."]}


# Accounts from before the rule


@pytest.fixture
def without_constraint(db):
    """The constraint is not there yet when the migration begins. The end of the test brings it back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_account_per_address")


def lower_addresses():
    migration = importlib.import_module("home.migrations.0003_one_account_per_address")
    migration.lower_addresses(apps, SimpleNamespace(connection=connection))


def test_addresses_from_before_are_put_into_small_letters(without_constraint):
    get_user_model().objects.bulk_create([get_user_model()(email="Aino@example.org")])

    lower_addresses()

    assert get_user_model().objects.get().email == "aino@example.org"


def test_the_migration_names_addresses_that_have_two_accounts_and_changes_nothing(without_constraint):
    emails = ["Aino@example.org", "aino@example.org", "Juha@example.org"]
    get_user_model().objects.bulk_create(get_user_model()(email=email) for email in emails)

    with pytest.raises(ValueError, match=r"^Several accounts have the address aino@example\.org, in "):
        lower_addresses()

    assert sorted(get_user_model().objects.values_list("email", flat=True)) == sorted(emails)
