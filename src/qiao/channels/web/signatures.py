"""Signed tokens: read with exactly one algorithm and one key."""

import json
import warnings
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OctKey, OKPKey

_NAMES = {"HS256": ("HS256",), "EdDSA": ("Ed25519", "EdDSA")}
_NO_KEY_OR_SIGNATURE = (JoseError, ValueError, TypeError, KeyError)


def verified(token: str, *, algorithm: str, key: str) -> dict[str, Any] | None:
    """The claims of a token signed with `key`; None for every other. Raises for a key that `is_key` refuses."""
    read_key = _key(algorithm, key)
    try:
        with warnings.catch_warnings():
            # The library warns of the name "EdDSA" (RFC 9864 says "Ed25519"); the signature is the same.
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.decode(token, read_key, algorithms=list(_NAMES[algorithm])).claims
    except _NO_KEY_OR_SIGNATURE:
        return None


def is_key(algorithm: str, key: str) -> bool:
    """Whether `key` is one for `algorithm`: a shared secret, or a public key as JWK or PEM."""
    try:
        _key(algorithm, key)
    except _NO_KEY_OR_SIGNATURE:
        return False
    return True


def _key(algorithm: str, key: str) -> OctKey | OKPKey:
    if algorithm == "HS256":
        return OctKey.import_key(key)
    return OKPKey.import_key(json.loads(key) if key.lstrip().startswith("{") else key)
