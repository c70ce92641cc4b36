"""The form of an Open Badges 3.0 credential: which members it has, and of which kind each is.

1EdTech Open Badges 3.0, appendix B (data models). Members that the table does not name may stand in a
credential as long as its contexts define them; those that it names must be of the kind that it says.
"""

from collections.abc import Callable, Mapping

from badges.openbadges.canonical import check_terms
from badges.openbadges.contexts import CREDENTIALS_V2, OPEN_BADGES_VERSIONS, PINNED_CONTEXTS, PinnedContexts
from badges.openbadges.reading import is_absolute_iri
from badges.openbadges.reasons import InvalidCredential
from badges.openbadges.times import read_time

VC_1_CONTEXT = "https://www.w3.org/2018/credentials/v1"
CREDENTIAL_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_time(value: object) -> bool:
    try:
        read_time(value)
    except ValueError:
        return False
    return True


SCALARS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "text": (_is_text, "text"),
    "address": (is_absolute_iri, "an absolute address"),
    "number": (_is_number, "a number"),
    "flag": (_is_flag, "true or false"),
    "time": (_is_time, "a date and time with a time zone"),
}

# class: (the type it must carry or "", {member: kind}). "!" marks what may not be missing; "Name" stands for
# one object of that class, "Name+" for one or a list of them, "text+" likewise.
CLASSES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Credential": (
        "VerifiableCredential",
        {
            "id": "address!",
            "name": "text",
            "description": "text",
            "image": "Image",
            "issuer": "Issuer!",
            "validFrom": "time!",
            "validUntil": "time",
            "awardedDate": "time",
            "credentialSubject": "AchievementSubject!",
            "credentialStatus": "CredentialStatus",
            "credentialSchema": "CredentialSchema+",
            "evidence": "Evidence+",
        },
    ),
    "AchievementSubject": (
        "AchievementSubject",
        {
            "id": "address",
            "achievement": "Achievement!",
            "identifier": "IdentityObject+",
            "result": "Result+",
            "creditsEarned": "number",
            "activityStartDate": "time",
            "activityEndDate": "time",
            "narrative": "text",
            "role": "text",
            "image": "Image",
        },
    ),
    "Achievement": (
        "Achievement",
        {
            "id": "address!",
            "name": "text!",
            "description": "text!",
            "criteria": "Criteria!",
            "achievementType": "text",
            "alignment": "Alignment+",
            "creator": "Profile",
            "creditsAvailable": "number",
            "resultDescription": "ResultDescription+",
            "image": "Image",
            "inLanguage": "text",
            "humanCode": "text",
            "version": "text",
            "tag": "text+",
        },
    ),
    "Criteria": ("", {"id": "address", "narrative": "text"}),
    "Alignment": (
        "Alignment",
        {
            "targetName": "text!",
            "targetUrl": "address!",
            "targetType": "text",
            "targetDescription": "text",
            "targetFramework": "text",
            "targetCode": "text",
        },
    ),
    "ResultDescription": (
        "ResultDescription",
        {"id": "address!", "name": "text!", "resultType": "text!"},
    ),
    "Result": (
        "Result",
        {"resultDescription": "address", "value": "text", "status": "text", "achievedLevel": "address"},
    ),
    "IdentityObject": (
        "IdentityObject",
        {"hashed": "flag!", "identityHash": "text!", "identityType": "text!", "salt": "text"},
    ),
    "Profile": (
        "Profile",
        {"id": "address!", "name": "text", "url": "address", "email": "text", "image": "Image"},
    ),
    "Image": ("Image", {"id": "address!", "caption": "text"}),
    "Evidence": (
        "Evidence",
        {"id": "address", "name": "text", "narrative": "text", "description": "text", "genre": "text"},
    ),
    # Which kinds of status and schema can be used is for the verifier to say.
    "CredentialStatus": ("", {"id": "address"}),
    "CredentialSchema": ("", {"id": "address!"}),
}


def check_form(document: Mapping[str, object], *, contexts: PinnedContexts = PINNED_CONTEXTS) -> None:
    """Raise InvalidCredential unless the document is a signed Open Badges 3.0 credential.

    The document must have passed `reading.check_spelling`.
    """
    _check_context(document.get("@context"), contexts=contexts)
    _check_object(document, class_name="Credential", where="")
    if not CREDENTIAL_TYPES.intersection(types_of(document)):
        raise InvalidCredential("form.type", where="type", expected="OpenBadgeCredential")
    subject = document["credentialSubject"]
    if isinstance(subject, dict) and not subject.keys() & {"id", "identifier"}:
        raise InvalidCredential("form.missing", where="credentialSubject.id")
    if "proof" not in document:
        raise InvalidCredential("form.no_proof")
    check_terms({name: value for name, value in document.items() if name != "proof"}, contexts=contexts)


def types_of(value: Mapping[str, object]) -> list[str]:
    """Return the types of an object, which may be written as one text or as a list."""
    types = value.get("type")
    return [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def _check_context(context: object, *, contexts: PinnedContexts) -> None:
    names = context if isinstance(context, list) else [context]
    if VC_1_CONTEXT in names:
        raise InvalidCredential("form.older")
    if len(names) < 2 or names[0] != CREDENTIALS_V2 or names[1] not in OPEN_BADGES_VERSIONS:
        raise InvalidCredential("form.context")
    for name in names:
        if not isinstance(name, str) or name not in contexts:
            found = name if isinstance(name, str) else "defined in the credential itself"
            raise InvalidCredential("form.unknown_context", found=found)


def _check_object(value: Mapping[str, object], *, class_name: str, where: str) -> None:
    """Check one object and those in it; `reading.MAX_DEPTH` bounds the recursion."""
    type_name, members = CLASSES[class_name]
    if type_name and type_name not in types_of(value):
        raise InvalidCredential("form.type", where=where or "type", expected=type_name)
    for name, kind in members.items():
        place = f"{where}.{name}" if where else name
        if name in value:
            _check_member(value[name], kind=kind.rstrip("!"), where=place)
        elif kind.endswith("!"):
            raise InvalidCredential("form.missing", where=place)


def _check_member(value: object, *, kind: str, where: str) -> None:
    if kind.endswith("+"):
        for place, item in enumerate(value) if isinstance(value, list) else ((None, value),):
            _check_member(item, kind=kind[:-1], where=where if place is None else f"{where}[{place}]")
    elif kind in SCALARS:
        is_kind, expected = SCALARS[kind]
        if not is_kind(value):
            raise InvalidCredential("form.kind", where=where, expected=expected)
    elif kind == "Issuer" and isinstance(value, str):
        # The standard lets an issuer be its bare address.
        _check_member(value, kind="address", where=where)
    elif isinstance(value, dict):
        _check_object(value, class_name="Profile" if kind == "Issuer" else kind, where=where)
    else:
        raise InvalidCredential("form.kind", where=where, expected="an object in braces")
