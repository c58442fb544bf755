"""F6: events reach the systems that asked for them, signed, again and again for a day, and none slows another."""

import asyncio
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from qiao import app, conversations
from qiao.access.audit.model import AuditRecordRow
from qiao.delivery import signing, webhooks
from qiao.delivery.dispatch import Dispatch
from qiao.delivery.webhooks import TargetId, WebhookId, actions
from qiao.delivery.webhooks.jobs import Caller
from qiao.delivery.webhooks.model import TargetRow, WebhookRow
from qiao.delivery.webhooks.rules import JITTER, PAUSES, next_pause, rest_after
from qiao.foundation import events
from qiao.foundation.events import Event, Outlet, Subscriptions
from qiao.foundation.ids import new_id
from qiao.foundation.outbound import AddressRefused, Allowed
from tests.conftest import TestHouse
from tests.delivery.conftest import settle
from tests.delivery.receiver import Got, Receiver, receiving

HERE = ("127.0.0.0/8",)
CLOSED = conversations.CONTACT_CLOSED


def is_genuine(got: Got, secret: str, *, now_s: float) -> bool:
    """A receiver's own check, as the manual shows it: written without the code that signs."""
    stamp, _, signature = got.headers["qiao-signature"].partition(",v1=")
    t = stamp.removeprefix("t=")
    signed = f"{t}.{got.headers['qiao-delivery']}.".encode() + got.body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature) and abs(now_s - int(t)) <= 300


@dataclass
class Telling:
    """A house that tells events to a receiver on this machine."""

    house: TestHouse
    receiver: Receiver
    dispatch: Dispatch

    async def add(self, path: str, *event_types: str) -> webhooks.AddedTarget:
        async with self.house.database.transaction() as session:
            added = await webhooks.add_target(
                session,
                self.house.house.parts.ring,
                self.receiver.url(path),
                event_types or (CLOSED,),
                catalogue=app.WEBHOOK_EVENTS,
                by="operator:test",
                now=self.house.clock.now(),
            )
        await self.dispatch.wanted.look()
        return added

    async def happens(self, event_type: str = CLOSED, **facts: Any) -> UUID:
        event = Event(
            type=event_type,
            actor="agent:1",
            occurred_at=self.house.clock.now(),
            payload={"reason": "solved", "entry": {"text": "何女士说不用了"}, **facts},
            customer_id=new_id(),
        )
        async with self.house.database.transaction() as session:
            await events.publish(session, event)
        return event.id

    async def settle(self, within: timedelta = timedelta()) -> None:
        await settle(self.house, within)

    async def dead(self) -> list[webhooks.DeadLetter]:
        async with self.house.database.reading() as session:
            return list(await webhooks.dead_letters(session))

    async def target(self) -> webhooks.Target:
        async with self.house.database.reading() as session:
            return (await webhooks.targets(session))[0]

    async def replay(self, **which: Any) -> int:
        async with self.house.database.transaction() as session:
            return await webhooks.replay(session, by="operator:test", now=self.house.clock.now(), **which)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
async def telling(house: TestHouse, receiver: Receiver) -> Telling:
    parts, subscriptions = house.house.parts, Subscriptions()
    dispatch = Dispatch(parts.database, parts.ring, house.clock, {}, catalogue=app.WEBHOOK_EVENTS, inside=HERE)
    dispatch.caller = Caller(Allowed.read(HERE), app.WEBHOOK_EVENTS, house.clock, deadline_s=1.0)
    dispatch.register(house.house.runner, subscriptions)
    house.database.session_info["outlet"] = Outlet(subscriptions, parts.bus, house.house.runner)
    return Telling(house, receiver, dispatch)


async def test_who_asked_for_an_event_gets_it_signed(telling: Telling) -> None:
    added = await telling.add("/hooks?from=qiao")
    event_id = await telling.happens()
    await telling.settle()

    [got] = telling.receiver.got
    assert (got.method, got.path) == ("POST", "/hooks?from=qiao")
    now_s = telling.house.clock.now().timestamp()
    assert is_genuine(got, added.secret, now_s=now_s)
    assert not is_genuine(got, "qiao_another", now_s=now_s)
    assert not is_genuine(got, added.secret, now_s=now_s + 301)
    assert not is_genuine(Got(got.method, got.path, got.headers, got.body + b" "), added.secret, now_s=now_s)
    told = json.loads(got.body)
    assert (told["event"], told["type"], told["data"]) == (str(event_id), "ContactClosed", {"reason": "solved"})
    assert told["delivery"] == got.headers["qiao-delivery"]


