"""One-time codes: shown once, sealed, each good once, and asked of the posts that may do the most harm."""

import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from pyotp.totp import TOTP
from sqlalchemy import text

from qiao import access, app
from qiao.access import Post
from qiao.access import api as access_api
from qiao.foundation.http import answer_errors
from qiao.foundation.settings import Settings, SettingsWrong
from qiao.policy import Pack
from tests.access.signin.people import Browser, browser, trail
from tests.conftest import PASSWORD, TestHouse, Web

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

STEP = timedelta(seconds=30)


def _code(web: Web, secret: str, *, steps: int = 0) -> str:
    return TOTP(secret).at(web.house.clock.now() + steps * STEP)


async def _with_codes(web: Web, someone: Browser) -> tuple[str, list[str]]:
    """An agent who set codes up by herself; the code of this step is used."""
    await web.house.staff("agent")
    await someone.sign_in()
    shown = (await someone.send("POST", "access/me/codes", current=PASSWORD)).json()
    confirmed = await someone.send("POST", "access/me/codes/confirm", code=_code(web, shown["secret"]))
    assert confirmed.status_code == 200
    return shown["secret"], confirmed.json()["recovery_codes"]


async def _at_the_code_step(someone: Browser) -> str:
    answer = (await someone.sign_in()).json()
    assert answer["step"] == "code"
    return answer["ticket"]


async def test_the_secret_is_shown_once_with_its_picture_and_lies_sealed(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        await someone.sign_in()
        assert (await someone.send("POST", "access/me/codes", current="wrong")).json()["error"] == "PasswordWrong"
        shown = (await someone.send("POST", "access/me/codes", current=PASSWORD)).json()
        assert shown["uri"].startswith("otpauth://totp/")
        assert shown["secret"] in shown["uri"]
        assert shown["picture"].startswith("data:image/svg+xml")
        assert not (await someone.get("access/me"))["codes"]["on"]
        await someone.send("POST", "access/me/codes/confirm", code=_code(web, shown["secret"]))
        assert (await someone.get("access/me"))["codes"] == {"on": True, "needed": False, "recovery_left": 10}
        assert (await someone.send("POST", "access/me/codes", current=PASSWORD)).json()["error"] == "CodesThere"
    async with web.house.database.engine.connect() as connection:
        sealed = (await connection.execute(text("SELECT sealed FROM code_secrets"))).scalar_one()
    assert shown["secret"].encode() not in bytes(sealed)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, False), (0, False), (1, True), (2, False)])
async def test_a_code_is_good_once_and_one_step_of_clock_around(web: Web, steps: int, *, fits: bool) -> None:
    """Step 0 was used for setting up, so it and all before are spent."""
    async with browser(web) as someone:
        secret, _ = await _with_codes(web, someone)
        ticket = await _at_the_code_step(someone)
        answer = await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=_code(web, secret, steps=steps))
    assert (answer.status_code == 200, answer.json().get("error")) == (fits, None if fits else "CodeRefused")


async def test_a_used_code_is_refused_at_every_door(web: Web) -> None:
    async with browser(web) as someone, browser(web) as thief:
        secret, _ = await _with_codes(web, someone)
        web.house.clock.advance(2 * STEP)
        tickets = [await _at_the_code_step(someone), await _at_the_code_step(thief)]
        code = _code(web, secret)
        answers = await asyncio.gather(
            someone.send("POST", "staff/sign-in/code", ticket=tickets[0], code=code),
            thief.send("POST", "staff/sign-in/code", ticket=tickets[1], code=code),
        )
    assert sorted(one.status_code for one in answers) == [200, 401]


async def test_a_ticket_is_of_one_step_and_of_one_use(web: Web) -> None:
    async with browser(web) as someone:
        secret, _ = await _with_codes(web, someone)
        web.house.clock.advance(STEP)
        ticket = await _at_the_code_step(someone)
        skipped = await someone.send("POST", "staff/sign-in/password", ticket=ticket, password="a new long password")
        enrolled = await someone.send("POST", "staff/sign-in/enrol", ticket=ticket)
        done = await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=_code(web, secret))
        again = await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=_code(web, secret, steps=1))
        late = await _at_the_code_step(someone)
        web.house.clock.advance(timedelta(minutes=10))
        over = await someone.send("POST", "staff/sign-in/code", ticket=late, code=_code(web, secret))
    errors = [one.json().get("error") for one in (skipped, enrolled, done, again, over)]
    assert errors == ["StepOver", "StepOver", None, "StepOver", "StepOver"]


