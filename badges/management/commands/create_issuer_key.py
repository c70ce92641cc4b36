from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges.keys import create_issuer_key
from badges.management.arguments import issuer_named
from badges.openbadges.did import document_url


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
        issuer = issuer_named(slug)
        try:
            key = create_issuer_key(issuer, retire_others=retire_others)
        except OSError as error:
            raise CommandError(f"The key file could not be written to {error.filename}: {error.strerror}.") from error
        self.stdout.write(f"{issuer.name} now signs with {key.verification_method}, file {key.file_name}.")
        self.stdout.write(f"Verifiers fetch its public half from {document_url(issuer.did)}.")
