"""What a statement says about its attachments: xAPI 1.0.3 Data, 2.4.11."""

import re
from dataclasses import dataclass

from learners.xapi.data_types import (
    LanguageMap,
    optional,
    read_identifier,
    read_iri,
    read_language_map,
    read_list,
    read_object,
    refusal,
)

_ATTACHMENT_REQUIRED = ("usageType", "display", "contentType", "length", "sha2")
_ATTACHMENT_PROPERTIES = frozenset({*_ATTACHMENT_REQUIRED, "description", "fileUrl"})
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;[^\x00-\x1f\x7f]*)?")
# SHA-224, 256, 384 and 512 in hexadecimal digits.
_SHA2 = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, described: its content is another part of the request. ``length`` is in octets."""

    usage_type: str
    display: LanguageMap
    content_type: str
    length: int
    sha2: str
    description: LanguageMap | None = None
    file_url: str | None = None


def read_attachments(value: object, path: str) -> tuple[Attachment, ...]:
    attachments = read_list(value, path, clause="2.4.11")
    return tuple(_read_attachment(item, f"{path}[{index}]") for index, item in enumerate(attachments))


def _read_attachment(value: object, path: str) -> Attachment:
    found = read_object(value, path, allowed=_ATTACHMENT_PROPERTIES, required=_ATTACHMENT_REQUIRED, clause="2.4.11")
    content_type = read_identifier(found["contentType"], f"{path}.contentType", clause="2.4.11")
    if not _MEDIA_TYPE.fullmatch(content_type):
        raise refusal(content_type, f"{path}.contentType", expected="an Internet media type", clause="2.4.11")
    length, sha2 = found["length"], found["sha2"]
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise refusal(length, f"{path}.length", expected="a whole number of octets", clause="2.4.11")
    if not isinstance(sha2, str) or not _SHA2.fullmatch(sha2):
        raise refusal(sha2, f"{path}.sha2", expected="a SHA-2 hash in hexadecimal digits", clause="2.4.11")
    return Attachment(
        usage_type=read_iri(found["usageType"], f"{path}.usageType", clause="2.4.11"),
        display=read_language_map(found["display"], f"{path}.display"),
        content_type=content_type,
        length=length,
        sha2=sha2,
        description=optional(found, "description", path, read_language_map),
        file_url=optional(found, "fileUrl", path, read_iri),
    )
