"""A site on https://localhost that serves what an issuer publishes, and what that issuer has signed.

The verifiers under test are other people's. To show them another issuer's credentials, override `issued`.
"""

import datetime as dt
import http.server
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from badges.openbadges.did import document_url
from badges.openbadges.status_list import StatusEntry
from tests.badges.openbadges.samples import DemoIssuer

REVOKED_INDEX = 4712


@dataclass
class Site:
    """What is served at https://localhost and ``port``: JSON by path. ``ca_file`` is whom to trust for it."""

    port: int
    ca_file: Path
    documents: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """A good credential, one taken back, one that has expired, and what their issuer publishes, by path."""

    credential: dict[str, Any]
    revoked: dict[str, Any]
    expired: dict[str, Any]
    documents: Mapping[str, Any]


@contextmanager
def served_over_https(handler: type[http.server.BaseHTTPRequestHandler], *, folder: Path) -> Iterator[int]:
    """Answer on https://localhost with certificates of our own, ``ca.pem`` in ``folder``. Yields the port."""
    write_certificates(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "site.pem", folder / "site.key")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("https")
    documents: dict[str, Any] = {}

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = documents.get(self.path)
            body = json.dumps(document, ensure_ascii=False).encode()
            self.send_response(404 if document is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with served_over_https(Answers, folder=folder) as port:
        yield Site(port=port, ca_file=folder / "ca.pem", documents=documents)


@pytest.fixture(scope="session")
def issued(site: Site) -> Issued:
    now = dt.datetime.now(dt.UTC)
    issuer = DemoIssuer(host="localhost", port=site.port, revoked={REVOKED_INDEX}, now=now)
    return Issued(
        credential=issuer.issue(),
        revoked=issuer.issue(status=StatusEntry(list_url=issuer.list_url, index=REVOKED_INDEX)),
        expired=issuer.issue(valid_from=now - dt.timedelta(days=9), valid_until=now - dt.timedelta(days=2)),
        documents={
            document_url(issuer.did).removeprefix(issuer.origin): issuer.document,
            issuer.list_url.removeprefix(issuer.origin): issuer.sign(issuer.unsigned_list()),
        },
    )


@pytest.fixture(scope="session")
def served(site: Site, issued: Issued) -> Issued:
    """What was issued, while the site serves what belongs to it."""
    site.documents.update(issued.documents)
    return issued


def write_certificates(folder: Path) -> None:
    """Write ca.pem, site.pem and site.key: a certificate for localhost and its own authority, for a day."""
    authority_key, site_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)

    def certificate(subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, is_authority: bool) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    (folder / "ca.pem").write_bytes(certificate(authority, authority_key, is_authority=True))
    (folder / "site.pem").write_bytes(certificate(name, site_key, is_authority=False))
    (folder / "site.key").write_bytes(
        site_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
