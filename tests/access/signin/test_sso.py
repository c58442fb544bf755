"""Single sign-on against a provider in a process of its own, honest and hostile."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from pyotp.totp import TOTP

from qiao import access
from qiao.access import Post
from qiao.access.signin import codes, sso
from qiao.access.signin.changing import SecondPersonNeeded
from qiao.foundation.settings import Settings, SettingsWrong, read_settings
from tests.access.signin.people import Browser, browser, trail
from tests.access.signin.provider import CLIENT, SECRET
from tests.conftest import NOON, Web

ROOT = Path(__file__).parents[3]


@dataclass
class Process:
    """The provider's process."""

    issuer: str

    def be(self, **told: Any) -> dict[str, Any]:
        return httpx.post(f"{self.issuer}/control", json=told, trust_env=False).json()


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.access.signin.provider"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert running.stdout is not None
    yield Process(f"http://127.0.0.1:{int(running.stdout.readline())}")
    running.terminate()
    running.wait(10)
    running.stdout.close()


@pytest.fixture
def provider(process: Process, monkeypatch: pytest.MonkeyPatch) -> Process:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    process.be(variant="honest", alg="RS256", now=int(NOON.timestamp()), claims={}, calls=[])
    return process


@pytest.fixture
def settings(settings: Settings, provider: Process) -> Settings:
    return settings.model_copy(
        update={
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "public_url": "http://test",
            "oidc_link_by_email": True,
        }
    )


async def _linked(web: Web, provider: Process, username: str = "agent", subject: str = "subject-1") -> access.Staff:
    staff = await web.house.staff(username)
    async with web.house.database.transaction() as session:
        operator = "operator:test"
        await sso.link(session, staff.id, provider.issuer, subject, by=operator, agreed_by=operator, now=NOON)
    return staff


async def _to_the_provider(someone: Browser) -> str:
    """The browser is sent to the provider, which sends it back to the address that is returned."""
    sent = await someone.client.get("/api/v1/staff/sso", params={"back": "/work"})
    assert sent.status_code == 302
    async with httpx.AsyncClient(trust_env=False) as outside:
        return (await outside.get(sent.headers["location"])).headers["location"]


async def _through(someone: Browser) -> str:
    """Where the browser is sent at last."""
    return (await someone.client.get(await _to_the_provider(someone))).headers["location"]


async def _reasons(web: Web) -> list[str]:
    return [row["detail"] for row in await trail(web) if row["action"] == "sign_in_refused"]


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
async def test_who_is_linked_comes_in_and_the_trail_says_how(web: Web, provider: Process, alg: str) -> None:
    staff = await _linked(web, provider)
    provider.be(alg=alg)
    async with browser(web) as someone:
        assert await _through(someone) == "/desk/work"
        assert await someone.is_in()
        assert (await someone.get("staff/me"))["staff"]["id"] == str(staff.id)
    (asked,) = provider.be()["calls"]
    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == (
        "S256",
        "code",
        "openid profile email",
    )
    (entered,) = [row for row in await trail(web) if row["action"] == "signed_in"]
    assert '"way":"sso"' in entered["detail"]


async def test_the_sign_in_page_is_told_of_the_provider(web: Web) -> None:
    answer = await web.client.get("/api/v1/staff/me")
    assert answer.json()["params"]["sso"] == "SSO"


HOSTILE = {
    "wrong_nonce": "nonce",
    "no_nonce": "nonce",
    "wrong_aud": "audience",
    "two_audiences": "audience",
    "foreign_party": "audience",
    "alg_none": "signature",
    "public_key_as_secret": "signature",
    "strangers_key": "signature",
    "expired": "time",
    "old": "time",
    "from_the_future": "time",
    "no_end": "time",
    "wrong_issuer": "issuer",
    "mixed_up": "issuer",
    "unnamed": "issuer",
    "no_subject": "subject",
    "other_access_token": "token",
    "denied": "provider",
    "breaks": "away",
    "sends_elsewhere": "away",
}


