from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from courses.installing import require_apps


class BadgesConfig(AppConfig):
    name = "badges"
    verbose_name = _("Badges")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        require_apps(self, "learners", "courses")
        super().import_models()

    def ready(self) -> None:
        from learners.signals import competence_demonstrated, course_completed, module_completed

        from . import (
            checks,  # noqa: F401
            erasing,  # noqa: F401  (registers when it is imported)
        )
        from .receivers import award_after_progress

        module_completed.connect(award_after_progress, dispatch_uid="badges.module_completed")
        course_completed.connect(award_after_progress, dispatch_uid="badges.course_completed")
        competence_demonstrated.connect(award_after_progress, dispatch_uid="badges.competence_demonstrated")
