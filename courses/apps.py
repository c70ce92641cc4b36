from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .activities import ActivityKind, register
        from .models import LessonPage
        from .receivers import index_saved_lesson

        register(
            ActivityKind(
                name="quiz",
                block_type="quiz",
                is_assessed=True,
                key_of=lambda value: value["quiz"].translation_key if value["quiz"] else None,
                is_required=lambda value: True,
            )
        )
        register(
            ActivityKind(
                name="h5p",
                block_type="h5p",
                is_assessed=False,
                key_of=lambda value: value["content"].translation_key if value["content"] else None,
                is_required=lambda value: bool(value["is_required"]),
            )
        )
        post_save.connect(index_saved_lesson, sender=LessonPage, dispatch_uid="courses.index_saved_lesson")
