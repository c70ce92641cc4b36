from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from allauth.usersessions.models import UserSession
        from django.conf import settings
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save, pre_save

        from . import checks, feedback  # noqa: F401
        from .second_factor import remember_new_factor
        from .sessions import note_beginning, shorten_before_saving

        if settings.METRICS_TOKEN:
            from learners.models import StoredStatement

            from .metrics import count_statement

            post_save.connect(count_statement, sender=StoredStatement, dispatch_uid="home.count_statement")

        authenticator_added.connect(remember_new_factor, dispatch_uid="home.remember_new_factor")
        user_logged_in.connect(note_beginning, dispatch_uid="home.note_beginning")
        pre_save.connect(shorten_before_saving, sender=UserSession, dispatch_uid="home.shorten_before_saving")
