from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .activities import H5P, QUIZ, register
        from .models import LessonPage
        from .receivers import index_saved_lesson

        register(QUIZ)
        register(H5P)
        post_save.connect(index_saved_lesson, sender=LessonPage, dispatch_uid="courses.index_saved_lesson")
