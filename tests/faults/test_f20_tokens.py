"""F20: forged, borrowed, old and oddly wrapped tokens; sessions that are over. Claims: test_identity."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from qiao.channels.web.identity import IdentityRefused, verified_claim
from qiao.foundation.settings import IdentitySettings
from tests.access.views.seeded import signed_in
from tests.conftest import NOON, PASSWORD, Web

SECRET = "the shared secret of tests, long enough"
HS256 = IdentitySettings(algorithm="HS256", key=SECRET)
KEY = OKPKey.generate_key("Ed25519")
PUBLIC = json.dumps(KEY.as_dict(private=False))
EDDSA = IdentitySettings(algorithm="EdDSA", key=PUBLIC)


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(NOON.timestamp())
    claims = {
        "iss": "lender",
        "aud": "qiao",
        "sub": "customer-1",
        "iat": now,
        "exp": now + 300,
        "jti": uuid.uuid4().hex,
    }
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def _part(value: object) -> str:
    raw = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _by_hand(header: object, claims: object, *, key: bytes = SECRET.encode(), digest: str = "sha256") -> str:
    """A token signed with `key`, whatever its header says."""
    signed = f"{_part(header)}.{_part(claims)}"
    mac = hmac.digest(key, signed.encode(), digest)
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


_good = {"alg": "HS256", "typ": "JWT"}


def _pem() -> bytes:
    return KEY.as_pem(private=False)


FORGED: dict[str, Callable[[], tuple[IdentitySettings, str]]] = {
    "no signature": lambda: (HS256, _by_hand(_good, _claims()).rpartition(".")[0] + "."),
    "no signature, alg none": lambda: (HS256, f"{_part({'alg': 'none'})}.{_part(_claims())}."),
    "alg none, but signed": lambda: (HS256, _by_hand({"alg": "none"}, _claims())),
    "alg in small letters": lambda: (HS256, _by_hand({"alg": "hs256"}, _claims())),
    "alg as a list": lambda: (HS256, _by_hand({"alg": ["HS256"]}, _claims())),
    "no alg": lambda: (HS256, _by_hand({"typ": "JWT"}, _claims())),
    "HS384 with the right secret": lambda: (HS256, _by_hand({"alg": "HS384"}, _claims(), digest="sha384")),
    "signed with the public key as JWK": lambda: (EDDSA, _by_hand(_good, _claims(), key=PUBLIC.encode())),
    "signed with the public key as PEM": lambda: (EDDSA, _by_hand(_good, _claims(), key=_pem())),
    "signed with the public key's bytes": lambda: (EDDSA, _by_hand(_good, _claims(), key=_raw_public())),
    "says EdDSA, signed with the key": lambda: (EDDSA, _by_hand({"alg": "EdDSA"}, _claims(), key=PUBLIC.encode())),
    "brings its own key": lambda: (EDDSA, _with_its_own_key("jwk")),
    "names a key set of its own": lambda: (EDDSA, _signed_by_another({"jku": "https://evil.example/keys"})),
    "names a certificate of its own": lambda: (EDDSA, _signed_by_another({"x5u": "file:///etc/passwd"})),
    "a path for a key id": lambda: (HS256, _by_hand({**_good, "kid": "../../../../dev/null"}, _claims(), key=b"")),
    "SQL for a key id": lambda: (HS256, _by_hand({**_good, "kid": "x' UNION SELECT 'k"}, _claims(), key=b"k")),
    "an empty secret": lambda: (HS256, _by_hand(_good, _claims(), key=b"")),
    "an unknown critical header": lambda: (HS256, _by_hand({**_good, "crit": ["x"], "x": 1}, _claims())),
    "an unencoded payload": lambda: (HS256, _by_hand({**_good, "b64": False, "crit": ["b64"]}, _claims())),
    "a changed claim": lambda: (HS256, _with_other_claims()),
    "two tokens in one": lambda: (HS256, f"{_by_hand(_good, _claims())}.{_by_hand(_good, _claims())}"),
    "claims that are a list": lambda: (HS256, _by_hand(_good, [_claims()])),
    "claims that are a word": lambda: (HS256, _by_hand(_good, "sub")),
    "claims that are no JSON": lambda: (HS256, _by_hand(_good, "{")),
    "a header line within": lambda: (HS256, _by_hand(_good, _claims()) + "\r\nX-Level: A3"),
    "a NUL behind": lambda: (HS256, _by_hand(_good, _claims()) + "\x00"),
    "another deployment's": lambda: (_meant_for("elsewhere"), _by_hand(_good, _claims())),
    "several megabytes": lambda: (HS256, _by_hand(_good, _claims(name="x" * 3_000_000))),
    "no jti": lambda: (HS256, _by_hand(_good, _claims(jti=None))),
    "an empty jti": lambda: (HS256, _by_hand(_good, _claims(jti=""))),
    "a jti that is a list": lambda: (HS256, _by_hand(_good, _claims(jti=["a"]))),
    "an endless life": lambda: (HS256, _by_hand(_good, _claims(exp=1e308))),
    "no number for a time": lambda: (HS256, _by_hand(_good, _with_no_number())),
    "a level of its own": lambda: (HS256, _by_hand(_good, _claims(lvl="A3"))),
}  # fmt: skip


def _meant_for(audience: str) -> IdentitySettings:
    return HS256.model_copy(update={"audience": audience})


def _with_no_number() -> str:
    return json.dumps(_claims()).replace('"exp": ', '"exp": NaN, "e": ')


def _raw_public() -> bytes:
    x = KEY.as_dict(private=False)["x"]
    assert isinstance(x, str)
    return base64.urlsafe_b64decode(x + "==")


def _with_its_own_key(header: str) -> str:
    key = OKPKey.generate_key("Ed25519")
    return jwt.encode({"alg": "EdDSA", header: key.as_dict(private=False)}, _claims(), key, algorithms=["EdDSA"])


def _signed_by_another(header: dict[str, str]) -> str:
    head, claims = _part({"alg": "EdDSA", **header}), _part(_claims())
    signature = Ed25519PrivateKey.generate().sign(f"{head}.{claims}".encode())
    return f"{head}.{claims}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _with_other_claims() -> str:
    head, _, signature = _by_hand(_good, _claims()).split(".")
    return f"{head}.{_part(_claims(sub='somebody-else'))}.{signature}"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_names_nobody(how: str) -> None:
    settings, token = FORGED[how]()
    with pytest.raises(IdentityRefused):
        verified_claim(settings, token, now=NOON)


def test_the_token_that_the_forgeries_are_made_of_is_good() -> None:
    assert verified_claim(HS256, _by_hand(_good, _claims()), now=NOON).reference == "customer-1"


async def _visitor(web: Web) -> dict[str, str]:
    started = (await web.client.post("/api/v1/web/sessions", json={})).json()
    return {"authorization": f"Bearer {started['token']}"}


async def test_a_token_is_good_once_also_after_its_session_is_over(web: Web) -> None:
    token = _by_hand(_good, _claims())
    first = await _visitor(web)
    identify = "/api/v1/web/sessions/current/identity"
    assert (await web.client.post(identify, json={"jwt": token}, headers=first)).status_code == 200
    await web.client.delete("/api/v1/web/sessions/current", headers=first)
    for who in (first, await _visitor(web)):
        again = await web.client.post(identify, json={"jwt": token}, headers=who)
        assert (again.status_code, again.json()["error"]) in {(401, "SessionEnded"), (409, "IdentityUsed")}


async def test_a_secret_serves_at_its_own_door_only(web: Web) -> None:
    """A cookie is no bearer token, a token no cookie, and neither is taken from an address."""
    cookies, _, _ = await signed_in(web.house, await web.house.staff())
    secret = cookies["qiao_staff"]
    bearer = await _visitor(web)
    token = bearer["authorization"].removeprefix("Bearer ")
    web.client.cookies.clear()
    tries: list[tuple[str, dict[str, str]]] = [
        ("/api/v1/desk", {"authorization": f"Bearer {secret}"}),
        ("/api/v1/desk", {"cookie": f"qiao_staff={token}"}),
        ("/api/v1/desk", {"x-qiao-staff": secret}),
        (f"/api/v1/desk?qiao_staff={secret}", {}),
        ("/api/v1/web/history", {"authorization": f"Bearer {secret}"}),
        ("/api/v1/web/history", {"authorization": f"Basic {token}"}),
        ("/api/v1/web/history", {"authorization": f"Bearer  {token}"}),
        ("/api/v1/web/history", {"authorization": token}),
        (f"/api/v1/web/history?token={token}", {}),
        ("/api/v1/web/history", {"cookie": f"token={token}"}),
    ]
    for path, headers in tries:
        assert (await web.client.get(path, headers=headers)).status_code == 401, (path, headers)
    assert (await web.client.get("/api/v1/web/history", headers=bearer)).status_code == 200


async def test_a_stolen_cookie_is_worth_nothing_after_sign_out(web: Web) -> None:
    await web.house.staff()
    me = await web.client.post("/api/v1/staff/sign-in", json={"username": "agent", "password": PASSWORD})
    stolen = {"cookie": f"qiao_staff={me.cookies['qiao_staff']}", "x-csrf-token": me.json()["csrf"]}
    assert (await web.client.get("/api/v1/desk", headers=stolen)).status_code == 200
    await web.client.post("/api/v1/staff/sign-out", headers={"x-csrf-token": me.json()["csrf"]})
    web.client.cookies.clear()
    for method, path in (("GET", "/api/v1/desk"), ("POST", "/api/v1/staff/sign-out"), ("GET", "/api/v1/staff/me")):
        assert (await web.client.request(method, path, headers=stolen)).status_code == 401


async def test_the_cookie_says_all_that_keeps_it_in_its_place(web: Web) -> None:
    await web.house.staff()
    careful = replace(web.house.house.parts, settings=web.house.settings.model_copy(update={"secure_cookies": True}))
    from fastapi import Response  # noqa: PLC0415

    from qiao.access.signin.doors import set_cookie  # noqa: PLC0415

    response = Response()
    set_cookie(careful, response, "a secret")
    said = {part.strip().lower() for part in response.headers["set-cookie"].split(";")}
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= said
    assert not any(part.startswith("domain") for part in said)


async def test_secrets_lie_in_the_database_as_digests_alone(web: Web) -> None:
    cookies, _, _ = await signed_in(web.house, await web.house.staff())
    bearer = (await _visitor(web))["authorization"].removeprefix("Bearer ")
    from sqlalchemy import select  # noqa: PLC0415

    from qiao.foundation.database import Base  # noqa: PLC0415

    for secret in (cookies["qiao_staff"], bearer):
        plain = hashlib.sha256(secret.encode()).hexdigest()
        async with web.house.database.reading() as session:
            for table in Base.metadata.tables.values():
                for row in await session.execute(select(table)):
                    # Not even its plain hash, which anybody could compute from a secret overheard.
                    assert secret not in repr(row), table.name
                    assert plain not in repr(row), table.name
