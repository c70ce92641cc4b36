from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OidcConfig(AppConfig):
    name = "home.oidc"
    label = "oidc"
    verbose_name = _("Sign-in by an institution")

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from .adapter import remember_second_factor

        user_logged_in.connect(remember_second_factor, dispatch_uid="oidc.remember_second_factor")
