"""A private key was stolen: from now on nothing that it signed is believed, and the status lists are signed anew."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from .keys import KeyUnavailable
from .models import Issuer, SigningKey
from .status_lists import sign_status_list


@transaction.atomic
def mark_compromised(key: SigningKey, *, by: Any = None) -> SigningKey:
    """Mark the key as stolen and return it. Every badge that it signed is refused from this moment.

    The badges that other keys signed stay valid, because the issuer's status lists are signed anew in the same
    transaction. Done twice, the first time stands. Raises KeyUnavailable when the issuer has no other key that can
    sign; then nothing is changed.
    """
    # Whoever allots places or makes keys holds the issuer too, so nothing more is signed by this key meanwhile.
    issuer = Issuer.objects.select_for_update().get(pk=key.issuer_id)
    key = SigningKey.objects.select_related("issuer").get(pk=key.pk)
    if key.compromised_at is not None:
        return key
    if not issuer.keys.usable().exclude(pk=key.pk).exists():
        raise KeyUnavailable(
            f"{issuer.name} has no other key that signs, and without one all its badges would be in doubt. Make one "
            f"first with: manage.py create_issuer_key {issuer.slug}"
        )
    key.compromised_at = timezone.now()
    key.retired_at = key.retired_at or key.compromised_at
    key.save(update_fields=["compromised_at", "retired_at"])
    for status_list in issuer.status_lists.order_by("pk"):
        sign_status_list(status_list, now=key.compromised_at)
    log(issuer, "badges.mark_key_compromised", user=by, data={"key": key.fragment})
    return key
