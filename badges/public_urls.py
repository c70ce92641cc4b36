"""Addresses that stand in credentials: outside the language prefix, and never changed."""

from django.urls import path

from .views import public

app_name = "badges_public"

urlpatterns = [
    path("issuers/<slug:slug>/", public.issuer, name="issuer"),
    path("issuers/<slug:slug>/profile.json", public.issuer_profile, name="issuer_profile"),
    path("issuers/<slug:slug>/did.json", public.did, name="did"),
    path("achievements/<uuid:pk>/", public.achievement, name="achievement"),
    path("achievements/<uuid:pk>/image.svg", public.achievement_svg, name="achievement_svg"),
    path("achievements/<uuid:pk>/image.png", public.achievement_png, name="achievement_png"),
    path("status/<uuid:pk>", public.status_list, name="status_list"),
]
