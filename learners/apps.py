from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from courses.installing import require_apps


class LearnersConfig(AppConfig):
    name = "learners"
    verbose_name = _("Learners")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        require_apps(self, "courses")
        super().import_models()

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import pre_delete

        from . import checks  # noqa: F401
        from .receivers import erase_before_account_goes

        pre_delete.connect(
            erase_before_account_goes, sender=get_user_model(), dispatch_uid="learners.erase_before_account_goes"
        )
