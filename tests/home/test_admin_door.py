import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


def test_a_visitor_signs_in_where_everybody_does_and_comes_back_to_the_admin(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1] == ("/en/accounts/login/?next=%2Fadmin%2F", 302)


def test_who_is_signed_in_without_business_in_the_admin_is_told_so_and_not_sent_in_circles(client):
    client.force_login(get_user_model().objects.create_user("learner@example.org", "a long password"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()
