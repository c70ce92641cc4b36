from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges.keys import create_issuer_key
from badges.models import Issuer


class Command(BaseCommand):
    help = "Makes a signing key for an issuer. The private key is a file in BADGES_KEY_DIRECTORY; back it up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the short name of the issuer")
        parser.add_argument(
            "--retire-others",
            action="store_true",
            help="earlier keys sign no more; what they signed stays valid",
        )

    def handle(self, *args: Any, slug: str, retire_others: bool, **options: Any) -> None:
        try:
            issuer = Issuer.objects.get(slug=slug)
        except Issuer.DoesNotExist:
            known = ", ".join(Issuer.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no issuer {slug}; there are: {known}.") from None
        try:
            key = create_issuer_key(issuer, retire_others=retire_others)
        except OSError as error:
            raise CommandError(f"The key file could not be written to {error.filename}: {error.strerror}.") from error
        self.stdout.write(f"{issuer.name} now signs with {key.verification_method}, file {key.file_name}.")
