from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.signals import copy_for_translation_done, post_page_move


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from . import checks  # noqa: F401
        from .activities import H5P, QUIZ, register
        from .models import (
            Competence,
            CompetenceArea,
            CourseIndexPage,
            LearningOutcome,
            LessonPage,
            ModulePage,
            Organisation,
        )
        from .receivers import (
            index_saved_lesson,
            index_what_changed,
            index_what_moved,
            keep_groups_in_step,
            say_language_of_translation,
        )
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
        for model in (ModulePage, LessonPage, LearningOutcome, Organisation, Competence, CompetenceArea):
            post_save.connect(index_what_changed, sender=model, dispatch_uid=f"courses.index_saved.{model}")
        for model in (ModulePage, LessonPage, LearningOutcome):
            post_delete.connect(index_what_changed, sender=model, dispatch_uid=f"courses.index_deleted.{model}")
        post_page_move.connect(index_what_moved, dispatch_uid="courses.index_what_moved")
