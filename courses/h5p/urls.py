from django.urls import path

from . import views

# Outside the language prefixes: a content has its own language, and files have none.
app_name = "h5p"
urlpatterns = [
    path("player/<str:token>/", views.player, name="player"),
    path("libraries/<str:folder>/<path:path>", views.library, name="library"),
    path("content/<str:token>/<path:path>", views.content, name="content"),
]
