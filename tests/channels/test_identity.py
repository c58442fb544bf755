"""Who the lender's app says the customer is: what is accepted, and every known way of forging it."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from qiao.channels.web.identity import IdentityRefused, verified_claim
from qiao.foundation.settings import IdentitySettings
from tests.conftest import NOON, Web

SECRET = "the shared secret of tests, long enough"
HS256 = IdentitySettings(algorithm="HS256", key=SECRET)


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(NOON.timestamp())
    return {
        "iss": "lender",
        "aud": "qiao",
        "sub": "customer-1",
        "name": "王小明",
        "lvl": "A1",
        "iat": now,
        "exp": now + 300,
        "jti": uuid.uuid4().hex,
        **changes,
    }


def _signed(claims: dict[str, Any], *, secret: str = SECRET, header: dict[str, Any] | None = None) -> str:
    return jwt.encode({"alg": "HS256", **(header or {})}, claims, OctKey.import_key(secret))


def _handmade(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}.{signature}"


def test_a_good_token_names_the_customer() -> None:
    claim = verified_claim(HS256, _signed(_claims()), now=NOON)
    assert (claim.reference, claim.name, claim.level) == ("customer-1", "王小明", "A1")


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("name", ["Ed25519", "EdDSA"])
def test_an_ed25519_token_is_verified_with_the_public_key_alone(name: str) -> None:
    key = OKPKey.generate_key("Ed25519")
    public = json.dumps(key.as_dict(private=False))
    token = jwt.encode({"alg": name}, _claims(), key, algorithms=[name])
    assert verified_claim(IdentitySettings(algorithm="EdDSA", key=public), token, now=NOON).reference == "customer-1"


def test_key_confusion_is_refused() -> None:
    """A token signed with HS256, the public key as its secret, must not pass where EdDSA is configured."""
    key = OKPKey.generate_key("Ed25519")
    public = json.dumps(key.as_dict(private=False))
    forged = _signed(_claims(), secret=public)
    with pytest.raises(IdentityRefused):
        verified_claim(IdentitySettings(algorithm="EdDSA", key=public), forged, now=NOON)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS512", "RS256"])
def test_no_other_algorithm_is_accepted(algorithm: str) -> None:
    with pytest.raises(IdentityRefused):
        verified_claim(HS256, _handmade({"alg": algorithm}, _claims()), now=NOON)


_now = int(NOON.timestamp())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "another deployment"}, "audience"),
        ({"aud": None}, "audience"),
        ({"iss": "somebody"}, "audience"),
        ({"exp": _now - 1}, "expired"),
        ({"iat": _now + 120, "exp": _now + 300}, "expired"),
        ({"nbf": _now + 120}, "expired"),
        ({"exp": _now + 3600}, "lifetime"),
        ({"exp": None}, "lifetime"),
        ({"exp": "soon"}, "lifetime"),
        ({"exp": True}, "lifetime"),
        ({"iat": -1}, "lifetime"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "x" * 129}, "subject"),
        ({"jti": None}, "jti"),
        ({"lvl": "A2"}, "level"),
        ({"lvl": "A3"}, "level"),
    ],
)
def test_a_claim_that_is_not_as_agreed_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(IdentityRefused) as refused:
        verified_claim(HS256, _signed(_claims(**changes)), now=NOON)
    assert refused.value.params == {"reason": reason}


@pytest.mark.parametrize("token", ["", "a.b.c", "....", "é" * 50, "x" * 5000])
def test_rubbish_is_refused(token: str) -> None:
    with pytest.raises(IdentityRefused):
        verified_claim(HS256, token, now=NOON)


def test_a_kid_that_is_a_path_or_sql_changes_nothing() -> None:
    for kid in ("../../dev/null", "' OR 1=1 --"):
        with pytest.raises(IdentityRefused):
            verified_claim(
                HS256, _signed(_claims(), secret="another secret, also long enough", header={"kid": kid}), now=NOON
            )


def test_nobody_is_identified_where_nothing_is_configured() -> None:
    with pytest.raises(IdentityRefused):
        verified_claim(IdentitySettings(), _signed(_claims()), now=NOON)


def test_being_on_time_within_the_skew() -> None:
    early = _claims(iat=_now + 20, exp=_now + 300)
    assert verified_claim(HS256, _signed(early), now=NOON).expires_at == NOON + timedelta(seconds=300)


async def test_a_signed_identity_raises_the_session_and_greets_by_masked_name(web: Web) -> None:
    started = (await web.client.post("/api/v1/web/sessions", json={})).json()
    bearer = {"authorization": f"Bearer {started['token']}"}
    answer = await web.client.post(
        "/api/v1/web/sessions/current/identity", json={"jwt": _signed(_claims())}, headers=bearer
    )
    assert answer.json() == {"session": started["session"], "level": "A1", "name": "王**"}

    again = _claims()
    token = _signed(again)
    other = (await web.client.post("/api/v1/web/sessions", json={})).json()
    bearer_of_other = {"authorization": f"Bearer {other['token']}"}
    first = await web.client.post("/api/v1/web/sessions/current/identity", json={"jwt": token}, headers=bearer_of_other)
    second = await web.client.post(
        "/api/v1/web/sessions/current/identity", json={"jwt": token}, headers=bearer_of_other
    )
    assert (first.status_code, second.json()["error"]) == (200, "IdentityUsed")


async def test_signing_out_ends_the_session(web: Web) -> None:
    started = (await web.client.post("/api/v1/web/sessions", json={})).json()
    bearer = {"authorization": f"Bearer {started['token']}"}
    assert (await web.client.delete("/api/v1/web/sessions/current", headers=bearer)).status_code == 204
    refused = await web.client.get("/api/v1/web/history", headers=bearer)
    assert (refused.status_code, refused.json()["error"]) == (401, "SessionEnded")


async def test_one_sessions_token_opens_nobody_elses_conversation(web: Web) -> None:
    first = (await web.client.post("/api/v1/web/sessions", json={})).json()
    live = await _session(web, first["token"])
    await web.house.receive(live, "只有我能看到这句")
    second = (await web.client.post("/api/v1/web/sessions", json={})).json()
    seen = await web.client.get("/api/v1/web/history", headers={"authorization": f"Bearer {second['token']}"})
    assert seen.json() == {"entries": [], "has_more": False}
    for token in ("", "x", first["token"][:-1], first["token"] + "x"):
        answer = await web.client.get("/api/v1/web/transcript", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def _session(web: Web, token: str) -> Any:
    from qiao import conversations  # noqa: PLC0415

    parts = web.house.house.parts
    async with parts.database.reading() as session:
        return await conversations.session_by_digest(session, parts.ring.token_digest(token))
