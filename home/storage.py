"""Static files with their hash in the name, so that they can be cached for ever, and compressed beside themselves."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

from .stylesheets import JoinedStylesheetsMixin


class StaticFilesStorage(JoinedStylesheetsMixin, CompressedManifestStaticFilesStorage):
    """Hashes ES-module imports too, so that cache-busting needs no build step."""

    support_js_module_import_aggregation = True
