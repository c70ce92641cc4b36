"""Credentials: who issues, for what, by which rule, to whom."""

from .achievements import Achievement
from .credentials import STATUS_LIST_LENGTH, Credential, StatusList
from .issuers import Issuer, SigningKey
from .rules import AwardRule

__all__ = [
    "STATUS_LIST_LENGTH",
    "Achievement",
    "AwardRule",
    "Credential",
    "Issuer",
    "SigningKey",
    "StatusList",
]
