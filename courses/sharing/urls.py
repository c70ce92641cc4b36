"""What others read of the offering. Include it outside every language prefix: the addresses name the language."""

from django.urls import path

from .. import converters  # noqa: F401
from . import feeds, views

app_name = "courses_sharing"

urlpatterns = [
    path("pictures/<pk:pk>/<slug:digest>.png", views.picture, name="picture"),
    path("<slug:language>/courses.atom", feeds.CourseFeed(), name="course_feed"),
    path("<slug:language>/runs.atom", feeds.RunFeed(), name="run_feed"),
    path("<slug:language>/runs.ics", feeds.run_calendar, name="run_calendar"),
]
