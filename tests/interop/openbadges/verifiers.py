"""Other people's verifiers in JavaScript: verifier-core and Digital Bazaar's vc, asked through ``verify.mjs``."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from badges.openbadges.contexts import PINNED_CONTEXTS, PINS

HERE = Path(__file__).parent


def require_verifiers() -> None:
    """Skip the test where Node or the verifiers are not installed. In CI their absence is a failure."""
    missing = None
    if shutil.which("node") is None:
        missing = "Node 20 or later is not installed."
    elif not (HERE / "node_modules").is_dir():
        missing = "The verifiers are not installed: run npm ci --prefix tests/interop/openbadges."
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def ask_verifiers(credential: dict[str, Any], *, ca_file: Path) -> dict[str, Any]:
    """Return what each verifier says of the credential. ``ca_file``: whom to trust for the issuer's site."""
    pages = {url: json.loads(PINNED_CONTEXTS.text_of(url)) for url in PINS}
    finished = subprocess.run(
        ["node", "verify.mjs"],
        cwd=HERE,
        input=json.dumps({"credential": credential, "pages": pages}).encode(),
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(ca_file)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return json.loads(finished.stdout)
