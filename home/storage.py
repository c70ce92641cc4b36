"""Static files with their hash in the name, so that they can be cached for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from .stylesheets import JoinedStylesheetsMixin


class StaticFilesStorage(JoinedStylesheetsMixin, ManifestStaticFilesStorage):
    """Hashes ES-module imports too, so that cache-busting needs no build step."""

    support_js_module_import_aggregation = True
