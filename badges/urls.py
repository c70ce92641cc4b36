"""Pages for people, under the language prefix."""

from django.urls import path

from .views import backpack, shared, verification

app_name = "badges"

urlpatterns = [
    path("badges/", backpack.badges, name="list"),
    path("badges/<uuid:pk>/", backpack.badge, name="credential"),
    path("badges/<uuid:pk>/sharing/", backpack.sharing, name="sharing"),
    path("badges/<uuid:pk>/badge.png", backpack.badge_png, name="credential_png"),
    path("badges/<uuid:pk>/badge.json", backpack.badge_json, name="credential_json"),
    path("badges/shared/<str:token>/", shared.shared, name="shared"),
    path("badges/shared/<str:token>/badge.png", shared.shared_png, name="shared_png"),
    path("badges/shared/<str:token>/badge.json", shared.shared_json, name="shared_json"),
    path("verify/", verification.verify, name="verify"),
]
