"""Talking with an identity provider (OpenID Connect, authorisation code with PKCE).

Tokens are verified by joserfc with signatures of public keys alone; what they must say is checked here. Calls go over
the standard library: three small requests need no client of their own.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeGuard, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from qiao.foundation.clock import Clock
from qiao.foundation.errors import Unauthenticated, Unavailable
from qiao.foundation.settings import OidcSettings

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_DEADLINE_S = 5.0
_LARGEST_ANSWER = 256 * 1024
_SKEW = timedelta(seconds=60)
_OLDEST = timedelta(minutes=10)
_BELIEVED_S = 3600.0
_REFETCH_AFTER_S = 60.0
_LONGEST_SUBJECT = 255


class ProviderAway(Unavailable):
    """The identity provider does not answer as it should; sign in by password, or later."""


class SsoRefused(Unauthenticated):
    """The identity provider's word was not accepted; begin again at the sign-in page. `reason` says why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is, once everything about its word was checked."""

    issuer: str
    subject: str
    email: str | None
    groups: frozenset[str]
    second_factor: bool


@dataclass(frozen=True, slots=True)
class _Endpoints:
    authorise: str
    token: str
    keys: str
    names_itself: bool
    posts_secret: bool


class Provider:
    """One identity provider. Knows its endpoints and keys for an hour; one per process."""

    def __init__(self, settings: OidcSettings, clock: Clock, *, redirect_uri: str) -> None:
        self.settings = settings
        self._clock = clock
        self._redirect_uri = redirect_uri
        self._endpoints: tuple[float, _Endpoints] | None = None
        self._keys: tuple[float, dict[str, Any]] | None = None

    async def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent. Raises ProviderAway."""
        endpoints = await self._discovered()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(("openid", *self.settings.scopes)),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoints.authorise}{'&' if '?' in endpoints.authorise else '?'}{urlencode(asked)}"

    async def identity(self, code: str, *, nonce: str, verifier: str, named: str | None) -> Identity:
        """Who came back with `code`; `named` is the issuer named with it. Raises SsoRefused or ProviderAway."""
        endpoints = await self._discovered()
        if named is None and endpoints.names_itself:
            raise SsoRefused(reason="issuer")
        if named is not None and named != self.settings.issuer:
            raise SsoRefused(reason="issuer")
        answer = await self._exchange(endpoints, code, verifier)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SsoRefused(reason="token")
        header, claims = await self._verified(endpoints, token)
        self._check(claims, nonce=nonce)
        _check_access_token(header, claims, answer.get("access_token"))
        return self._identity(claims)

    async def _discovered(self) -> _Endpoints:
        now_s = self._clock.monotonic()
        if self._endpoints is not None and now_s - self._endpoints[0] < _BELIEVED_S:
            return self._endpoints[1]
        found = await _fetch(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        # Another issuer's document under this address is the mix-up that lets one provider's users in as another's.
        if found.get("issuer") != self.settings.issuer:
            raise ProviderAway
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        endpoints = _Endpoints(
            *(self._safe(found.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")),
            names_itself=found.get("authorization_response_iss_parameter_supported") is True,
            posts_secret="client_secret_basic" not in methods,
        )
        self._endpoints = (now_s, endpoints)
        return endpoints

    def _safe(self, url: object) -> str:
        """An endpoint as safe as the issuer itself."""
        if not isinstance(url, str) or urlsplit(url).scheme != urlsplit(self.settings.issuer).scheme:
            raise ProviderAway
        return url

    async def _exchange(self, endpoints: _Endpoints, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
            "client_id": self.settings.client_id,
        }
        headers: dict[str, str] = {}
        if self.settings.client_secret and endpoints.posts_secret:
            form["client_secret"] = self.settings.client_secret
        elif self.settings.client_secret:
            # RFC 6749 2.3.1: both halves are form-encoded before they are joined.
            halves = urlencode({self.settings.client_id: self.settings.client_secret}).replace("=", ":", 1)
            headers["Authorization"] = f"Basic {base64.b64encode(halves.encode()).decode()}"
        return await _fetch(endpoints.token, form=form, headers=headers)

    async def _verified(self, endpoints: _Endpoints, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        # What reads keys is imported when the first person comes this way.
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        for fresh in (False, True):
            try:
                keys = KeySet.import_key_set(cast("Any", await self._known_keys(endpoints, fresh=fresh)))
                found = jwt.decode(token, keys, algorithms=_ALGORITHMS)
            except (JoseError, ValueError, KeyError, TypeError):
                continue  # A provider that has just changed its keys: look at them once more.
            return found.header, found.claims
        raise SsoRefused(reason="signature")

    async def _known_keys(self, endpoints: _Endpoints, *, fresh: bool) -> dict[str, Any]:
        now_s = self._clock.monotonic()
        known_s = now_s - self._keys[0] if self._keys is not None else None
        if self._keys is not None and known_s is not None and known_s < (_REFETCH_AFTER_S if fresh else _BELIEVED_S):
            return self._keys[1]
        keys = await _fetch(endpoints.keys)
        self._keys = (now_s, keys)
        return keys

    def _check(self, claims: Mapping[str, Any], *, nonce: str) -> None:
        now, ours = self._clock.now(), self.settings.client_id
        if claims.get("iss") != self.settings.issuer:
            raise SsoRefused(reason="issuer")
        audience = claims.get("aud")
        audiences = cast("list[object]", audience) if isinstance(audience, list) else [audience]
        party = claims.get("azp")
        if ours not in audiences or (party is None and len(audiences) > 1) or party not in {None, ours}:
            raise SsoRefused(reason="audience")
        said = claims.get("nonce")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
            raise SsoRefused(reason="nonce")
        issued, expires, not_before = (claims.get(name) for name in ("iat", "exp", "nbf"))
        in_time = (
            _is_number(issued)
            and _is_number(expires)
            and (now - _OLDEST - _SKEW).timestamp() <= issued <= (now + _SKEW).timestamp()
            and expires > (now - _SKEW).timestamp()
            and (not_before is None or (_is_number(not_before) and not_before <= (now + _SKEW).timestamp()))
        )
        if not in_time:
            raise SsoRefused(reason="time")

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject, email, groups = claims.get("sub"), claims.get("email"), claims.get(self.settings.groups_claim)
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise SsoRefused(reason="subject")
        proofs = claims.get("amr")
        return Identity(
            self.settings.issuer,
            subject,
            email.lower() if isinstance(email, str) and claims.get("email_verified") is True else None,
            frozenset(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else frozenset(),
            isinstance(proofs, list) and not {"mfa", "otp", "hwk"}.isdisjoint(map(str, proofs)),
        )


def _check_access_token(header: Mapping[str, Any], claims: Mapping[str, Any], access_token: object) -> None:
    """Where the token names the access token it came with, it must be that one."""
    named = claims.get("at_hash")
    if named is None or not isinstance(access_token, str):
        return
    bits = str(header.get("alg", ""))[-3:]
    digest = hashlib.new(f"sha{bits}" if bits.isdigit() else "sha512", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if named != half:
        raise SsoRefused(reason="token")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:  # noqa: ANN401  (the standard library's signature)
        """A provider that sends us elsewhere is not followed: the answer counts as none."""


async def _fetch(
    url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A JSON object from `url`, in a thread of its own. Raises ProviderAway, or SsoRefused where a form was refused."""
    data = urlencode(form).encode() if form is not None else None
    # The scheme was checked with the settings, and endpoints have the scheme of the issuer.
    request = Request(url, data=data, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310

    def read() -> bytes:
        with build_opener(_NoRedirect).open(request, timeout=_DEADLINE_S) as answer:
            return cast("bytes", answer.read(_LARGEST_ANSWER + 1))

    try:
        body = await asyncio.to_thread(read)
        found = json.loads(body) if len(body) <= _LARGEST_ANSWER else None
    except HTTPError as trouble:
        trouble.close()
        if form is not None and trouble.code in {400, 401, 403}:
            raise SsoRefused(reason="code") from None
        raise ProviderAway from None
    except (URLError, OSError, ValueError):
        raise ProviderAway from None
    if not isinstance(found, dict):
        raise ProviderAway
    return cast("dict[str, Any]", found)
