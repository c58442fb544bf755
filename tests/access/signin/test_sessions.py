"""A session is listed, limited in time, and ends everywhere: for requests at once, for open desks in seconds."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from qiao import access
from qiao.access.signin import changing
from qiao.foundation.database import Database
from qiao.foundation.keys import read_key_ring
from qiao.foundation.sockets import UVICORN
from tests.access.signin.people import Browser, browser, trail
from tests.conftest import PASSWORD, Web

NEW = "quite another password"


async def test_signing_in_gives_a_new_session_and_never_takes_one_over(web: Web) -> None:
    await web.house.staff("agent")
    planted, given = "an attacker's own secret", list[str]()
    async with browser(web) as someone:
        for _ in range(2):
            someone.client.cookies.clear()
            someone.client.cookies.set("qiao_staff", given[-1] if given else planted)
            given.append((await someone.sign_in()).cookies["qiao_staff"])
        assert len({planted, *given}) == 3
        someone.client.cookies.clear()
        someone.client.cookies.set("qiao_staff", planted)
        assert not await someone.is_in()


async def test_my_sessions_are_listed_with_device_and_half_an_address(web: Web) -> None:
    await web.house.staff("agent")
    await web.house.staff("other")
    phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    async with browser(web) as here, browser(web, source="2001:db8:1:2::9", agent=phone) as there:
        await here.sign_in()
        web.house.clock.advance(timedelta(minutes=5))
        await there.sign_in()
        async with browser(web) as other:
            await other.sign_in("other")
        listed = (await here.get("access/me/sessions"))["sessions"]
    assert [(one["device"], one["address"], one["current"]) for one in listed] == [
        ("Chrome · Android", "2001:db8:*", False),
        ("Firefox · Windows", "10.1.*.*", True),
    ]


async def test_i_end_one_session_or_all_others_and_nobody_elses(web: Web) -> None:
    await web.house.staff("agent")
    await web.house.staff("other")
    async with browser(web) as one, browser(web) as two, browser(web) as three, browser(web) as other:
        for someone in (one, two, three):
            await someone.sign_in()
        await other.sign_in("other")
        foreign = (await other.get("access/me/sessions"))["sessions"][0]["id"]
        mine = [s["id"] for s in (await one.get("access/me/sessions"))["sessions"] if not s["current"]]
        assert (await one.send("DELETE", f"access/me/sessions/{foreign}")).status_code == 404
        assert (await one.send("DELETE", f"access/me/sessions/{mine[0][:10]}")).status_code == 404
        assert (await one.send("DELETE", f"access/me/sessions/{mine[0]}")).status_code == 204
        assert (await one.send("DELETE", f"access/me/sessions/{mine[0]}")).status_code == 404
        assert sorted([await one.is_in(), await two.is_in(), await three.is_in()]) == [False, True, True]
        assert (await one.send("POST", "access/me/sessions/end", keep_this=True)).status_code == 204
        assert [await s.is_in() for s in (one, two, three, other)] == [True, False, False, True]
        assert (await one.send("POST", "access/me/sessions/end", keep_this=False)).status_code == 204
        assert [await s.is_in() for s in (one, other)] == [False, True]


async def test_a_session_ends_when_nothing_is_done_and_at_last_whatever_is_done(web: Web) -> None:
    await web.house.staff("agent")
    idle, longest = web.house.settings.session_idle, web.house.settings.session_lasts
    almost = idle - timedelta(minutes=1)
    async with browser(web) as idler, browser(web) as worker:
        await idler.sign_in()
        await worker.sign_in()
        served: list[tuple[bool, bool]] = []
        for elapsed in (almost, *[almost] * (longest // almost - 1)):
            web.house.clock.advance(elapsed)
            served.append((await worker.is_in(), len(served) > 0 and await idler.is_in()))
        assert served == [(True, False)] * len(served)
        web.house.clock.advance(longest % almost)
        assert not await worker.is_in()


async def test_looking_often_is_not_written_each_time(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        await someone.sign_in()
        web.house.clock.advance(timedelta(seconds=59))
        await someone.is_in()
        before = (await someone.get("access/me/sessions"))["sessions"][0]["seen"]
        web.house.clock.advance(timedelta(seconds=1))
        await someone.is_in()
        after = (await someone.get("access/me/sessions"))["sessions"][0]["seen"]
    assert before < after


async def test_a_new_password_ends_every_session_and_this_browser_goes_on_in_a_new_one(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as here, browser(web) as there:
        await here.sign_in()
        await there.sign_in()
        old = here.client.cookies["qiao_staff"]
        wrong = await here.send("PUT", "access/me/password", current="not the one", new=NEW)
        weak = await here.send("PUT", "access/me/password", current=PASSWORD, new="agent-agent-1")
        same = await here.send("PUT", "access/me/password", current=PASSWORD, new=PASSWORD)
        done = await here.send("PUT", "access/me/password", current=PASSWORD, new=NEW)
        assert [one.json().get("error") for one in (wrong, weak, same)] == [
            "PasswordWrong",
            "PasswordTooWeak",
            "PasswordUsedBefore",
        ]
        assert (done.status_code, here.client.cookies["qiao_staff"] != old) == (200, True)
        assert [await here.is_in(), await there.is_in()] == [True, False]
        assert [(await there.sign_in(password=p)).status_code for p in (PASSWORD, NEW)] == [401, 200]


async def test_none_of_the_last_five_passwords_comes_back_and_the_one_before_may(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as here:
        await here.sign_in()
        current = PASSWORD
        for n in range(6):
            answer = await here.send("PUT", "access/me/password", current=current, new=f"{NEW} {n}")
            assert answer.status_code == 200
            current = f"{NEW} {n}"
        refused = await here.send("PUT", "access/me/password", current=current, new=f"{NEW} 0")
        allowed = await here.send("PUT", "access/me/password", current=current, new=PASSWORD)
    assert (refused.json()["error"], allowed.status_code) == ("PasswordUsedBefore", 200)


async def test_guessing_the_password_at_an_open_desk_locks_as_at_the_door(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as here:
        await here.sign_in()
        for n in range(5):
            await here.send("PUT", "access/me/password", current=f"guess {n}", new=NEW)
        locked = await here.send("PUT", "access/me/password", current=PASSWORD, new=NEW)
        assert locked.json()["error"] == "PasswordWrong"
        assert await here.is_in()
    assert "locked_out" in {row["action"] for row in await trail(web)}


async def test_after_a_reset_the_password_serves_only_to_choose_another(web: Web) -> None:
    staff = await web.house.staff("agent")
    async with browser(web) as here:
        await here.sign_in()
        once = changing.invented_password()
        async with web.house.database.transaction() as session:
            await changing.set_password(
                session,
                staff.id,
                await access.hash_password(once),
                by="operator:test",
                now=web.house.clock.now(),
                only_once=True,
            )
        assert not await here.is_in()
        step = (await here.sign_in(password=once)).json()
        assert (step["step"], await here.is_in()) == ("password", False)
        again = await here.send("POST", "staff/sign-in/password", ticket=step["ticket"], password=once)
        old = await here.send("POST", "staff/sign-in/password", ticket=step["ticket"], password=PASSWORD)
        forged = await here.send("POST", "staff/sign-in/password", ticket="forged", password=NEW)
        done = await here.send("POST", "staff/sign-in/password", ticket=step["ticket"], password=NEW)
        replayed = await here.send("POST", "staff/sign-in/password", ticket=step["ticket"], password=f"{NEW} 2")
        assert [one.json().get("error") for one in (again, old, forged, done, replayed)] == [
            "PasswordUsedBefore",
            "PasswordUsedBefore",
            "StepOver",
            None,
            "StepOver",
        ]
        assert await here.is_in()


async def test_the_account_of_a_version_before_signs_in_and_its_session_is_read(web: Web) -> None:
    """While an upgrade rolls out the old code makes accounts without posts, and sessions without an end of idleness."""
    from sqlalchemy import delete, update  # noqa: PLC0415

    from qiao.access.model import StaffPostRow, StaffSessionRow  # noqa: PLC0415

    await web.house.staff("agent")
    async with browser(web) as here:
        await here.sign_in()
        async with web.house.database.transaction() as session:
            await session.execute(delete(StaffPostRow))
            await session.execute(
                update(StaffSessionRow).values(rights_version=None, idle_until=None, seen_at=None, post=None)
            )
        assert await here.is_in()
        async with browser(web) as there:
            assert (await there.sign_in()).status_code == 200


Ending = Callable[[Web, Database, Browser], Awaitable[None]]


async def _sign_out(_web: Web, _elsewhere: Database, someone: Browser) -> None:
    await someone.send("POST", "staff/sign-out")


async def _disabled_elsewhere(web: Web, elsewhere: Database, _someone: Browser) -> None:
    async with elsewhere.transaction() as session:
        await access.disable_staff(session, "agent", now=web.house.clock.now())


async def _password_elsewhere(web: Web, elsewhere: Database, _someone: Browser) -> None:
    password_hash = await access.hash_password(NEW)
    async with elsewhere.transaction() as session:
        staff = await access.staff_by_username(session, "agent")
        assert staff is not None
        await changing.set_password(session, staff.id, password_hash, by="operator:test", now=web.house.clock.now())


@pytest.mark.parametrize("end", [_sign_out, _disabled_elsewhere, _password_elsewhere])
async def test_an_open_desk_is_closed_within_five_seconds(web: Web, end: Ending) -> None:
    """Also when another process, whose bus does not reach this one, ended the session."""
    await web.house.staff("agent")
    elsewhere = Database(web.house.settings.database)
    await elsewhere.connect()
    access.audit.attach(elsewhere, read_key_ring(web.house.settings.master_key_file, create=False))
    try:
        async with browser(web) as someone, served(web) as port:
            await someone.sign_in()
            cookie = f"qiao_staff={someone.client.cookies['qiao_staff']}"
            async with connect(
                f"ws://127.0.0.1:{port}/api/v1/desk/socket", additional_headers={"cookie": cookie}, proxy=None
            ) as socket:
                assert orjson.loads(await socket.recv())["type"] == "welcome"
                await end(web, elsewhere, someone)
                assert not await someone.is_in()
                async with asyncio.timeout(5):
                    frames = await _to_the_end(socket)
                assert frames[-1] == {"type": "bye", "error": "SignedOut"}
    finally:
        await elsewhere.close()


async def _to_the_end(socket: Any) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            frames.append(orjson.loads(await socket.recv()))
    return frames


@contextlib.asynccontextmanager
async def served(web: Web) -> AsyncGenerator[int]:
    """The application behind a real server on loopback; its background work is running already."""
    options: dict[str, Any] = {**UVICORN, "lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(web.app, host="127.0.0.1", port=0, **options))

    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn tells of its start by a flag alone)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving
