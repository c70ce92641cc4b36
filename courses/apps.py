from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from wagtail.signals import copy_for_translation_done


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from . import checks  # noqa: F401
        from .activities import H5P, QUIZ, register
        from .models import CourseIndexPage, LessonPage, Organisation
        from .receivers import index_saved_lesson, keep_groups_in_step, say_language_of_translation
        from .translation import keep_formulas_whole

        if apps.is_installed("wagtail_localize"):
            keep_formulas_whole()
        register(QUIZ)
        register(H5P)
        post_save.connect(index_saved_lesson, sender=LessonPage, dispatch_uid="courses.index_saved_lesson")
        copy_for_translation_done.connect(
            say_language_of_translation, dispatch_uid="courses.say_language_of_translation"
        )
        for model in (Organisation, CourseIndexPage):
            post_save.connect(keep_groups_in_step, sender=model, dispatch_uid=f"courses.keep_groups_in_step.{model}")
