from django.db.models import QuerySet
from wagtail_localize.models import Translation
from wagtail_localize.views.report import TranslationsReportView

from ..translators import own_translations


class OwnTranslationsReportView(TranslationsReportView):
    """The report of wagtail-localize, of what the person may translate."""

    def get_queryset(self) -> QuerySet[Translation]:
        return own_translations(self.request.user, super().get_queryset())
