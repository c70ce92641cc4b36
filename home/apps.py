from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from . import checks  # noqa: F401
        from .second_factor import remember_new_factor

        authenticator_added.connect(remember_new_factor, dispatch_uid="home.remember_new_factor")
