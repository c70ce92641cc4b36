"""Mail that a worker sends, so that no request waits for a mail server.

The queue holds the text of a mail encrypted: a link that sets a new password must not lie open in a table or in Redis.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from email.mime.base import MIMEBase
from smtplib import SMTPException
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""After the first try that failed, the second, the third. The fourth is the last."""


class MailNotDelivered(Exception):
    """The mail server did not take a mail, tried several times. The message names nobody."""


class QueuedEmailBackend(BaseEmailBackend):
    """Puts every mail into the queue. ``MAIL_DELIVERED_BY`` names the back end by which the worker sends it.

    When the queue does not answer, the mail is sent at once rather than lost.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._send(message) for message in email_messages if message.recipients())

    def _send(self, message: EmailMessage) -> bool:
        if any(isinstance(attachment, MIMEBase) for attachment in message.attachments):
            # Put together by hand, and not to be taken apart again: nothing of ours is.
            return bool(_deliver_by().send_messages([message]))
        try:
            deliver.enqueue(_seal(message))
        except Exception as error:
            logger.error("The queue of tasks does not answer (%s); a mail is sent at once.", type(error).__name__)
            return bool(_deliver_by().send_messages([message]))
        return True


@task()
def deliver(sealed: str, attempt: int = 1) -> None:
    """Send a mail that was put into the queue. What the server does not take is tried again, three times.

    Raises MailNotDelivered after the last; the kind of the error is in it, and nobody's address.
    """
    message = _unseal(sealed)
    try:
        _deliver_by().send_messages([message])
    except (OSError, SMTPException) as error:
        if attempt <= len(PAUSES):
            again_at = timezone.now() + PAUSES[attempt - 1]
            logger.warning("A mail was not taken (%s) and is tried again.", type(error).__name__)
            deliver.using(run_after=again_at).enqueue(sealed, attempt + 1)
            return
        raise MailNotDelivered(f"A mail was not taken after {attempt} tries: {type(error).__name__}.") from None


def _deliver_by() -> Any:
    return get_connection(settings.MAIL_DELIVERED_BY)


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"home.outbox {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _seal(message: EmailMessage) -> str:
    told = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": message.to,
        "cc": message.cc,
        "bcc": message.bcc,
        "reply_to": message.reply_to,
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "subtype": message.content_subtype,
        "alternatives": [[str(content), kind] for content, kind in getattr(message, "alternatives", [])],
        "attachments": [_attachment_told(*attachment) for attachment in message.attachments],
    }
    return _cipher().encrypt(json.dumps(told).encode()).decode()


def _attachment_told(name: str | None, content: str | bytes, kind: str | None) -> list[Any]:
    if isinstance(content, bytes):
        return [name, base64.b64encode(content).decode(), kind, True]
    return [name, content, kind, False]


def _unseal(sealed: str) -> EmailMultiAlternatives:
    told = json.loads(_cipher().decrypt(sealed.encode()))
    subtype, attachments = told.pop("subtype"), told.pop("attachments")
    told["alternatives"] = [tuple(alternative) for alternative in told["alternatives"]]
    message = EmailMultiAlternatives(**told)
    message.content_subtype = subtype
    for name, content, kind, is_binary in attachments:
        message.attach(name, base64.b64decode(content) if is_binary else content, kind)
    return message
