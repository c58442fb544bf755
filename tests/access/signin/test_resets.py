"""What somebody signs in with is set anew by two people, and neither can sign in as her; accounts are locked."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pyotp.totp import TOTP

from qiao.access import Post
from qiao.access.signin import codes
from qiao.access.signin.locks import BY_ACCOUNT
from tests.access.signin.people import Browser, browser, trail
from tests.conftest import PASSWORD, Web

NEW = "another long password"


@pytest.fixture
async def people(web: Web) -> AsyncIterator[dict[str, Browser]]:
    """Two administrators, somebody who approves, and two agents, all signed in."""
    posts = {
        "maker": Post.SYSADMIN,
        "second": Post.SYSADMIN,
        "checker": Post.COMPLIANCE,
        "agent": Post.ONLINE_AGENT,
        "other": Post.ONLINE_AGENT,
    }
    found: dict[str, Browser] = {}
    async with contextlib.AsyncExitStack() as open_browsers:
        for username, post in posts.items():
            staff = await web.house.staff(username, post=post)
            found[username] = await open_browsers.enter_async_context(browser(web))
            found[username].seen["id"] = str(staff.id)
            assert (await found[username].sign_in(username)).status_code == 200
        yield found


async def _asked(people: dict[str, Browser], *, who: str = "agent", **what: Any) -> dict[str, Any]:
    answer = await people["maker"].send("POST", _path(people, who, "reset"), **{"codes": False, **what})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _decide(people: dict[str, Browser], who: str, asked: dict[str, Any], decision: str = "approve") -> Any:
    return await people[who].send("POST", f"access/reset-requests/{asked['request']}/{decision}")


def _path(people: dict[str, Browser], who: str, what: str) -> str:
    return f"access/staff/{people[who].seen['id']}/{what}"


async def test_nothing_changes_until_a_second_person_approves(people: dict[str, Browser]) -> None:
    asked = await _asked(people, reason="forgot it")
    agent = people["agent"]
    assert await agent.is_in()
    (listed,) = (await people["checker"].get("access/reset-requests"))["requests"]
    told = [listed[name] for name in ("name", "reason", "codes", "yours", "asked_by")]
    assert told == ["坐席agent", "forgot it", False, False, "坐席maker"]

    second = (await _decide(people, "checker", asked)).json()["second_half"]

    assert not await agent.is_in()
    assert (await agent.sign_in("agent", PASSWORD)).status_code == 401
    step = (await agent.sign_in("agent", asked["first_half"] + second)).json()
    assert step["step"] == "password"
    assert (await agent.send("POST", "staff/sign-in/password", ticket=step["ticket"], password=NEW)).status_code == 200
    assert await agent.is_in()
    assert (await people["checker"].get("access/reset-requests"))["requests"] == []


async def test_neither_of_the_two_can_sign_in_with_what_she_was_shown(web: Web, people: dict[str, Browser]) -> None:
    asked = await _asked(people)
    second = (await _decide(people, "second", asked)).json()["second_half"]
    other = await _asked(people, who="other")
    assert other["first_half"] != asked["first_half"]
    async with browser(web, source="10.9.9.9") as thief:
        for tried in (asked["first_half"], second, second + asked["first_half"], other["first_half"] + second):
            assert (await thief.sign_in("agent", tried)).status_code == 401
    kept = str(await trail(web))
    assert asked["first_half"] not in kept
    assert second not in kept


async def test_whoever_asks_does_not_approve_and_nobody_does_for_herself(people: dict[str, Browser]) -> None:
    asked = await _asked(people, who="second")
    maker, herself, agent = [await _decide(people, who, asked) for who in ("maker", "second", "agent")]
    refusals = ["SecondPersonNeeded", "NotOneself", "DutyNeeded"]
    assert [one.json()["error"] for one in (maker, herself, agent)] == refusals
    own = await people["maker"].send("POST", _path(people, "maker", "reset"), codes=False)
    assert own.json()["error"] == "NotOneself"
    by_checker = await people["checker"].send("POST", _path(people, "agent", "reset"), codes=False)
    assert by_checker.json()["error"] == "DutyNeeded"


async def test_a_request_is_decided_once_within_a_day(web: Web, people: dict[str, Browser]) -> None:
    asked = await _asked(people)
    again = await people["second"].send("POST", _path(people, "agent", "reset"), codes=True)
    assert (again.status_code, again.json()["error"]) == (409, "ResetWaits")
    assert (await _decide(people, "maker", asked, "refuse")).json() == {"second_half": None}
    assert (await _decide(people, "checker", asked)).json()["error"] == "ResetOver"
    assert await people["agent"].is_in()

    late = await _asked(people)
    web.house.clock.advance(timedelta(hours=24))
    for who in ("checker", "maker"):
        assert (await people[who].sign_in(who)).status_code == 200
    assert (await _decide(people, "checker", late)).json()["error"] == "ResetOver"
    assert (await _asked(people))["request"] != late["request"]


async def test_codes_go_with_the_reset_only_where_that_was_asked(web: Web, people: dict[str, Browser]) -> None:
    ring = web.house.house.parts.ring
    for who, lost in (("agent", True), ("other", False)):
        staff_id, now = UUID(people[who].seen["id"]), web.house.clock.now()
        async with web.house.database.transaction() as session:
            shown = await codes.enrol(session, ring, staff_id, username=who, house="test", now=now)
            await codes.confirm(session, ring, staff_id, TOTP(shown["secret"]).at(now), now=now)
        asked = await _asked(people, who=who, codes=lost)
        second = (await _decide(people, "checker", asked)).json()["second_half"]
        step = (await people[who].sign_in(who, asked["first_half"] + second)).json()["step"]
        assert step == ("password" if lost else "code")


async def test_whoever_was_locked_for_wrong_passwords_comes_in_with_the_new_one(
    web: Web, people: dict[str, Browser]
) -> None:
    async with browser(web, source="10.9.9.9") as forgetful:
        for _ in range(BY_ACCOUNT.tries):
            await forgetful.sign_in("agent", "not this one")
    assert (await people["agent"].sign_in("agent")).status_code == 401
    asked = await _asked(people)
    second = (await _decide(people, "checker", asked)).json()["second_half"]
    assert (await people["agent"].sign_in("agent", asked["first_half"] + second)).json()["step"] == "password"


async def test_a_closed_account_is_not_reset(people: dict[str, Browser]) -> None:
    asked = await _asked(people)
    assert (await people["second"].send("POST", _path(people, "agent", "disable"))).status_code == 204
    assert (await _decide(people, "checker", asked)).json()["error"] == "ResetOver"


async def test_a_locked_account_is_out_at_once_and_keeps_its_posts(web: Web, people: dict[str, Browser]) -> None:
    agent = people["agent"]
    assert (await people["maker"].send("POST", _path(people, "agent", "lock"))).status_code == 204
    assert not await agent.is_in()
    locked, unknown = await agent.sign_in("agent"), await agent.sign_in("nobody")
    assert (locked.status_code, locked.json()) == (unknown.status_code, unknown.json())
    listed = {one["username"]: one for one in (await people["maker"].get("access/staff"))["staff"]}
    assert listed["agent"]["locked_at"]
    assert [one["post"] for one in listed["agent"]["posts"]] == ["online_agent"]

    web.house.clock.advance(timedelta(days=30))
    assert (await agent.sign_in("agent")).status_code == 401
    assert (await people["maker"].sign_in("maker")).status_code == 200
    assert (await people["maker"].send("POST", _path(people, "agent", "unlock"))).status_code == 204
    assert (await agent.sign_in("agent")).json()["staff"]["post"] == "online_agent"

    did = [row["action"] for row in await trail(web)]
    assert (did.count("locked_out"), did.count("lock_lifted")) == (1, 1)
    assert (await people["maker"].send("POST", _path(people, "maker", "lock"))).json()["error"] == "NotOneself"
    assert (await agent.send("POST", _path(people, "other", "lock"))).json()["error"] == "DutyNeeded"


async def test_a_reset_does_not_open_a_locked_account(people: dict[str, Browser]) -> None:
    asked = await _asked(people)
    assert (await people["maker"].send("POST", _path(people, "agent", "lock"))).status_code == 204
    second = (await _decide(people, "checker", asked)).json()["second_half"]
    assert (await people["agent"].sign_in("agent", asked["first_half"] + second)).status_code == 401
