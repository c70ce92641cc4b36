"""What this site issues, before other people's verifiers, which fetch the rest from this site itself over HTTPS."""

import copy
import http.client
import http.server
from functools import partial
from urllib.parse import urlsplit

import pytest

from badges.credentials import issue_credential, revoke_credential
from badges.key_theft import mark_compromised
from badges.keys import create_issuer_key
from badges.models import Credential
from tests.badges.conftest import achievement, employer, issuer, key_directory, learner, organisation  # noqa: F401
from tests.interop.openbadges.conftest import served_over_https
from tests.interop.openbadges.verifiers import ask_verifiers, require_verifiers

pytestmark = [pytest.mark.interop, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def https(live_server, tmp_path, settings):
    """The site behind TLS on https://localhost, as it stands behind a proxy in production."""
    require_verifiers()
    backend = urlsplit(live_server.url)

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            connection = http.client.HTTPConnection(backend.hostname, backend.port, timeout=30)
            connection.request("GET", self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "Location", "Cache-Control", "Access-Control-Allow-Origin"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with served_over_https(Proxy, folder=tmp_path) as port:
        settings.BADGES_BASE_URL = f"https://localhost:{port}"
        yield tmp_path / "ca.pem"


@pytest.fixture
def credential(https, achievement, learner):
    return issue_credential(achievement, recipient=learner)


@pytest.fixture
def ask(https):
    return partial(ask_verifiers, ca_file=https)


def test_an_issued_credential_is_valid_elsewhere(ask, credential):
    answer = ask(credential.document)

    assert answer["verifierCore"]["errors"] == []
    assert answer["verifierCore"]["log"]["valid_signature"] is True
    assert answer["verifierCore"]["log"]["revocation_status"] is True
    assert answer["digitalBazaar"] == {"verified": True, "isRevoked": False, "errors": []}


def test_a_changed_credential_is_refused_elsewhere(ask, credential):
    document = copy.deepcopy(credential.document)
    document["credentialSubject"]["achievement"]["name"] = "Master of Everything"

    answer = ask(document)

    assert answer["verifierCore"]["errors"] == ["invalid_signature"]
    assert answer["digitalBazaar"]["verified"] is False


def test_a_revoked_credential_is_revoked_elsewhere_at_once(ask, credential):
    revoke_credential(credential, reason=Credential.Reason.ISSUED_IN_ERROR)

    answer = ask(credential.document)

    assert answer["verifierCore"]["log"]["valid_signature"] is True
    assert answer["verifierCore"]["log"]["revocation_status"] is False
    assert answer["digitalBazaar"]["isRevoked"] is True


def test_after_a_new_key_the_old_credential_is_still_valid_elsewhere(ask, credential):
    create_issuer_key(credential.achievement.issuer, retire_others=True)

    assert ask(credential.document)["digitalBazaar"]["verified"] is True


def test_after_a_key_theft_only_what_the_stolen_key_signed_falls_elsewhere(ask, credential, employer):
    stolen = credential.signing_key
    create_issuer_key(credential.achievement.issuer)
    newer = issue_credential(credential.achievement, recipient=employer)
    assert ask(credential.document)["digitalBazaar"]["verified"] is True

    mark_compromised(stolen)

    assert ask(credential.document)["digitalBazaar"]["verified"] is False
    assert ask(newer.document)["digitalBazaar"] == {"verified": True, "isRevoked": False, "errors": []}