async def test_nothing_but_ids_codes_and_figures_is_told(telling: Telling) -> None:
    await telling.add("/hooks")
    await telling.happens(comment="我的电话13800000000", name="测试一")
    await telling.settle()
    assert telling.receiver.got
    for got in telling.receiver.got:
        assert all(secret not in got.body.decode() for secret in ("13800000000", "测试一", "何女士"))


async def test_who_did_not_ask_hears_nothing_and_costs_nothing(telling: Telling) -> None:
    await telling.add("/hooks", conversations.CONTACT_RATED)
    await telling.happens()
    async with telling.house.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM jobs WHERE kind = 'on:webhooks'")) == 0
    await telling.settle()
    assert telling.receiver.got == []


async def test_an_event_heard_of_twice_is_told_once(telling: Telling) -> None:
    await telling.add("/hooks")
    event_id = await telling.happens()
    await telling.settle()
    async with telling.house.database.transaction() as session:
        assert await actions.put_on_its_way(session, event_id, CLOSED, now=telling.house.clock.now()) == 0
    await telling.settle()
    assert len(telling.receiver.got) == 1


async def test_f6_a_target_that_fails_is_tried_for_a_day_under_the_same_id(telling: Telling) -> None:
    telling.receiver.answers = lambda _: (500, b"")
    added = await telling.add("/hooks")
    await telling.happens()
    moments: list[float] = []
    telling.receiver.answers = lambda _: (moments.append(telling.house.clock.now().timestamp()), (500, b""))[1]
    await telling.settle(within=timedelta(hours=36))

    got = telling.receiver.got
    assert len(got) == len(PAUSES) + 1 >= 8
    assert len({one.headers["qiao-delivery"] for one in got}) == 1
    assert len({one.body for one in got}) == 1
    assert len({one.headers["qiao-signature"] for one in got}) == len(got), "each try is signed anew"
    assert moments[-1] - moments[0] >= 24 * 3600
    assert all(is_genuine(one, added.secret, now_s=at) for one, at in zip(got, moments, strict=True))
    [letter] = await telling.dead()
    assert (str(letter.id), letter.attempts, letter.last_status) == (got[0].headers["qiao-delivery"], len(got), 500)


@pytest.mark.parametrize("jitter", [-1.0, 0.0, 1.0])
def test_f6_also_the_shortest_schedule_is_at_least_eight_tries_over_a_day(jitter: float) -> None:
    pauses = list(itertools.takewhile(lambda one: one is not None, (next_pause(n, jitter) for n in itertools.count(1))))
    assert len(pauses) + 1 >= 8
    assert sum((one for one in pauses if one is not None), timedelta()) >= timedelta(hours=24)


@given(st.integers(1, 9), st.floats(-10, 10))
def test_a_pause_is_never_far_from_its_plan(attempts: int, jitter: float) -> None:
    pause = next_pause(attempts, jitter)
    assert pause is not None
    assert abs(pause / PAUSES[attempts - 1] - 1) <= JITTER + 1e-6


def test_a_target_that_fails_rests_a_little_longer_each_time() -> None:
    assert [rest_after(failures).total_seconds() for failures in (1, 2, 3, 4, 5, 1000)] == [1, 2, 4, 8, 15, 15]


async def test_what_failed_arrives_when_the_target_is_back(telling: Telling) -> None:
    answers = iter([500, 503, 429, 302])
    telling.receiver.answers = lambda _: (next(answers, 204), b"")
    await telling.add("/hooks")
    await telling.happens()
    await telling.settle(within=timedelta(minutes=5))
    assert (await telling.target()).failing_since is not None
    await telling.settle(within=timedelta(hours=2))
    assert [one.path for one in telling.receiver.got] == ["/hooks"] * 5, "a redirect is not followed"
    target = await telling.target()
    assert (target.failing_since, target.pending, target.dead) == (None, 0, 0)


async def test_one_event_that_is_refused_holds_up_no_other(telling: Telling) -> None:
    await telling.add("/hooks")
    poison = await telling.happens()
    telling.receiver.answers = lambda got: (500 if str(poison).encode() in got.body else 200, b"")
    await telling.settle()
    later = [await telling.happens() for _ in range(5)]
    await telling.settle(within=timedelta(minutes=2))
    arrived = {json.loads(one.body)["event"] for one in telling.receiver.got}
    assert {str(one) for one in later} <= arrived


