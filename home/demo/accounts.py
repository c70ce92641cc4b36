"""The accounts of the demonstration: one for each door. Password and secrets are public, so they exist nowhere else."""

import base64
import hashlib
from dataclasses import dataclass

PASSWORD = "kenno-demo-2026"  # noqa: S105 (public on purpose)


@dataclass(frozen=True)
class Account:
    """``organisation`` is the key in organisations.json, for those who work for one."""

    role: str
    email: str
    first_name: str
    last_name: str
    organisation: str = ""

    @property
    def totp_secret(self) -> str:
        """What an authenticator app is given for the account (base32): the same in every demonstration."""
        digest = hashlib.sha1(f"kenno demonstration {self.email}".encode(), usedforsecurity=False).digest()
        return base64.b32encode(digest).decode()


ACCOUNTS = (
    Account("learner", "learner@kenno.example", "Aino", "Lehtisaari (demo)"),
    Account("teacher", "teacher@kenno.example", "Juha", "Pekkarinen (demo)", "org-college"),
    Account("reviewer", "reviewer@kenno.example", "Sari", "Hietanen (demo)", "org-college"),
    Account("employer", "employer@kenno.example", "Liisa", "Vanhatalo (demo)", "org-cam"),
    Account("administrator", "admin@kenno.example", "Sanna", "Mäkelä (demo)", "org-dev"),
    Account("coordinator", "coordinator@kenno.example", "Henrik", "Aalto (demo)", "org-dev"),
)