@pytest.mark.parametrize(("variant", "reason"), HOSTILE.items())
@pytest.mark.one_database("it is refused by what the provider says")
async def test_a_word_that_is_not_good_lets_nobody_in(web: Web, provider: Process, variant: str, reason: str) -> None:
    await _linked(web, provider)
    provider.be(variant=variant)
    async with browser(web) as someone:
        code = "ProviderAway" if reason == "away" else "SsoRefused"
        assert await _through(someone) == f"/desk/sign-in?refused={code}"
        assert not await someone.is_in()
    assert await _reasons(web) == [f'{{"sso":"{reason}"}}']


async def test_a_provider_that_names_itself_otherwise_is_not_asked(web: Web, provider: Process) -> None:
    provider.be(variant="lying_discovery")
    async with browser(web) as someone:
        sent = await someone.client.get("/api/v1/staff/sso")
    assert sent.headers["location"] == "/desk/sign-in?refused=ProviderAway"


async def test_a_way_back_is_gone_once_and_in_the_browser_that_set_out(web: Web, provider: Process) -> None:
    await _linked(web, provider)
    async with browser(web) as someone, browser(web) as other:
        back = await _to_the_provider(someone)
        assert (await other.client.get(back)).headers["location"].endswith("refused=SsoRefused")
        cookies = dict(someone.client.cookies)
        assert (await someone.client.get(back)).headers["location"] == "/desk/work"
        someone.client.cookies.clear()
        someone.client.cookies.update(cookies)
        assert (await someone.client.get(back)).headers["location"].endswith("refused=SsoRefused")
        # A code that was used, brought with a state of its own.
        fresh = await _to_the_provider(other)
        code = parse_qs(urlsplit(back).query)["code"][0]
        stolen = fresh.replace(parse_qs(urlsplit(fresh).query)["code"][0], code)
        assert (await other.client.get(stolen)).headers["location"].endswith("refused=SsoRefused")
        assert not await other.is_in()
    assert await _reasons(web) == ['{"sso":"state"}', '{"sso":"state"}', '{"sso":"code"}']


async def test_an_unknown_person_stays_outside_and_a_verified_address_links_once(web: Web, provider: Process) -> None:
    staff = await web.house.staff("agent")
    async with web.house.database.transaction() as session:
        row = await session.get_one(access.StaffRow, staff.id)
        row.email = "agent@lender.example"
    outcomes: list[bool] = []
    claims = {"email": "Agent@lender.example", "email_verified": True}
    async with browser(web) as someone:
        for told in (
            {},
            {**claims, "email_verified": False},
            {**claims, "email_verified": "true"},
            claims,
            {"email": "changed@lender.example", "email_verified": True},
            {**claims, "sub": "subject-2"},
        ):
            provider.be(claims=told)
            outcomes.append(await _through(someone) == "/desk/work")
    assert outcomes == [False, False, False, True, True, False]
    assert "linked to the identity provider" in " ".join(row["detail"] or "" for row in await trail(web))


async def test_a_link_opens_nothing_until_a_second_person_agrees(web: Web, provider: Process) -> None:
    staff = await web.house.staff("agent")
    database, first, second = web.house.database, "staff:first", "staff:second"
    async with database.transaction() as session:
        await sso.link(session, staff.id, provider.issuer, "subject-1", by=first, now=NOON)
    async with browser(web) as someone:
        assert (await _through(someone)).endswith("refused=SsoRefused")
    async with database.transaction() as session:
        with pytest.raises(SecondPersonNeeded):
            await sso.agree(session, staff.id, "subject-1", by=first, now=NOON)
    async with database.transaction() as session:
        await sso.agree(session, staff.id, "subject-1", by=second, now=NOON)
    async with browser(web) as someone:
        assert await _through(someone) == "/desk/work"
    async with database.transaction() as session:
        with pytest.raises(sso.LinkNotFound):
            await sso.agree(session, staff.id, "subject-1", by=second, now=NOON)
    assert "the link to the identity provider was agreed to" in " ".join(
        row["detail"] or "" for row in await trail(web)
    )


