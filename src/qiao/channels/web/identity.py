"""Who the lender's app says the customer is: a short signed token, verified with exactly one algorithm and one key."""

from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from qiao import conversations
from qiao.conversations import Claim, Level
from qiao.foundation.errors import Unauthenticated
from qiao.foundation.settings import IdentitySettings, SettingsWrong

LONGEST_LIFE = timedelta(minutes=10)
_SKEW = timedelta(seconds=30)
_LONGEST_TOKEN = 4096
_LONGEST_REFERENCE = 128


class IdentityRefused(Unauthenticated):
    """The identity token cannot be accepted; `reason` says why. Ask the lender's app for a new one."""


def verified_claim(settings: IdentitySettings, token: str, *, now: datetime) -> Claim:
    """The claim in a token that is signed by the lender, meant for us, short-lived and current.

    Raises IdentityRefused. The header chooses nothing: a token of any other algorithm than the configured one,
    `none` included, is refused before its signature is looked at.
    """
    if settings.algorithm is None or settings.key is None:
        raise IdentityRefused(reason="not_configured")
    if len(token) > _LONGEST_TOKEN:
        raise IdentityRefused(reason="too_long")
    claims = _signatures().verified(token, algorithm=settings.algorithm, key=settings.key)
    if claims is None:
        raise IdentityRefused(reason="signature")
    return _claim(settings, claims, now=now)


def check_key(settings: IdentitySettings) -> None:
    """Raises SettingsWrong when the configured key is not one."""
    if settings.algorithm is None or settings.key is None:
        return
    if not _signatures().is_key(settings.algorithm, settings.key):
        raise SettingsWrong("QIAO_IDENTITY_KEY: not a key; give a public Ed25519 key as JWK or PEM")


def _signatures() -> ModuleType:
    # Most starts need no signature, and importing what reads them takes long.
    from qiao.channels.web import signatures  # noqa: PLC0415

    return signatures


def _claim(settings: IdentitySettings, claims: dict[str, Any], *, now: datetime) -> Claim:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != settings.issuer or settings.audience not in audiences:
        raise IdentityRefused(reason="audience")
    issued, expires, not_before = (_moment(claims.get(name)) for name in ("iat", "exp", "nbf"))
    if issued is None or expires is None or expires - issued > LONGEST_LIFE:
        raise IdentityRefused(reason="lifetime")
    if expires <= now or issued > now + _SKEW or (not_before is not None and not_before > now + _SKEW):
        raise IdentityRefused(reason="expired")
    reference, jti, name = claims.get("sub"), claims.get("jti"), claims.get("name")
    if not isinstance(reference, str) or not 0 < len(reference) <= _LONGEST_REFERENCE:
        raise IdentityRefused(reason="subject")
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_REFERENCE:
        raise IdentityRefused(reason="jti")
    if claims.get("lvl", "A1") != "A1":
        raise IdentityRefused(reason="level")
    clean_name = conversations.content.cleaned(name)[:40] if isinstance(name, str) else None
    return Claim(reference, clean_name, Level.A1, jti, expires)


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:  # noqa: PLR2004  (year 5138)
        return None
    return datetime.fromtimestamp(value, UTC)
