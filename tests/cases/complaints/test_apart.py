"""Complaints that were made apart are joined by whoever handles them, keep what is theirs, and can be parted."""

from datetime import timedelta
from typing import Any

import pytest

from qiao.access import Post
from qiao.cases.complaints import acting
from qiao.cases.complaints.clocks import Clock
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.wishes import Wish
from tests.cases.complaints.hers import Heard, Her
from tests.cases.complaints.test_handling import CLASSES, DECISION, complaint_of
from tests.conftest import Web
from tests.desk.floor.people import somebody, team


@pytest.fixture
async def it(web: Web) -> Heard:
    """The first one, in hand and classified."""
    one = await Heard.begins(web)
    await one.done(one.sun, "taken")
    await one.classified(one.sun)
    return one


async def made(it: Heard, **about: Any) -> Heard:
    """Another complaint of somebody else, later, in nobody's hands."""
    her = await Her.comes(it.web)
    live, complaint = await complaint_of(it.web.house, live=her.live, **about)
    other = Heard(it.web, live, complaint, it.sun, it.leader)
    other.her = her
    return other


async def joins(it: Heard, other: Heard, **more: Any) -> Any:
    body = {"number": (await other.row()).number, **more}
    return await it.sun.post(f"/staff/complaints/{it.complaint}/joinings", body)


async def because(it: Heard, other: Heard) -> str:
    answer = await joins(it, other)
    assert answer.status_code == 409, answer.text
    return answer.json()["params"]["because"]


async def decided(it: Heard) -> None:
    await it.done(it.sun, DECISION)
    await it.done(it.leader, "agreed")
    await it.done(it.sun, "delivered")


async def test_each_keeps_number_clock_and_letter_and_all_are_answered_together(it: Heard) -> None:
    await it.passes(days=2)
    other = await made(it)
    due_at = (await other.row()).due_at
    assert (await joins(it, other)).status_code == 200
    shown = (await other.seen(it.sun)).json()
    assert (shown["leading"]["id"], shown["handler"]["id"]) == (str(it.complaint), str(it.sun.staff.id))
    assert shown["facts"]
    listed = (await it.sun.get("/staff/complaints")).json()["items"]
    assert [one["id"] for one in listed] == [str(it.complaint)]
    await it.done(it.sun, "extension_asked", words="需要核对记录")
    await it.done(it.leader, "agreed")
    later = timedelta(days=15)
    assert (await other.row()).due_at == due_at + later
    assert (await it.row()).due_at < due_at + later
    await decided(it)
    assert {(await one.row()).state for one in (it, other)} == {"decided"}
    letters = [(await one.mine())["letter"]["name"] for one in (it, other)]
    assert [(await one.row()).number in name for one, name in zip((it, other), letters, strict=True)] == [True, True]


async def test_her_own_clock_is_looked_at_while_she_follows(it: Heard) -> None:
    await it.passes(days=1)
    other = await made(it)
    assert (await joins(it, other)).status_code == 200
    await it.passes(days=13)
    clocks = {one["clock"]: one["state"] for one in (await other.seen(it.sun)).json()["clocks"]}
    assert clocks[Clock.LEGAL] == "due_soon"
    assert {"warned", "escalated"} <= set(await other.kinds())


async def test_one_that_is_parted_goes_on_alone_in_the_same_hands(it: Heard) -> None:
    other = await made(it)
    assert (await joins(it, other)).status_code == 200
    body = {"complaint": str(other.complaint)}
    assert (await it.sun.post(f"/staff/complaints/{it.complaint}/partings", body)).status_code == 200
    assert (await it.sun.post(f"/staff/complaints/{it.complaint}/partings", body)).status_code == 404
    await decided(it)
    assert ((await it.row()).state, (await other.row()).state) == ("decided", "open")
    await decided(other)
    assert (await other.row()).state == "decided"


async def test_what_cannot_be_joined_says_why(it: Heard) -> None:
    assert await because(it, it) == "itself"
    withdrawn = await made(it)
    await withdrawn.her.post(f"{withdrawn.path}/withdrawal")
    assert await because(it, withdrawn) == "over"
    _, second = await complaint_of(it.web.house, live=it.live)
    own = Heard(it.web, it.live, second, it.sun, it.leader)
    assert await because(it, own) == "same_person"
    wu = await somebody(it.web, "wu", Post.COMPLAINT_OFFICER)
    colleagues = await made(it)
    await colleagues.done(wu, "taken")
    assert await because(it, colleagues) == "has_handler"
    paused = await made(it)
    await paused.done(it.sun, "taken")
    await paused.done(it.sun, "paused", reason="records")
    assert await because(it, paused) == "clock_moved"
    await it.passes(days=1)
    later = await made(it)
    await later.done(it.sun, "taken")
    assert await because(later, it) == "due_sooner"
    assert (await joins(it, later)).status_code == 200
    assert await because(it, later) == "follows"
    answer = await it.leader.post(f"/staff/complaints/{it.complaint}/joinings", {"number": (await paused.row()).number})
    assert answer.json()["params"]["because"] == "not_yours"


async def test_whoever_one_of_them_is_about_has_no_hand_in_any(it: Heard) -> None:
    agent = await somebody(it.web, "li", Post.ONLINE_AGENT)
    await team(it.web.house, it.leader.staff, agent.staff)
    other = await made(it, about=[agent.staff.id])
    assert (await it.seen(it.leader)).status_code == 200
    assert (await joins(it, other)).status_code == 200
    assert (await it.seen(it.leader)).status_code == 404


async def test_two_who_join_them_crosswise_leave_one_that_leads(it: Heard) -> None:
    other = await made(it)
    await other.done(it.sun, "taken")
    await it.done(it.sun, "noted", words="核对")
    answers = [await joins(it, other), await joins(other, it)]
    assert sorted(one.status_code for one in answers) == [200, 409]
    house = it.web.house
    async with house.database.transaction() as session:
        wish = Wish(Kind.CLASSIFIED, classes=CLASSES)
        await acting.act(session, house.house.complaints, it.sun.staff, it.complaint, wish, now=house.clock.now())
