"""Every sentence with which this package refuses or explains something, by a stable code.

The sentences are written for the person who holds the badge or was shown it. They are marked for gettext and
filled in only when shown, so that a site can translate ``gettext(reason.template) % reason.params``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_PARAM = 120


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation and return it as it is."""
    return message


TEMPLATES: Mapping[str, str] = {
    # Files
    "file.too_large": gettext_noop("The file holds %(found)s bytes; at most %(limit)s can be read."),
    "file.unknown": gettext_noop("The file is neither a PNG or SVG picture nor a credential in JSON."),
    "png.signature": gettext_noop("The file does not begin like a PNG picture."),
    "png.truncated": gettext_noop("The PNG picture ends in the middle: part of the file is missing."),
    "png.damaged": gettext_noop("The PNG picture is damaged: the checksum of its part %(chunk)s is wrong."),
    "png.structure": gettext_noop("The PNG picture is damaged: its parts are not in the order of the standard."),
    "png.chunks": gettext_noop("The PNG picture has more than %(limit)s parts, more than a badge needs."),
    "png.none": gettext_noop("The PNG picture carries no Open Badges 3.0 credential."),
    "png.older": gettext_noop("The PNG picture carries a badge of an older standard, Open Badges 2 or before."),
    "png.several": gettext_noop("The PNG picture carries %(found)s credentials where exactly one is expected."),
    "png.text": gettext_noop("The part of the PNG picture that should hold the credential cannot be read."),
    "png.inflated": gettext_noop("The credential in the PNG picture unpacks to more than %(limit)s bytes."),
    "svg.markup": gettext_noop("The SVG picture is not well-formed XML."),
    "svg.entities": gettext_noop("The SVG picture declares a document type or entities, which badges may not."),
    "svg.root": gettext_noop("The file is XML, but its first element is not svg."),
    "svg.none": gettext_noop("The SVG picture carries no Open Badges 3.0 credential."),
    "svg.several": gettext_noop("The SVG picture carries %(found)s credentials where exactly one is expected."),
    "svg.place": gettext_noop("The credential does not stand directly after the svg tag, where it belongs."),
    # JSON
    "json.encoding": gettext_noop("The text is not UTF-8."),
    "json.depth": gettext_noop("The JSON is nested deeper than %(limit)s levels."),
    "json.values": gettext_noop("The JSON holds more than %(limit)s values, more than a credential needs."),
    "json.list": gettext_noop("The list at %(where)s has more than %(limit)s items."),
    "json.syntax": gettext_noop("The text is not JSON: %(problem)s at line %(line)s, column %(column)s."),
    "json.number": gettext_noop("The JSON holds the number %(found)s, which cannot be carried exactly."),
    "json.twice": gettext_noop("The JSON names the member %(member)s twice in one object."),
    "json.object": gettext_noop("The JSON is not one object in braces."),
    "json.token": gettext_noop("The credential is a signed token (JWT); only the JSON form can be checked here."),
    "json.key": gettext_noop("The member name %(member)s at %(where)s is not a plain term."),
    "json.null": gettext_noop("The value at %(where)s is null, which a credential cannot sign."),
    "json.type": gettext_noop("The value at %(where)s is of a type that JSON does not have."),
    "json.nested": gettext_noop("The list at %(where)s stands directly inside another list."),
    "json.text": gettext_noop("The text at %(where)s holds characters that cannot be signed."),
    "json.id": gettext_noop("The id at %(where)s is not an absolute address."),
    "json.described_twice": gettext_noop("The id %(id)s is described in two places that differ."),
    "json.context": gettext_noop("A context stands at %(where)s, where none may stand."),
    # Form of an Open Badges 3.0 credential
    "form.passed": gettext_noop("It is an Open Badges 3.0 credential."),
    "form.context": gettext_noop(
        "The context does not begin with the Verifiable Credentials 2.0 and Open Badges 3.0 contexts."
    ),
    "form.unknown_context": gettext_noop("The context %(found)s is not one that is known here."),
    "form.older": gettext_noop("The credential is written in an older version of the standard."),
    "form.type": gettext_noop("The value at %(where)s is not of type %(expected)s."),
    "form.missing": gettext_noop("%(where)s is missing."),
    "form.kind": gettext_noop("The value at %(where)s is not %(expected)s."),
    "form.no_proof": gettext_noop("The credential is not signed: it has no proof."),
    "form.terms": gettext_noop("The member %(member)s is defined by none of the credential's contexts."),
    "form.relative": gettext_noop("The value %(found)s is neither a known term nor an absolute address."),
    "form.unprocessable": gettext_noop("The credential does not follow the rules of JSON-LD."),
    "form.ambiguous": gettext_noop("Too many unnamed parts of the credential look alike to put them in order."),
    # Issuer
    "issuer.passed": gettext_noop("%(name)s is known here and its keys were found."),
    "issuer.unknown": gettext_noop("The issuer %(id)s is not known here."),
    "issuer.document": gettext_noop("The key document of the issuer %(id)s cannot be used: %(problem)s"),
    # Signature
    "signature.passed": gettext_noop("The signature is the issuer's, and nothing was changed after signing."),
    "signature.kind": gettext_noop("The signature is of a kind that cannot be checked here: %(found)s."),
    "signature.purpose": gettext_noop("The signature was not made to issue credentials: %(found)s."),
    "signature.value": gettext_noop("The signature is not written as its kind demands."),
    "signature.created": gettext_noop("The signature does not say in a readable way when it was made."),
    "signature.foreign_key": gettext_noop("The credential is signed with a key that is not the issuer's: %(found)s."),
    "signature.withdrawn_key": gettext_noop("The key that signed the credential had been withdrawn: %(found)s."),
    "signature.changed": gettext_noop("The credential was changed after signing, or another key signed it."),
    "signature.expired": gettext_noop("The signature itself ran out on %(expires)s."),
    # Status
    "status.passed": gettext_noop("The issuer has not taken it back."),
    "status.none": gettext_noop("The credential names no list in which the issuer could take it back."),
    "status.revoked": gettext_noop("The issuer has taken it back."),
    "status.kind": gettext_noop(
        "The status of the credential is kept in a way that cannot be checked here: %(found)s."
    ),
    "status.unavailable": gettext_noop("The issuer's list of withdrawn credentials could not be had."),
    "status.unreadable": gettext_noop("The issuer's list of withdrawn credentials cannot be used: %(problem)s"),
    "status.id": gettext_noop("The list calls itself %(found)s, but the credential names %(expected)s."),
    "status.issuer": gettext_noop("The list was issued by %(found)s, not by the issuer of the credential."),
    "status.purpose": gettext_noop("The list does not record what was taken back but: %(found)s."),
    "status.early": gettext_noop("The list is valid only from %(valid_from)s."),
    "status.late": gettext_noop("The list was valid only until %(valid_until)s."),
    "status.index": gettext_noop("The list has %(length)s places; the credential names place %(index)s."),
    "status.bits": gettext_noop("The bits of the list cannot be read."),
    "status.short": gettext_noop("The list has %(length)s places; the standard demands at least %(expected)s."),
    # Dates
    "dates.passed": gettext_noop("It is valid today: from %(valid_from)s, without an end."),
    "dates.passed_until": gettext_noop("It is valid today: from %(valid_from)s until %(valid_until)s."),
    "dates.early": gettext_noop("It is valid only from %(valid_from)s."),
    "dates.late": gettext_noop("It was valid until %(valid_until)s."),
    # Not reached
    "skipped": gettext_noop("Not checked, because an earlier check failed."),
}


