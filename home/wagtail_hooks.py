"""Registration only."""

from django.urls import URLPattern, path
from wagtail import hooks

from .views.translations import OwnTranslationsReportView


# Before wagtail-localize's own, whose addresses these are.
@hooks.register("register_admin_urls", order=-1)
def register_own_translations_report() -> list[URLPattern]:
    return [
        path("localize/reports/translations/", OwnTranslationsReportView.as_view()),
        path("localize/reports/translations/results/", OwnTranslationsReportView.as_view(results_only=True)),
    ]
