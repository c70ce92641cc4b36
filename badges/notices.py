"""Mail to the holder of a credential: plain text, a plain link, nothing that is not also on the page."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .addresses import absolute
from .models import Credential


def tell_holder_of_award(credential: Credential) -> None:
    _tell(credential, "badges/mail/awarded")


def tell_holder_of_revocation(credential: Credential) -> None:
    _tell(credential, "badges/mail/revoked")


def _tell(credential: Credential, template: str) -> None:
    """Send the mail in the language of the achievement. Nobody is told whose account or address is gone."""
    holder = credential.recipient
    if holder is None or not holder.email:
        return
    with translation.override(credential.achievement.language):
        context = {
            "credential": credential,
            "achievement": credential.achievement,
            "holder": holder,
            "url": absolute(reverse("badges:credential", args=[credential.pk])),
            "reason": credential.get_revocation_reason_display(),
        }
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        send_mail(subject, render_to_string(f"{template}.txt", context), None, [holder.email])
