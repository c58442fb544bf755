"""A small OpenID provider, run as a process of its own: honest, or lying in the one way it was told to.

It implements discovery, authorisation, the token endpoint with client authentication and PKCE, and its keys. Whoever
comes to the authorisation endpoint is signed in as whom it was told.
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "qiao", "the secret: of client & provider"

state: dict[str, Any] = {"variant": "honest", "alg": "RS256", "now": 0, "claims": {}, "calls": []}
codes: dict[str, dict[str, str]] = {}
KEYS: dict[str, Any] = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
}
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})


def id_token(issuer: str, asked: dict[str, str], access_token: str) -> str:
    variant, alg, now = state["variant"], state["alg"], state["now"]
    claims = {
        "iss": issuer,
        "sub": "subject-1",
        "aud": CLIENT,
        "iat": now,
        "exp": now + 300,
        "nonce": asked["nonce"],
        "at_hash": _half_hash(access_token),
        **state["claims"],
    }
    claims.update(
        {
            "wrong_nonce": {"nonce": "of another browser"},
            "no_nonce": {"nonce": None},
            "wrong_aud": {"aud": "another-client"},
            "two_audiences": {"aud": [CLIENT, "another-client"]},
            "foreign_party": {"azp": "another-client"},
            "expired": {"iat": now - 400, "exp": now - 100},
            "old": {"iat": now - 3600},
            "from_the_future": {"iat": now + 600},
            "no_end": {"exp": None},
            "wrong_issuer": {"iss": "https://another.example"},
            "no_subject": {"sub": ""},
            "other_access_token": {"at_hash": _half_hash("another")},
        }.get(variant, {})
    )
    claims = {name: value for name, value in claims.items() if value is not None}
    if variant == "alg_none":
        parts = [{"alg": "none", "kid": "rsa"}, claims]
        return ".".join(_b64(json.dumps(part).encode()) for part in parts) + "."
    if variant == "public_key_as_secret":
        # By hand: the library refuses to be so careless.
        parts = [{"alg": "HS256", "kid": "rsa"}, claims]
        signed = ".".join(_b64(json.dumps(part).encode()) for part in parts)
        secret = KEYS["RS256"].as_pem(private=False)
        return f"{signed}.{_b64(hmac.digest(secret, signed.encode(), 'sha256'))}"
    key = STRANGER if variant == "strangers_key" else KEYS[alg]
    return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _half_hash(text: str) -> str:
    return _b64(hashlib.sha256(text.encode()).digest()[:16])


class Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        issuer = f"http://{self.headers['Host']}"
        if path == "/.well-known/openid-configuration":
            lies = state["variant"] == "lying_discovery"
            self._json(
                {
                    "issuer": "https://another.example" if lies else issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/jwks",
                    "authorization_response_iss_parameter_supported": True,
                }
            )
        elif path == "/jwks":
            self._json(KeySet(list(KEYS.values())).as_dict(private=False))
        elif path == "/authorize":
            state["calls"].append(query)
            code = secrets.token_urlsafe(16)
            codes[code] = query
            answer = {"code": code, "state": query["state"], "iss": issuer}
            if state["variant"] == "mixed_up":
                answer["iss"] = "https://another.example"
            if state["variant"] == "unnamed":
                del answer["iss"]
            if state["variant"] == "denied":
                answer = {"error": "access_denied", "state": query["state"], "iss": issuer}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer)}")
            self.end_headers()
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/control":
            state.update(json.loads(body))
            self._json({"calls": state["calls"]})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if state["variant"] == "breaks":
            self._json({}, 500)
            return
        if state["variant"] == "sends_elsewhere":
            self.send_response(307)
            self.send_header("Location", f"http://{self.headers['Host']}/elsewhere")
            self.end_headers()
            return
        asked = codes.pop(form.get("code", ""), None)  # A code is good once, whatever comes of it.
        trouble = self._trouble(form, asked)
        if asked is None or trouble:
            self._json({"error": trouble}, 401 if trouble == "invalid_client" else 400)
            return
        access_token = secrets.token_urlsafe(16)
        issuer = f"http://{self.headers['Host']}"
        self._json(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "id_token": id_token(issuer, asked, access_token),
            }
        )

    def _trouble(self, form: dict[str, str], asked: dict[str, str] | None) -> str:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        pair = [unquote_plus(half) for half in base64.b64decode(given).decode().partition(":")[::2]]
        if kind != "Basic" or pair != [CLIENT, SECRET]:
            return "invalid_client"
        verifier = form.get("code_verifier", "")
        challenge = _b64(hashlib.sha256(verifier.encode()).digest())
        fits = (
            asked is not None
            and form.get("grant_type") == "authorization_code"
            and asked["redirect_uri"] == form.get("redirect_uri")
            and asked.get("code_challenge_method") == "S256"
            and asked.get("code_challenge") == challenge
            and 43 <= len(verifier) <= 128
        )
        return "" if fits else "invalid_grant"

    def _json(self, body: object, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        """Quiet: tests read the answers."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
