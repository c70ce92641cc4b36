"""The accounts of the demonstration: one for each door. Their password is public, so they exist nowhere else."""

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


ACCOUNTS = (
    Account("learner", "learner@kenno.example", "Aino", "Lehtisaari (demo)"),
    Account("teacher", "teacher@kenno.example", "Juha", "Pekkarinen (demo)", "org-college"),
    Account("reviewer", "reviewer@kenno.example", "Sari", "Hietanen (demo)", "org-college"),
    Account("employer", "employer@kenno.example", "Liisa", "Vanhatalo (demo)", "org-cam"),
    Account("coordinator", "coordinator@kenno.example", "Henrik", "Aalto (demo)", "org-dev"),
)
