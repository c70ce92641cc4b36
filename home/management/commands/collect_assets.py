from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.assets import AssetsMissing, collect_assets


class Command(BaseCommand):
    help = "Copies the browser assets that come from npm to where static files are served from."
    requires_system_checks = ()

    def handle(self, *, verbosity: int, **options: Any) -> None:
        try:
            files = collect_assets(node_modules=settings.BASE_DIR / "node_modules", target=settings.VAR_DIR / "assets")
        except AssetsMissing as missing:
            raise CommandError(str(missing)) from missing
        if verbosity:
            self.stdout.write(f"{len(files)} browser assets collected.")
