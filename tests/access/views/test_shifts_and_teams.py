"""The plan of shifts and the teams decide who sees what: in looks, in the work list, and in what looks odd."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import access, desk
from qiao.access import Post
from qiao.access.signin import planning
from qiao.access.signin.shifts import FINISHING, Hours, Plan, ShiftDay, is_at_work, is_on_shift
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar
from qiao.foundation.ids import new_id
from tests.access.signin.people import trail
from tests.access.views.seeded import Person, person, signed_in, take
from tests.access.views.test_reveals import Browser
from tests.conftest import TestHouse, Web

NINE_TO_SIX = Hours(9 * 60, 18 * 60)
COMPLAINT = "complaint_register"


async def _browser(web: Web, post: Post, name: str) -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


async def _plan(house: TestHouse, staff: access.Staff, *hours: Hours) -> None:
    async with house.database.transaction() as session:
        weekly = [(ShiftDay.WORKING, one) for one in hours]
        await planning.plan_week(session, staff.id, weekly, by="house", now=house.clock.now())


async def _on_shift(house: TestHouse, staff: access.Staff) -> bool:
    async with house.database.reading() as session:
        return await house.house.desk.views.rota.on_shift(session, staff, now=house.clock.now())


def _at_evening(house: TestHouse, hour: int, minute: int = 0) -> None:
    now = house.clock.now().astimezone(SHANGHAI)
    house.clock.advance(now.replace(hour=hour, minute=minute) - now)


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0, subject=COMPLAINT)


async def test_after_her_shift_an_agent_sees_nothing_of_what_she_still_holds(web: Web, one: Person) -> None:
    agent = await _browser(web, Post.ONLINE_AGENT, "one")
    await _plan(web.house, agent.staff, NINE_TO_SIX)
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    path = f"/desk/conversations/{one.live.conversation_id}"
    assert (await agent.get(path)).json()["view"]["fields"]["transcript"]["shown"] is True

    _at_evening(web.house, 18, 29)
    assert (await agent.get(path)).json()["view"]["fields"]["transcript"]["shown"] is True

    _at_evening(web.house, 18, 31)
    late = (await agent.get(path)).json()
    assert not one.shown_in(str(late))
    transcript = late["view"]["fields"]["transcript"]
    assert (transcript["shown"], transcript["because"]) == (False, "off_shift")
    assert late["entries"] == []


async def test_nobody_reveals_or_takes_work_off_shift(web: Web, one: Person) -> None:
    officer = await _browser(web, Post.COMPLAINT_OFFICER, "one")
    await _plan(web.house, officer.staff, NINE_TO_SIX)
    await take(web.house, officer.staff, one, subject=COMPLAINT)
    await officer.step_up()
    _at_evening(web.house, 20)
    await officer.step_up()
    refused = await officer.reveal(one, value=str(one.live.customer_id), reason="investigate")
    assert (refused.status_code, refused.json()["params"]["because"]) == (403, "off_shift")
    agent = await _browser(web, Post.ONLINE_AGENT, "two")
    await _plan(web.house, agent.staff, NINE_TO_SIX)
    ready = await agent.put("/desk/presence", {"state": "ready"})
    assert (ready.status_code, ready.json()["error"]) == (403, "OffShift")
    taken = await agent.post(f"/desk/items/{one.item_id}/accept", {})
    assert (taken.status_code, taken.json()["error"]) == (403, "OffShift")


async def test_who_stays_ready_past_her_shift_is_offered_nothing(house: TestHouse) -> None:
    agent = await house.staff()
    await _plan(house, agent, NINE_TO_SIX)
    async with house.database.transaction() as session:
        await desk.set_presence(session, house.house.desk, agent.id, desk.PresenceState.READY, now=house.clock.now())
    _at_evening(house, 20)
    async with house.database.transaction() as session:
        await desk.beat(session, [agent.id], now=house.clock.now())
    waits = await person(house, 0)
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, waits.live.conversation_id)
    assert item is not None
    assert (item.state, item.agent_id) == ("waiting", None)


async def test_a_house_without_plans_works_around_the_clock(house: TestHouse) -> None:
    agent, planner = await house.staff("one"), await house.staff("two", post=Post.PHONE_AGENT)
    await _plan(house, planner, NINE_TO_SIX)
    house.clock.advance(timedelta(hours=10))
    assert await _on_shift(house, agent)
    assert not await _on_shift(house, planner)


async def test_where_the_post_is_planned_whoever_has_no_hours_is_off(house: TestHouse) -> None:
    planned, forgotten = await house.staff("one"), await house.staff("two")
    await _plan(house, planned, NINE_TO_SIX)
    assert await _on_shift(house, planned)
    assert not await _on_shift(house, forgotten)
    async with house.database.transaction() as session:
        await access.disable_staff(session, "one", now=house.clock.now())
    # Who has left plans nothing for those who stay.
    assert await _on_shift(house, forgotten)


async def test_a_day_off_alone_is_no_plan_and_holds_on_its_day(house: TestHouse) -> None:
    resting, other = await house.staff("one"), await house.staff("two")
    today = house.clock.now().astimezone(SHANGHAI).date()
    async with house.database.transaction() as session:
        await planning.plan_day(session, resting.id, today, [], by="house", now=house.clock.now())
    assert not await _on_shift(house, resting)
    assert await _on_shift(house, other)
    house.clock.advance(timedelta(days=1))
    assert await _on_shift(house, resting)


async def test_a_leader_sees_what_is_in_the_hands_of_her_teams_and_no_other(web: Web, one: Person) -> None:
    agent, leader = await web.house.staff("one"), await _browser(web, Post.TEAM_LEADER, "two")
    await take(web.house, agent, one, subject=COMPLAINT)
    path = f"/desk/conversations/{one.live.conversation_id}"
    assert (await leader.get(path)).status_code == 404

    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        team = await planning.make_team(session, "一组", leader_id=leader.staff.id, by="house", now=now)
        await planning.join_team(session, agent.id, team.id, by="house", now=now)
    assert one.shown_in(str((await leader.get(path)).json())) >= {"transcript"}

    async with web.house.database.transaction() as session:
        await planning.join_team(session, agent.id, None, by="house", now=now)
    assert (await leader.get(path)).status_code == 404


async def test_colleagues_of_one_team_do_not_see_each_others_customers(web: Web, one: Person) -> None:
    agent, mate = await web.house.staff("one"), await _browser(web, Post.ONLINE_AGENT, "two")
    await take(web.house, agent, one, subject=COMPLAINT)
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        team = await planning.make_team(session, "一组", leader_id=None, by="house", now=now)
        for staff in (agent, mate.staff):
            await planning.join_team(session, staff.id, team.id, by="house", now=now)
    answer = await mate.get(f"/desk/conversations/{one.live.conversation_id}")
    assert not one.shown_in(answer.text)


async def test_looks_off_shift_and_at_marked_customers_are_told_to_the_auditor(web: Web, one: Person) -> None:
    agent, auditor = await _browser(web, Post.ONLINE_AGENT, "one"), await _browser(web, Post.DPO_AUDITOR, "two")
    await _plan(web.house, agent.staff, NINE_TO_SIX)
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    path = f"/desk/conversations/{one.live.conversation_id}"
    await agent.get(path)
    assert (await auditor.get("/access/anomalies")).json()["anomalies"] == []

    marked = f"/access/marked-customers/{one.live.customer_id}"
    assert (await agent.put(marked, {"because": "colleague"})).status_code == 403
    assert (await auditor.put(marked, {"because": "colleague"})).status_code == 204
    (listed,) = (await auditor.get("/access/marked-customers")).json()["customers"]
    assert (listed["customer"], listed["because"]) == (str(one.live.customer_id), "colleague")
    _at_evening(web.house, 20)
    await agent.get(path)

    found = {row["sign"]: row["count"] for row in (await auditor.get("/access/anomalies")).json()["anomalies"]}
    assert found == {"off_shift": 1, "marked_customer": 2}
    assert (await auditor.delete(marked)).status_code == 204
    found = {row["sign"] for row in (await auditor.get("/access/anomalies")).json()["anomalies"]}
    assert found == {"off_shift"}
    reasons = [row["detail"] for row in await trail(web) if row["action"] == "marked"]
    assert reasons == ['{"because":"colleague"}', '{"because":"not any more"}']


async def test_the_past_is_judged_for_many_as_for_one(house: TestHouse) -> None:
    planned, forgotten, other = (
        await house.staff("one"),
        await house.staff("two"),
        await house.staff("three", post=Post.PHONE_AGENT),
    )
    await _plan(house, planned, NINE_TO_SIX)
    nobody = new_id()
    for _ in range(24):
        house.clock.advance(timedelta(hours=1))
        now = house.clock.now()
        async with house.database.reading() as session:
            rota = house.house.desk.views.rota
            at_work = await rota.at_work(session, [planned.id, forgotten.id, other.id, nobody], now=now)
            for staff in (planned, forgotten, other):
                assert at_work(staff.id, now) == await rota.on_shift(session, staff, now=now), (staff.username, now)


@given(st.integers(0, 360 * 24 * 60), st.integers(0, 1439), st.integers(1, 1440))
def test_who_finishes_her_work_was_on_shift_a_moment_ago(minute: int, begin: int, lasts: int) -> None:
    plan, calendar = Plan([(ShiftDay.WORKING, Hours(begin, begin + lasts))]), BusinessCalendar()
    moment = datetime(2026, 1, 2, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    at_work = is_at_work(plan, calendar, moment, post_is_planned=True)
    assert at_work == (is_on_shift(plan, calendar, moment) or is_on_shift(plan, calendar, moment - FINISHING))
    assert is_at_work(Plan(), calendar, moment, post_is_planned=False)
    assert not is_at_work(Plan(exceptions={moment.date(): ()}), calendar, moment, post_is_planned=False)


def test_whose_hours_are_by_days_alone_is_off_on_the_others() -> None:
    monday, calendar = date(2026, 11, 23), BusinessCalendar()
    plan = Plan(exceptions={monday: [NINE_TO_SIX]})
    assert plan.has_hours
    at_noon = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
    assert is_at_work(plan, calendar, at_noon, post_is_planned=True)
    assert not is_at_work(plan, calendar, at_noon + timedelta(days=1), post_is_planned=True)


def _ids(*staff: access.Staff) -> set[UUID]:
    return {one.id for one in staff}


async def test_a_team_is_its_members_and_those_whom_one_leads(house: TestHouse) -> None:
    leader, one, two, other = [await house.staff(name) for name in ("leader", "one", "two", "other")]
    now = house.clock.now()
    async with house.database.transaction() as session:
        team = await planning.make_team(session, "一组", leader_id=leader.id, by="house", now=now)
        for member in (one, two):
            await planning.join_team(session, member.id, team.id, by="house", now=now)
        rota = house.house.desk.views.rota
        assert await rota.team_of(session, leader.id, now=now) == _ids(one, two)
        assert await rota.team_of(session, one.id, now=now) == _ids(two)
        assert await rota.team_of(session, other.id, now=now) == set()
