"""The demonstration's post box: what the site would have sent, for everybody to read. Never mounted in production."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 100
LONGEST_NAME = 200


@dataclass(frozen=True)
class Mail:
    """One message of a file that Django's file backend wrote; ``name`` is the file's, with the message's number."""

    name: str
    subject: str
    to: str
    sent_at: str
    text: str


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    files = sorted(_folder().glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = [mail for path in files[:SHOWN] for mail in reversed(_read(path))]
    return render(request, "home/mail_list.html", {"mails": mails[:SHOWN]})


@require_safe
def mail_message(request: HttpRequest, name: str) -> HttpResponse:
    stem, dash, number = name.rpartition("-")
    path = _folder() / f"{stem}.log"
    # The name comes from an address: it may only be that of a file in the folder.
    if not dash or not number.isdecimal() or len(name) > LONGEST_NAME or path.parent != _folder() or not path.is_file():
        raise Http404
    mails = _read(path)
    if int(number) >= len(mails):
        raise Http404
    return render(request, "home/mail_message.html", {"mail": mails[int(number)]})


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _read(path: Path) -> list[Mail]:
    """Return the messages of one file: the file backend ends each with a line of 79 dashes."""
    parts = path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
    mails = []
    for number, part in enumerate(filter(bytes.strip, parts)):
        message = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 (the policy makes no other)
        body = message.get_body(preferencelist=("plain", "html"))
        mails.append(
            Mail(
                name=f"{path.stem}-{number}",
                subject=str(message["subject"] or ""),
                to=str(message["to"] or ""),
                sent_at=str(message["date"] or ""),
                text=body.get_content() if body else "",
            )
        )
    return mails