async def test_a_process_that_dies_after_the_call_tells_it_again_under_the_same_id(
    telling: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    await telling.add("/hooks")
    settles, deaths = actions.settle, iter([True])

    async def dies(*args: Any, **stated: Any) -> None:
        if next(deaths, False):
            raise ZeroDivisionError("the process is gone")
        await settles(*args, **stated)

    monkeypatch.setattr(actions, "settle", dies)
    await telling.happens()
    await telling.settle(within=timedelta(minutes=1))
    first, second = telling.receiver.got
    assert first.headers["qiao-delivery"] == second.headers["qiao-delivery"]
    assert first.body == second.body


async def test_dead_letters_are_replayed_under_their_ids(telling: Telling) -> None:
    telling.receiver.answers = lambda _: (500, b"")
    await telling.add("/hooks")
    for _ in range(3):
        await telling.happens()
    await telling.settle(within=timedelta(hours=40))
    letters = await telling.dead()
    assert len(letters) == 3
    tried = len(telling.receiver.got)

    telling.receiver.answers = lambda _: (200, b"")
    assert await telling.replay(ids=[letters[0].id]) == 1
    await telling.settle(within=timedelta(minutes=1))
    assert [one.headers["qiao-delivery"] for one in telling.receiver.got[tried:]] == [str(letters[0].id)]
    with pytest.raises(webhooks.NothingToReplay):
        await telling.replay(ids=[letters[0].id])
    with pytest.raises(webhooks.NothingToReplay):
        await telling.replay(ids=[WebhookId(new_id())])

    assert await telling.replay() == 2
    await telling.settle(within=timedelta(minutes=1))
    assert await telling.dead() == []
    assert len(telling.receiver.got) == tried + 3


async def test_a_removed_target_gets_nothing_more_and_its_secret_is_gone(telling: Telling) -> None:
    telling.receiver.answers = lambda _: (500, b"")
    added = await telling.add("/hooks")
    await telling.happens()
    await telling.settle()
    ring, now = telling.house.house.parts.ring, telling.house.clock.now()
    async with telling.house.database.transaction() as session:
        await webhooks.remove_target(session, ring, added.id, by="operator:test", now=now)
    await telling.happens()
    await telling.settle(within=timedelta(hours=2))
    assert len(telling.receiver.got) == 1
    assert [(one.trouble, one.attempts) for one in await telling.dead()] == [("TargetGone", 1)]
    assert await telling.replay() == 0
    async with telling.house.database.transaction() as session:
        with pytest.raises(webhooks.TargetGone):
            await webhooks.remove_target(session, ring, added.id, by="operator:test", now=now)
        with pytest.raises(webhooks.TargetNotFound):
            await webhooks.remove_target(session, ring, TargetId(new_id()), by="operator:test", now=now)
        assert (await session.execute(select(TargetRow.secret))).scalar_one() == b""


async def test_what_was_queued_for_a_target_while_it_was_removed_ends(telling: Telling) -> None:
    added = await telling.add("/hooks")
    await telling.happens()
    async with telling.house.database.transaction() as session:
        await actions.put_on_its_way(session, new_id(), CLOSED, now=telling.house.clock.now())
        removed = update(TargetRow).where(TargetRow.id == added.id).values(removed_at=telling.house.clock.now())
        await session.execute(removed)
        await telling.house.house.parts.ring.destroy(session, added.id, now=telling.house.clock.now())
    await telling.settle(within=timedelta(minutes=5))
    assert [one.trouble for one in await telling.dead()] == ["TargetGone"]


async def test_an_event_whose_time_was_over_is_not_told(telling: Telling) -> None:
    telling.receiver.answers = lambda _: (500, b"")
    await telling.add("/hooks")
    await telling.happens()
    await telling.settle()
    async with telling.house.database.transaction() as session:
        await session.execute(text("DELETE FROM events"))
    await telling.settle(within=timedelta(hours=40))
    assert len(telling.receiver.got) == 1
    [letter] = await telling.dead()
    assert letter.trouble == "EventGone"


@pytest.mark.parametrize("url", ["ftp://hooks.example/", "https://user@hooks.example/", "hooks.example"])
async def test_an_address_that_is_none_is_refused(telling: Telling, url: str) -> None:
    async with telling.house.database.transaction() as session:
        with pytest.raises(AddressRefused):
            await webhooks.add_target(
                session,
                telling.house.house.parts.ring,
                url,
                [CLOSED],
                catalogue=app.WEBHOOK_EVENTS,
                by="operator:test",
                now=telling.house.clock.now(),
            )


@pytest.mark.parametrize("event_types", [(), ("MessageAccepted",), (CLOSED, "Nothing")])
async def test_events_that_are_not_told_outside_cannot_be_asked_for(
    telling: Telling, event_types: tuple[str, ...]
) -> None:
    async with telling.house.database.transaction() as session:
        with pytest.raises(webhooks.EventUnknown):
            await webhooks.add_target(
                session,
                telling.house.house.parts.ring,
                telling.receiver.url("/"),
                event_types,
                catalogue=app.WEBHOOK_EVENTS,
                by="operator:test",
                now=telling.house.clock.now(),
            )


async def test_f21_a_target_inside_is_not_called_unless_the_operator_lets_it(telling: Telling) -> None:
    telling.dispatch.caller = Caller(Allowed(), app.WEBHOOK_EVENTS, telling.house.clock, deadline_s=1.0)
    telling.dispatch.register(telling.house.house.runner, Subscriptions())
    await telling.add("/hooks")
    await telling.happens()
    await telling.settle()
    assert telling.receiver.got == []
    async with telling.house.database.reading() as session:
        assert (await session.execute(select(WebhookRow.trouble))).scalar_one() == "AddressRefused"


async def test_what_was_done_to_targets_is_on_record_and_the_secret_nowhere(telling: Telling) -> None:
    added = await telling.add("/hooks")
    assert added.secret not in repr(added)
    async with telling.house.database.reading() as session:
        assert "webhooks_changed" in set(await session.scalars(select(AuditRecordRow.action)))
        for table in ("webhook_targets", "audit_records", "customer_keys"):
            rows = [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608  (our own)
            assert added.secret not in repr(rows)
            assert added.secret.encode() not in b"".join(
                bytes(one) for row in rows for one in row if isinstance(one, bytes | memoryview)
            )


async def test_f6_a_hundred_good_targets_are_served_while_one_hangs(telling: Telling) -> None:
    """The hanging one has more waiting all the time, and has not answered once when all others have everything."""
    receiver, runner = telling.receiver, telling.house.house.runner
    telling.dispatch.caller = Caller(Allowed.read(HERE), app.WEBHOOK_EVENTS, telling.house.clock, deadline_s=60.0)
    telling.dispatch.register(runner, Subscriptions())
    receiver.hanging = {"/hang"}
    await telling.add("/hang")
    await runner.start()
    try:
        first = await telling.happens()
        await _until(lambda: receiver.hangs == 1, within_s=20)
        for number in range(100):
            await telling.add(f"/good/{number}")
        happened = [await telling.happens() for _ in range(3)]
        await _until(lambda: len(receiver.got) == 300, within_s=40)
        assert receiver.hangs == 1, "one call at a time to each target"
    finally:
        receiver.release.set()
        await runner.stop()
    for number in range(100):
        assert sorted(json.loads(one.body)["event"] for one in receiver.at(f"/good/{number}")) == sorted(
            str(one) for one in happened
        )
    assert str(first) not in {json.loads(one.body)["event"] for one in receiver.got}


async def _until(holds: Any, within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  (what is waited for happens in another thread)
            await asyncio.sleep(0.01)


@given(st.binary(max_size=50), st.binary(max_size=50), st.uuids(), st.integers(0, 10**9))
def test_what_is_signed_is_checked_and_nothing_else_is(body: bytes, other: bytes, delivery: UUID, now_s: int) -> None:
    signed = signing.signed_headers(b"a secret", str(delivery), body, now_s=now_s)
    signing.check([b"an old one", b"a secret"], str(delivery), signed[signing.SIGNATURE], body, now_s=now_s + 300)
    refused: list[tuple[bytes, str, bytes, int]] = [
        (b"another", str(delivery), body, now_s),
        (b"a secret", str(new_id()), body, now_s),
        (b"a secret", str(delivery), body + b".", now_s),
        (b"a secret", str(delivery), body, now_s + 301),
    ]
    if other != body:
        refused.append((b"a secret", str(delivery), other, now_s))
    for secret, named, said, at in refused:
        with pytest.raises(signing.NotSigned):
            signing.check([secret], named, signed[signing.SIGNATURE], said, now_s=at)


@pytest.mark.parametrize("signature", ["", "t=,v1=", "v1=00", "t=1", "t=1,v1=zz", "t=１,v1=" + "0" * 64])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    with pytest.raises(signing.NotSigned):
        signing.check([b"a secret"], "id", signature, b"", now_s=1)
