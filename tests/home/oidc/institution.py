"""An institution that signs people in, on this machine: discovery, keys, tokens and what it knows of a person.

It does as OpenID Connect Core 1.0 says, unless a test tells it to say something else.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "kenno"
CLIENT_SECRET = "secret-of-a-test"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeInstitution:
    """``person`` holds what is told of whoever signs in; ``change`` alters the claims of the next ID token."""

    def __init__(self) -> None:
        self.key = new_key()
        self.signs_with = self.key
        self.person: dict[str, Any] = {
            "sub": "person-1",
            "email": "aino@xamk.example",
            "email_verified": True,
            "given_name": "Aino",
            "family_name": "Salo",
            "school": "Kaakko UAS",
        }
        self.told: dict[str, Any] = {}
        """Claims of the ID token only, such as ``amr``."""
        self.userinfo: dict[str, Any] | None = None
        self.change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.algorithm = "RS256"
        self.discovery: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.calls: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sign_in(self, address: str, **answer: str) -> str:
        """Do what the person does at the institution, with the address to which the site sent them.

        Return the path and query of the site to which the institution sends them back. ``answer`` replaces parameters.
        """
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorise"
        self.asked = dict(parse_qsl(parts.query))
        code = secrets.token_urlsafe(8)
        self._codes[code] = self.asked
        back = urlsplit(self.asked["redirect_uri"])
        parameters = {"code": code, "state": self.asked["state"]} | answer
        return f"{back.path}?{urlencode(parameters)}"

    def _config(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorise",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "key-1", "use": "sig", "alg": "RS256"}]}

    def _token(self, sent: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        asked = self._codes.pop(sent["code"][0], None)
        if asked is None or sent["client_secret"] != [CLIENT_SECRET] or sent["redirect_uri"] != [asked["redirect_uri"]]:
            return 400, {"error": "invalid_grant"}
        challenge = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.change(
            {
                "iss": self.url,
                "aud": CLIENT_ID,
                "sub": self.person["sub"],
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                **self.told,
            }
        )
        key: Any = self.signs_with if self.algorithm == "RS256" else None
        if self.algorithm == "HS256":
            key = CLIENT_SECRET * 4
        id_token = jwt.encode(claims, key=key, algorithm=self.algorithm, headers={"kid": "key-1"})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        institution = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                institution.calls.append(path)
                if path == "/.well-known/openid-configuration":
                    self._answer(200, institution._config())
                elif path == "/keys":
                    self._answer(200, institution._keys())
                elif path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
                    known = institution.person if institution.userinfo is None else institution.userinfo
                    self._answer(200, known)
                else:
                    self._answer(404, {})

            def do_POST(self) -> None:
                institution.calls.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(*institution._token(parse_qs(body)))

            def log_message(self, *args: Any) -> None:
                pass

            def _answer(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