async def test_whoever_agrees_names_to_what_because_it_may_be_another_since_she_looked(web: Web) -> None:
    agent, maker, second = [
        await web.house.staff(name, post=post)
        for name, post in (("agent", Post.SYSADMIN), ("maker", Post.SYSADMIN), ("second", Post.SYSADMIN))
    ]
    path = f"access/staff/{agent.id}/sso"
    async with browser(web) as herself, browser(web) as first, browser(web) as other:
        for someone, name in ((herself, "agent"), (first, maker.username), (other, second.username)):
            assert (await someone.sign_in(name)).status_code == 200
        assert (await first.send("PUT", path, subject="subject-1")).status_code == 204
        assert (await other.get(path))["waiting"]["subject"] == "subject-1"
        await first.send("DELETE", path)
        assert (await first.send("PUT", path, subject="the-makers-own")).status_code == 204
        await herself.sign_in("agent")
        asked = [(other, "subject-1"), (first, "the-makers-own"), (herself, "the-makers-own")]
        answers = [await someone.send("POST", f"{path}/agree", subject=subject) for someone, subject in asked]
        assert [one.json()["error"] for one in answers] == ["LinkNotFound", "SecondPersonNeeded", "NotOneself"]

        await other.send("DELETE", path)
        assert (await first.send("PUT", path, subject="subject-1")).status_code == 204
        assert (await other.send("POST", f"{path}/agree", subject="subject-1")).status_code == 204
        assert (await other.get(path))["waiting"] is None
    async with browser(web) as someone:
        assert await _through(someone) == "/desk/work"


async def test_a_disabled_account_does_not_come_in_by_the_provider(web: Web, provider: Process) -> None:
    await _linked(web, provider)
    async with web.house.database.transaction() as session:
        await access.disable_staff(session, "agent", now=NOON)
    async with browser(web) as someone:
        assert (await _through(someone)).endswith("refused=SsoRefused")


async def test_codes_are_asked_for_unless_the_provider_saw_a_second_proof(web: Web, provider: Process) -> None:
    staff = await _linked(web, provider)
    ring = web.house.house.parts.ring
    async with web.house.database.transaction() as session:
        shown = await codes.enrol(session, ring, staff.id, username="agent", house="桥", now=NOON)
        await codes.confirm(session, ring, staff.id, TOTP(shown["secret"]).at(NOON), now=NOON)
    async with browser(web) as someone:
        step = urlsplit(await _through(someone))
        told = dict(parse_qsl(step.fragment))
        assert (step.path, told["step"], await someone.is_in()) == ("/desk/sign-in", "code", False)
        code = TOTP(shown["secret"]).at(NOON + timedelta(seconds=30))
        done = await someone.send("POST", "staff/sign-in/code", ticket=told["ticket"], code=code)
        assert (done.status_code, await someone.is_in()) == (200, True)
    provider.be(claims={"amr": ["pwd", "otp"]})
    async with browser(web) as someone:
        assert await _through(someone) == "/desk/work"


async def test_where_to_go_back_to_is_a_place_of_ours(web: Web) -> None:
    for back in ("//evil.example", "/\\evil.example", "https://evil.example"):
        assert (await web.client.get("/api/v1/staff/sso", params={"back": back})).status_code == 422


def test_groups_narrow_what_somebody_has_and_never_give() -> None:
    table = (("agents", Post.ONLINE_AGENT), ("admins", Post.SYSADMIN))
    hers = [Post.ONLINE_AGENT, Post.PHONE_AGENT]
    assert sso.allowed(hers, frozenset({"admins"}), ()) == hers
    assert sso.allowed(hers, frozenset({"admins", "agents"}), table) == [Post.ONLINE_AGENT]
    assert sso.allowed(hers, frozenset({"admins"}), table) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://id.example", "oidc_client_id": "x", "public_url": "https://q.example"},
        {"oidc_issuer": "https://id.example", "public_url": "https://q.example"},
        {"oidc_issuer": "https://id.example", "oidc_client_id": "x"},
        {
            "oidc_issuer": "https://id.example",
            "oidc_client_id": "x",
            "public_url": "https://q.example",
            "oidc_groups": "staff",
        },
    ],
)
def test_a_provider_is_set_up_whole_and_over_https(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match="QIAO_OIDC"):
        read_settings(**wrong)
