from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from badges.key_theft import mark_compromised
from badges.keys import KeyUnavailable
from badges.management.arguments import issuer_named
from badges.models import SigningKey


class Command(BaseCommand):
    help = "Marks a key as stolen: nothing that it signed is believed any more. Make another key first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the short name of the issuer")
        parser.add_argument("fragment", help="the name of the key in the DID document, for example key-1")

    def handle(self, *args: Any, slug: str, fragment: str, **options: Any) -> None:
        issuer = issuer_named(slug)
        try:
            key = issuer.keys.get(fragment=fragment)
        except SigningKey.DoesNotExist:
            known = ", ".join(issuer.keys.values_list("fragment", flat=True)) or "none yet"
            raise CommandError(f"{issuer.name} has no key {fragment}; there are: {known}.") from None
        try:
            key = mark_compromised(key)
        except KeyUnavailable as unavailable:
            raise CommandError(f"{fragment} was not marked. {unavailable}") from unavailable
        self.stdout.write(
            f"{key.verification_method} is marked as stolen since {key.compromised_at:%Y-%m-%d %H:%M} UTC. "
            f"Badges that it signed and that are now refused: {key.credentials.count()}."
        )
