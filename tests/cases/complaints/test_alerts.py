"""Whoever leads the officers is told on the floor where a complaint is about to be late, until it is over."""

from typing import Any

import pytest

from qiao.access import Post
from tests.access.views.test_reveals import Browser
from tests.cases.complaints.test_handling import DECISION, Complained, complaint_of
from tests.conftest import Web
from tests.desk.floor.people import signs_in, somebody, team


@pytest.fixture
async def it(web: Web) -> Complained:
    """A complaint that an officer has, with her leader."""
    live, complaint = await complaint_of(web.house)
    sun, leader = await somebody(web, "sun", Post.COMPLAINT_OFFICER), await somebody(web, "zhao", Post.TEAM_LEADER)
    await team(web.house, leader.staff, sun.staff)
    one = Complained(web, live, complaint, sun, leader)
    await one.done(one.sun, "taken")
    await one.done(one.sun, "contacted", words="已致电")
    return one


async def told(leader: Browser) -> list[dict[str, Any]]:
    return (await leader.get("/desk/floor")).json()["alerts"]


async def test_a_leader_is_told_of_half_the_time_and_of_its_end_until_it_is_over(it: Complained) -> None:
    other = (await somebody(it.web, "qian", Post.TEAM_LEADER)).staff
    await it.passes(days=9)
    (alert,) = await told(it.leader)
    assert (alert["kind"], alert["complaint"], alert["agent"]) == (
        "case_due",
        str(it.complaint),
        it.sun.staff.name,
    )
    assert (alert["conversation"], alert["item"], alert["lane"]) == (None, None, "complaint")
    assert await told(await signs_in(it.web, other)) == []
    await it.passes(days=3)
    assert len(await told(it.leader)) == 1, "what nobody has answered for stands for all of its kind"
    path = f"/desk/floor/alerts/{alert['id']}/acknowledge"
    assert (await (await signs_in(it.web, other)).post(path, {})).status_code == 404
    assert (await it.leader.post(path, {})).status_code == 204
    await it.passes(days=5)
    assert [(one["kind"], one["acknowledged"] is None) for one in await told(it.leader)] == [
        ("case_late", True),
        ("case_due", False),
    ]
    await it.classified(it.sun)
    await it.done(it.sun, DECISION)
    await it.done(it.leader, "agreed")
    await it.done(it.sun, "delivered")
    await it.web.house.settle()
    assert await told(it.leader) == []


async def test_a_complaint_about_hers_is_no_alert_of_hers(web: Web) -> None:
    agent, leader = await somebody(web, "li"), await somebody(web, "zhao", Post.TEAM_LEADER)
    await team(web.house, leader.staff, agent.staff)
    _, complaint = await complaint_of(web.house, about=[agent.staff.id])
    live, _ = await complaint_of(web.house)
    it = Complained(web, live, complaint, agent, leader)
    await it.passes(days=9)
    (alert,) = await told(it.leader)
    assert alert["complaint"] != str(complaint)
    assert alert["agent"] is None
