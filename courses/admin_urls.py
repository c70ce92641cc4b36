"""What authors do beside Wagtail's page editor. Mounted in the admin, behind its permission to enter."""

from django.urls import path

from .views import due, learner_view, outline, reviews

app_name = "courses_admin"
urlpatterns = [
    path("background-work/", due.background_work, name="background_work"),
    path("background-work/<str:name>/run/", due.run_now, name="run_work_now"),
    path("<int:course_id>/outline/", outline.outline, name="outline"),
    path("<int:course_id>/outline/modules/", outline.add_module, name="add_module"),
    path("<int:course_id>/outline/<int:page_id>/lessons/", outline.add_lesson, name="add_lesson"),
    path("<int:course_id>/outline/<int:page_id>/title/", outline.rename, name="rename"),
    path("<int:course_id>/outline/<int:page_id>/up/", outline.shift, {"steps": -1}, name="move_up"),
    path("<int:course_id>/outline/<int:page_id>/down/", outline.shift, {"steps": 1}, name="move_down"),
    path("<int:course_id>/outline/<int:page_id>/place/", outline.place, name="place"),
    path("<int:course_id>/outline/<int:page_id>/duplicate/", outline.duplicate, name="duplicate"),
    path("<int:course_id>/learner/<int:page_id>/", learner_view.learner_view, name="learner_view"),
    path("<int:course_id>/learner/<int:page_id>/<uuid:quiz_key>/", learner_view.try_quiz, name="try_quiz"),
    path("pages/<int:page_id>/check/", reviews.check_page, name="check_page"),
]
