"""What has to be installed beside an app before its models can be read. Later, ``manage.py check`` says what lacks."""

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured


def require_apps(app: AppConfig, *needed: str) -> None:
    """Raise ImproperlyConfigured with one sentence when one of ``needed`` is not in ``INSTALLED_APPS``.

    Called from ``import_models`` of ``app``: a model of an app that is not installed cannot even be imported, and
    Django's own words for that name the model and not what to do.
    """
    missing = [name for name in needed if not apps.is_installed(name)]
    if missing:
        names = " and ".join(missing)
        raise ImproperlyConfigured(
            f"{app.name} needs {names}: add {'it' if len(missing) == 1 else 'them'} to INSTALLED_APPS."
        )
