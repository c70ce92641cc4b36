import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...h5p.importing import import_package
from ...h5p.package import InvalidPackage
from ...models import Organisation


class Command(BaseCommand):
    help = "Import .h5p files with their libraries. A refused file changes nothing and does not stop the others."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--organisation", metavar="SLUG", help="whose activities these are")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON list")

    def handle(self, *, files: list[str], as_json: bool, organisation: str | None, **options: Any) -> None:
        owner = Organisation.objects.filter(slug=organisation).first()
        if organisation and owner is None:
            raise CommandError(f"No organisation has the short name {organisation}.")
        results = []
        for number, name in enumerate(files, start=1):
            result = _import(name, organisation=owner)
            results.append(result)
            if as_json:
                continue
            if "error" in result:
                self.stderr.write(f"{name}: refused. {result['error']}")
            else:
                self.stdout.write(f"{name} ({number} of {len(files)}): imported as {result['id']}, {result['title']}.")
        if as_json:
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
        refused = sum("error" in result for result in results)
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused.", returncode=1)


def _import(name: str, *, organisation: Organisation | None) -> dict[str, Any]:
    try:
        with Path(name).open("rb") as file:
            content = import_package(file, may_install_libraries=True, organisation=organisation)
    except InvalidPackage as error:
        return {"file": name, "error": str(error)}
    except OSError as error:
        return {"file": name, "error": f"The file cannot be read: {error.strerror or error}."}
    return {
        "file": name,
        "id": content.pk,
        "key": str(content.translation_key),
        "title": content.title,
        "library": f"{content.library.name}.{content.library.patch}",
    }