async def test_five_wrong_codes_and_the_account_is_locked_with_fresh_tickets_too(web: Web) -> None:
    async with browser(web) as someone:
        secret, _ = await _with_codes(web, someone)
        web.house.clock.advance(STEP)
        ticket = await _at_the_code_step(someone)
        other = await _at_the_code_step(someone)
        guesses = [
            (await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=f"{n:06}")).status_code
            for n in range(6)
        ]
        right = await someone.send("POST", "staff/sign-in/code", ticket=other, code=_code(web, secret))
        assert (set(guesses), right.json()["error"]) == ({401}, "CodeRefused")
        assert (await someone.sign_in()).json()["error"] == "SignInRefused"
    assert "locked_out" in {row["action"] for row in await trail(web)}


async def test_a_recovery_code_serves_once_and_new_ones_replace_the_old(web: Web) -> None:
    async with browser(web) as someone:
        secret, recovery = await _with_codes(web, someone)
        assert len(set(recovery)) == 10
        statuses: list[int] = []
        for code in (recovery[0], recovery[0], recovery[1].upper().replace("-", " ")):
            ticket = await _at_the_code_step(someone)
            statuses.append((await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=code)).status_code)
        assert statuses == [200, 401, 200]
        web.house.clock.advance(STEP)
        renewed = await someone.send("POST", "access/me/codes/recovery", code=_code(web, secret))
        assert len(renewed.json()["recovery_codes"]) == 10
        ticket = await _at_the_code_step(someone)
        old = await someone.send("POST", "staff/sign-in/code", ticket=ticket, code=recovery[2])
    assert old.status_code == 401
    assert "recovery code used" in " ".join(row["detail"] or "" for row in await trail(web))


async def test_codes_are_taken_away_with_a_code_and_their_key_is_destroyed(web: Web) -> None:
    async with browser(web) as someone:
        secret, _ = await _with_codes(web, someone)
        wrong = await someone.send("POST", "access/me/codes/remove", code="000000")
        web.house.clock.advance(STEP)
        done = await someone.send("POST", "access/me/codes/remove", code=_code(web, secret))
        assert (wrong.json()["error"], done.status_code) == ("CodeWrong", 204)
        assert "csrf" in (await someone.sign_in()).json()
        async with web.house.database.engine.connect() as connection:
            assert (await connection.execute(text("SELECT wrapped FROM customer_keys"))).scalars().all() == [None]
        again = (await someone.send("POST", "access/me/codes", current=PASSWORD)).json()
        assert again["secret"] != secret


@pytest.fixture
def careful(web: Web) -> Web:
    """The same house, in which a team leader signs in with codes."""
    house: TestHouse = web.house
    entrance = access.Entrance(house.house.parts, "桥", frozenset({Post.TEAM_LEADER}))
    signed_in = access_api.doorkeeper(house.house.parts)
    careful = FastAPI()
    answer_errors(careful)
    careful.include_router(access_api.routes(entrance, house.house.pack.section(access.GRANTS), signed_in))
    return Web(careful, house, web.client)


async def test_a_post_that_needs_codes_sets_them_up_on_the_way_in(careful: Web) -> None:
    await careful.house.staff("leader", post=Post.TEAM_LEADER)
    await careful.house.staff("agent")
    async with browser(careful) as someone:
        assert "csrf" in (await someone.sign_in("agent")).json()
        step = (await someone.sign_in("leader")).json()
        assert (step["step"], "csrf" in step) == ("enrol", False)
        shown = (await someone.send("POST", "staff/sign-in/enrol", ticket=step["ticket"])).json()
        code = _code(careful, shown["secret"])
        confirm = "staff/sign-in/enrol/confirm"
        wrong = await someone.send("POST", confirm, ticket=step["ticket"], code="000000")
        right = await someone.send("POST", confirm, ticket=step["ticket"], code=code)
        assert (wrong.json()["error"], len(right.json()["recovery_codes"])) == ("CodeWrong", 10)
        assert (await someone.get("access/me"))["codes"]["needed"]
        assert (await someone.sign_in("leader")).json()["step"] == "code"


def test_risky_posts_are_those_that_reveal_or_decide(pack: Pack) -> None:
    risky = app.posts_with_codes(Settings(code_posts=("risky",)), pack)
    assert {Post.SYSADMIN, Post.COMPLIANCE, Post.DPO_AUDITOR, Post.TEAM_LEADER, Post.RISK_FRAUD} <= risky
    assert risky.isdisjoint({Post.BOT, Post.ONLINE_AGENT, Post.BUSINESS_ANALYST})
    assert app.posts_with_codes(Settings(code_posts=("none",)), pack) == frozenset()
    assert app.posts_with_codes(Settings(code_posts=("online_agent",)), pack) == {Post.ONLINE_AGENT}
    with pytest.raises(SettingsWrong, match="QIAO_CODE_POSTS"):
        app.posts_with_codes(Settings(code_posts=("boss",)), pack)
