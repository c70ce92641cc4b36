"""What the commands about keys ask for."""

from django.core.management.base import CommandError

from badges.models import Issuer


def issuer_named(slug: str) -> Issuer:
    """Return the issuer. Raises CommandError, naming those that there are."""
    try:
        return Issuer.objects.get(slug=slug)
    except Issuer.DoesNotExist:
        known = ", ".join(Issuer.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no issuer {slug}; there are: {known}.") from None
