"""Guessing locks an account and an address, for longer each time, and says nothing to whoever guesses."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import access
from qiao.access import passwords
from qiao.access.signin import tries
from qiao.access.signin.locks import BY_ACCOUNT, BY_SOURCE, locked_until
from tests.access.signin.people import Browser, browser, trail
from tests.conftest import NOON, PASSWORD, Web

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

MINUTE = timedelta(minutes=1)


async def _guess(someone: Browser, times: int, username: str = "agent") -> list[int]:
    return [(await someone.sign_in(username, f"guess number {n}")).status_code for n in range(times)]


async def test_after_five_guesses_the_right_password_waits_and_then_fits(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        assert await _guess(someone, 5) == [401] * 5
        locked = await someone.sign_in()
        web.house.clock.advance(MINUTE + timedelta(seconds=1))
        after = await someone.sign_in()
    assert (locked.status_code, locked.json()) == (401, {"error": "SignInRefused", "params": {}})
    assert after.status_code == 200


async def test_each_further_guess_locks_for_twice_as_long(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        await _guess(someone, 5)
        web.house.clock.advance(MINUTE + timedelta(seconds=1))
        await _guess(someone, 1)
        web.house.clock.advance(MINUTE + timedelta(seconds=1))
        too_early = await someone.sign_in()
        web.house.clock.advance(MINUTE)
        in_time = await someone.sign_in()
    assert (too_early.status_code, in_time.status_code) == (401, 200)


async def test_who_gets_in_begins_to_count_anew(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        for _ in range(3):
            await _guess(someone, 4)
            assert (await someone.sign_in()).status_code == 200


async def test_guesses_side_by_side_are_no_more_than_guesses_in_turn(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    await web.house.staff("agent")
    looked_at: list[bool] = []
    as_it_is = tries.count

    async def counted(*args: Any, **more: Any) -> tries.Try:
        tried = await as_it_is(*args, **more)
        looked_at.append(not tried.locked)
        return tried

    monkeypatch.setattr(tries, "count", counted)
    async with browser(web) as someone:
        await asyncio.gather(*(someone.sign_in("agent", f"guess number {n}") for n in range(20)))
    assert (len(looked_at), sum(looked_at)) == (20, BY_ACCOUNT.tries)


async def test_an_address_that_guesses_at_many_names_is_told_to_wait_and_others_are_not(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web, source="10.9.9.9") as bad, browser(web, source="10.1.1.1") as good:
        answers: list[int] = []
        for n in range(BY_SOURCE.tries + 1):
            web.house.clock.advance(timedelta(seconds=1))
            answers.append((await bad.sign_in(f"name{n}", "guess")).status_code)
        refused = await bad.sign_in()
        assert answers == [401] * BY_SOURCE.tries + [429]
        assert (refused.json()["error"], refused.json()["params"]["retry_after_s"] > 0) == ("TooManyTries", True)
        assert (await good.sign_in()).status_code == 200
        web.house.clock.advance(timedelta(hours=2))
        assert (await bad.sign_in()).status_code == 200


def _kinds() -> dict[str, Callable[[Web], Any]]:
    async def nobody(_web: Web) -> None: ...

    async def wrong(web: Web) -> None:
        await web.house.staff("agent")

    async def locked(web: Web) -> None:
        await web.house.staff("agent")
        async with browser(web) as someone:
            await _guess(someone, 5)

    async def disabled(web: Web) -> None:
        await web.house.staff("agent")
        async with web.house.database.transaction() as session:
            await access.disable_staff(session, "agent", now=web.house.clock.now())

    async def demo(web: Web) -> None:
        async with web.house.database.transaction() as session:
            await access.add_staff(
                session,
                username="agent",
                name="演示",
                post=access.Post.ONLINE_AGENT,
                password_hash=await access.hash_password(PASSWORD),
                now=NOON,
                demo=True,
            )

    return {"nobody": nobody, "wrong": wrong, "locked": locked, "disabled": disabled, "demo": demo}


@pytest.mark.parametrize("kind", list(_kinds()))
async def test_nobody_learns_from_answer_or_work_whether_there_is_an_account(
    web: Web, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, wrong, locked, disabled: the same answer, the same hashes, the same transactions."""
    await _kinds()[kind](web)
    done: Counter[str] = Counter()

    def counting(place: Any, name: str) -> None:
        as_it_is = getattr(place, name)

        def counted(*args: Any, **more: Any) -> Any:
            done[name] += 1
            return as_it_is(*args, **more)

        monkeypatch.setattr(place, name, counted)

    counting(passwords, "_fits")
    password = "not the password" if kind == "wrong" else PASSWORD
    # In another process's sealer transactions come and go, so only those of the request are counted.
    counting(tries, "count")
    counting(tries, "note_lock")
    async with browser(web, source="10.1.2.4") as someone:
        answer = await someone.sign_in("agent", password)
    seen = (answer.status_code, answer.text, *sorted(done.items()))
    assert seen == (401, '{"error":"SignInRefused","params":{}}', ("_fits", 1), ("count", 1), ("note_lock", 1))


async def test_lock_outs_and_refusals_are_on_the_trail_and_an_administrator_lifts_them(web: Web) -> None:
    staff = await web.house.staff("agent")
    async with browser(web) as someone:
        await _guess(someone, 6)
        async with web.house.database.transaction() as session:
            key = tries.account_key(web.house.house.parts.ring, "agent")
            assert await tries.lift(session, key, by="operator:test", of="agent", now=web.house.clock.now())
            assert not await tries.lift(session, key, by="operator:test", of="agent", now=web.house.clock.now())
        assert (await someone.sign_in()).status_code == 200
    acts = Counter(row["action"] for row in await trail(web) if row["action"] != "policy_changed")
    assert acts == {
        "rights_changed": 1,
        "sign_in_refused": 6,
        "locked_out": 1,
        "lock_lifted": 1,
        "signed_in": 1,
    }
    (lock,) = [row for row in await trail(web) if row["action"] == "locked_out"]
    assert str(staff.id) in lock["detail"]


@given(st.lists(st.floats(0, 7200), max_size=40), st.floats(0, 7200))
def test_a_lock_ends_by_itself_and_is_never_longer_than_the_longest(ages_s: list[float], later_s: float) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    tried = [(now - timedelta(seconds=age)).timestamp() for age in ages_s]
    end = locked_until(tried, BY_ACCOUNT, now=now)
    assert (end is None) or (len(tried) >= BY_ACCOUNT.tries and now < end <= now + BY_ACCOUNT.longest)
    assert locked_until(tried, BY_ACCOUNT, now=now + BY_ACCOUNT.longest) is None
    # A clock set back makes no lock longer either.
    back = now - timedelta(seconds=later_s)
    end = locked_until(tried, BY_ACCOUNT, now=back)
    assert end is None or end <= back + BY_ACCOUNT.longest


@given(st.integers(BY_ACCOUNT.tries, 30))
def test_one_more_try_never_shortens_a_lock(count: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    ends = [locked_until([now.timestamp()] * n, BY_ACCOUNT, now=now) for n in (count, count + 1)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] <= ends[1]