def shown(value: object) -> str:
    """Return foreign text as one printable line of at most LONGEST_PARAM characters."""
    line = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in str(value)[: LONGEST_PARAM + 1]
    )
    return line if len(line) <= LONGEST_PARAM else line[: LONGEST_PARAM - 1] + "…"


@dataclass(frozen=True)
class Reason:
    """Why a check passed, failed or was skipped: a stable code and what fills its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English sentence with its places, the key for gettext."""
        return TEMPLATES[self.code]

    def __str__(self) -> str:
        return self.template % self.params


def reason(code: str, **params: object) -> Reason:
    """Return the reason of that code; foreign values are shortened and made printable."""
    return Reason(code, {name: shown(value) for name, value in params.items()})


class OpenBadgesError(ValueError):
    """Something given from outside cannot be used; ``reason`` says why, for people."""

    def __init__(self, code: str, **params: object) -> None:
        self.reason = reason(code, **params)
        super().__init__(str(self.reason))


class InvalidCredential(OpenBadgesError):
    """The text is no credential of Open Badges 3.0 that can be checked here."""


class InvalidProof(OpenBadgesError):
    """The signature does not hold."""


class InvalidStatusList(OpenBadgesError):
    """The list of withdrawn credentials cannot be used."""


class InvalidImage(OpenBadgesError):
    """The picture carries no credential that can be taken out."""


class InvalidValue(ValueError):
    """Our own code asked for something the standard does not allow; the message is for its author."""
