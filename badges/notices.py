"""Mail to the holder of a credential: plain text, a plain link, nothing that is not also on the page.

Sent by a task: where the site has a queue, no request waits for a mail server.
"""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from .addresses import absolute
from .models import Credential


def tell_holder_of_award(credential: Credential) -> None:
    send_notice.enqueue(str(credential.pk), "badges/mail/awarded")


def tell_holder_of_revocation(credential: Credential) -> None:
    send_notice.enqueue(str(credential.pk), "badges/mail/revoked")


@task()
def send_notice(credential_id: str, template: str) -> None:
    """Send the mail in the language of the achievement. Nobody is told whose account or address is gone."""
    credential = Credential.objects.select_related("achievement__issuer", "recipient").get(pk=credential_id)
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
