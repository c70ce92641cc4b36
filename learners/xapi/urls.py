from django.urls import path

from .views import state, statements

app_name = "xapi"

urlpatterns = [
    path("statements", statements, name="statements"),
    path("activities/state", state, name="state"),
]
