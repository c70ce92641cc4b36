from django.urls import path

from .views import callback, login

# The names by which allauth finds them. The addresses are registered with institutions, so they never change.
urlpatterns = [
    path("<slug:provider_id>/login/", login, name="openid_connect_login"),
    path("<slug:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
