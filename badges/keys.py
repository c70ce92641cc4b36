"""Keys of issuers: made here, kept as files outside the database, described in the DID document."""

import os
import stat
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from . import conf
from .models import Issuer, SigningKey
from .openbadges.did import IssuerKey, KeyState, build_did_document
from .openbadges.keys import encode_multikey, generate_key, write_pem

FOLDER_MODE = 0o700
FILE_MODE = 0o600


class KeyUnavailable(Exception):
    """The private key cannot be used for signing. The message names the file, never what is in it."""


@transaction.atomic
def create_issuer_key(issuer: Issuer, *, retire_others: bool = False) -> SigningKey:
    """Make a key pair for the issuer: the private half as a file of mode 0600, the public half as a row.

    From now on the new key signs. ``retire_others``: the earlier keys sign no more; what they signed stays valid.
    """
    issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
    now = timezone.now()
    if retire_others:
        issuer.keys.filter(retired_at=None, compromised_at=None).update(retired_at=now)

    private_key = generate_key()
    fragment = f"key-{issuer.keys.count() + 1}"
    public_key_multibase = encode_multikey(private_key.public_key())
    # The public key makes the name unique even when databases share a folder or a row was rolled back.
    file_name = f"{issuer.slug}.{fragment}.{public_key_multibase[-12:]}.pem"
    _write_private(_folder() / file_name, write_pem(private_key))
    return SigningKey.objects.create(
        issuer=issuer,
        fragment=fragment,
        public_key_multibase=public_key_multibase,
        file_name=file_name,
        created_at=now,
    )


def current_key(issuer: Issuer) -> SigningKey:
    """Return the key that signs for the issuer now. Raises KeyUnavailable when it has none."""
    key = issuer.keys.usable().first()
    if key is None:
        raise KeyUnavailable(
            f"{issuer.name} has no signing key; make one with: manage.py create_issuer_key {issuer.slug}"
        )
    key.issuer = issuer
    return key


def read_private_key(key: SigningKey) -> bytes:
    """Return the file of a private key. Raises KeyUnavailable when it is missing or open to other accounts."""
    path = conf.key_directory() / key.file_name
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyUnavailable(f"The key file {path} cannot be read: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise KeyUnavailable(
                f"The key file {path} has mode {mode:04o}, so other accounts of this machine can reach it; "
                "expected is 0600. If it may have been read, make a new key."
            )
        return file.read()


def did_document(issuer: Issuer) -> dict[str, object]:
    """Return the DID document of the issuer: retired keys stay in it, stolen ones do not."""
    return build_did_document(
        issuer.did,
        keys=[
            IssuerKey(
                fragment=key.fragment,
                public_key_multibase=key.public_key_multibase,
                state=KeyState.ACTIVE if key.retired_at is None else KeyState.RETIRED,
            )
            for key in issuer.keys.trusted()
        ],
    )


def _folder() -> Path:
    folder = conf.key_directory()
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    return folder


def _write_private(path: Path, content: bytes) -> None:
    # O_EXCL: a key is never written over another, nor through a link that somebody has laid.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
