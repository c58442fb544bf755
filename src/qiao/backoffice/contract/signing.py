"""Signatures in both directions: on what the house asks, and on what the lender answers.

The signed text is five lines: method, path with its query, timestamp, nonce, SHA-256 of the body in hexadecimal. The
signature is HMAC-SHA-256 over it in hexadecimal, under a secret that belongs to one key id. Headers:

    Qiao-Key: <key id>
    Qiao-Timestamp: <seconds since 1970>
    Qiao-Nonce: <at least sixteen characters, never used again>
    Qiao-Signature: <64 hexadecimal digits>

A timestamp may be five minutes off; within ten minutes a nonce is accepted once.

An answer is signed in the same way, with `ANSWER <status>` in the place of the method and the nonce of the request, and
carries `Qiao-Timestamp` and `Qiao-Signature`: an answer fits one question, so an old one cannot be played again.
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from qiao.foundation.errors import Unauthenticated

KEY, TIMESTAMP, NONCE, SIGNATURE = "qiao-key", "qiao-timestamp", "qiao-nonce", "qiao-signature"
WINDOW_S = 300
SHORTEST_NONCE = 16
_MOST_NONCES = 100_000
_MOST_DIGITS = 12


class NotSigned(Unauthenticated):
    """A signature is missing, wrong, or made with a key nobody knows."""


class Stale(Unauthenticated):
    """The timestamp is further off than the window allows: set the clocks right and sign anew."""


class Replayed(Unauthenticated):
    """This nonce has been used: every attempt is signed anew."""


def secret_in(text: str) -> bytes:
    """The secret that a file holds in hexadecimal. Raises ValueError for none: an empty one would sign nothing."""
    secret = bytes.fromhex(text.strip())
    if not secret:
        raise ValueError("it is empty")
    return secret


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def signature(secret: bytes, *, method: str, path: str, timestamp: int, nonce: str, body: bytes) -> str:
    """The signature of one request; `path` carries its query, as sent."""
    text = "\n".join((method.upper(), path, str(timestamp), nonce, digest(body)))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def signed_headers(
    key_id: str, secret: bytes, *, method: str, path: str, body: bytes, now_s: float, nonce: str | None = None
) -> dict[str, str]:
    """Headers for one attempt; a retry takes new ones. `now_s` is seconds since 1970."""
    nonce = nonce or secrets.token_urlsafe(18)
    timestamp = int(now_s)
    made = signature(secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body)
    return {KEY: key_id, TIMESTAMP: str(timestamp), NONCE: nonce, SIGNATURE: made}


def answer_headers(secret: bytes, *, status: int, path: str, nonce: str, body: bytes, now_s: float) -> dict[str, str]:
    """Headers of an answer to the request that carried `nonce`."""
    timestamp = int(now_s)
    made = signature(secret, method=f"ANSWER {status}", path=path, timestamp=timestamp, nonce=nonce, body=body)
    return {TIMESTAMP: str(timestamp), SIGNATURE: made}


def check_answer(
    secret: bytes, headers: Mapping[str, str], *, status: int, path: str, nonce: str, body: bytes, now_s: float
) -> None:
    """Raises NotSigned or Stale unless the lender answered this very request."""
    timestamp = _timestamp(headers)
    expected = signature(secret, method=f"ANSWER {status}", path=path, timestamp=timestamp, nonce=nonce, body=body)
    _check(expected, headers, timestamp, now_s)


def _timestamp(headers: Mapping[str, str]) -> int:
    """Raises NotSigned for anything but seconds since 1970."""
    told = headers.get(TIMESTAMP, "")
    if not told.isascii() or not told.isdigit() or len(told) > _MOST_DIGITS:
        raise NotSigned
    return int(told)


def _check(expected: str, headers: Mapping[str, str], timestamp: int, now_s: float) -> None:
    """Raises NotSigned or Stale."""
    if not hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").encode()):
        raise NotSigned
    if abs(now_s - timestamp) > WINDOW_S:
        raise Stale(window_s=WINDOW_S)


@dataclass(slots=True)
class Verifier:
    """Lets through what is signed with a known key, in time, once. One for each process that listens."""

    secrets_by_key: Mapping[str, bytes]
    _seen: OrderedDict[str, float] = field(default_factory=OrderedDict[str, float])

    def check(self, headers: Mapping[str, str], *, method: str, path: str, body: bytes, now_s: float) -> str:
        """The key id that signed. Raises NotSigned, Stale or Replayed."""
        key_id, nonce, timestamp = headers.get(KEY, ""), headers.get(NONCE, ""), _timestamp(headers)
        secret = self.secrets_by_key.get(key_id)
        if secret is None or len(nonce) < SHORTEST_NONCE:
            raise NotSigned
        expected = signature(secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body)
        _check(expected, headers, timestamp, now_s)
        self._remember(f"{key_id}:{nonce}", now_s)
        return key_id

    def _remember(self, nonce: str, now_s: float) -> None:
        # Only a request whose signature is right takes a place, so strangers cannot push others out.
        over = now_s - 2 * WINDOW_S
        while self._seen and (next(iter(self._seen.values())) < over or len(self._seen) >= _MOST_NONCES):
            self._seen.popitem(last=False)
        if nonce in self._seen:
            raise Replayed
        self._seen[nonce] = now_s
