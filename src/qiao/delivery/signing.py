"""The one signature of what the house sends out over HTTP: webhooks, and pushes to the lender's gateway.

    Qiao-Delivery: <id>, the same on every try
    Qiao-Signature: t=<seconds since 1970>,v1=<HMAC-SHA-256 in hexadecimal>

Signed are the bytes `t.id.body` under a secret both sides hold. A try is signed anew, so the time is that of the try.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

from qiao.foundation.errors import Unauthenticated

DELIVERY, SIGNATURE = "Qiao-Delivery", "Qiao-Signature"
WINDOW_S = 300
_FORM = re.compile(r"t=(?P<t>[0-9]{1,12})(?P<rest>(?:,v1=[0-9a-f]{64})+)", re.ASCII)


class NotSigned(Unauthenticated):
    """The signature is missing, wrong, or of another time."""


def signed_headers(secret: bytes, delivery: str, body: bytes, *, now_s: float) -> dict[str, str]:
    t = int(now_s)
    return {DELIVERY: delivery, SIGNATURE: f"t={t},v1={_digest(secret, t, delivery, body)}"}


def check(secrets: Iterable[bytes], delivery: str, signature: str, body: bytes, *, now_s: float) -> None:
    """As a receiver does it, with every secret that holds at the moment. Raises NotSigned."""
    said = _FORM.fullmatch(signature)
    if said is None or abs(now_s - int(said["t"])) > WINDOW_S:
        raise NotSigned
    given = said["rest"].split(",v1=")[1:]
    expected = [_digest(secret, int(said["t"]), delivery, body) for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in given for other in expected):
        raise NotSigned


def _digest(secret: bytes, t: int, delivery: str, body: bytes) -> str:
    return hmac.new(secret, b".".join((str(t).encode(), delivery.encode(), body)), hashlib.sha256).hexdigest()
