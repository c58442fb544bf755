"""Plans that are kept, published, shown on the wallboard; and tried on simulated days."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from qiao.access import Post
from qiao.desk.plans.checking import live_days
from qiao.desk.plans.model import PlanCheckRow
from qiao.foundation import jobs
from tests.access.signin.people import trail
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import somebody
from tests.desk.plans.days import TODAY, csv_file, loaded, outlook, planner

TOMORROW = TODAY + timedelta(days=1)


async def _kept(by: Browser, history: str, on: str, note: str = "") -> str:
    answer = await by.post("/desk/planning/plans", {"on": on, "history": history, "note": note})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _over(by: Browser, on: str) -> dict[str, Any]:
    """The latest trial of the day, once it runs no more."""
    async with asyncio.timeout(60):
        while True:
            check = (await by.get(f"/desk/planning/checks?on={on}")).json()["check"]
            if check["state"] != "running":
                return check
            await asyncio.sleep(0.05)


async def test_a_plan_is_kept_as_it_was_and_seen_by_leaders_once_it_is_published(web: Web) -> None:
    by, leader = await planner(web), await somebody(web, "leader", Post.TEAM_LEADER)
    history, on = await loaded(by), TOMORROW.isoformat()
    shown = await outlook(by, history)
    plan = await _kept(by, history, on, "  双十一前一天  ")
    await by.delete(f"/desk/planning/histories/{history}")

    assert (await leader.get(f"/desk/planning/plans?on={on}")).json()["plans"] == []
    published = await by.post(f"/desk/planning/plans/{plan}/publish", {})
    assert published.status_code == 200
    (seen,) = (await leader.get(f"/desk/planning/plans?on={on}")).json()["plans"]
    assert seen["note"] == "双十一前一天"
    assert seen["by"] == seen["published"]["by"] == by.staff.name
    assert seen["figures"] == shown
    assert (await leader.get(f"/desk/planning/plans?on={TODAY.isoformat()}")).json()["plans"] == []

    again = await by.post(f"/desk/planning/plans/{plan}/publish", {})
    assert (again.status_code, again.json()["error"]) == (409, "PlanPublished")
    missing = await by.post(f"/desk/planning/plans/{by.staff.id}/publish", {})
    assert (missing.status_code, missing.json()["error"]) == (404, "PlanNotFound")
    assert [one["action"] for one in await trail(web)].count("planned") == 4


async def test_the_wallboard_says_how_many_the_plan_has_now(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by)

    async def planned() -> int | None:
        return (await by.get("/desk/floor/figures")).json()["planned"]

    assert await planned() is None
    plan = await _kept(by, history, TODAY.isoformat())
    assert await planned() is None, "nothing is published"
    await by.post(f"/desk/planning/plans/{plan}/publish", {})
    noon = next(slot for slot in (await outlook(by, history, TODAY))["slots"] if slot["start"] == "12:00")
    assert await planned() == noon["agents"]
    web.house.clock.advance(timedelta(hours=9))
    assert await planned() is None, "nobody is expected at night"


async def test_a_plan_is_tried_on_simulated_days(web: Web) -> None:
    by, leader = await planner(web), await somebody(web, "leader", Post.TEAM_LEADER)
    wish = {"on": TOMORROW.isoformat(), "history": await loaded(by, csv_file(60, lambda _: 12))}
    begun = await by.post("/desk/planning/checks", {**wish, "days": 20})
    assert begun.status_code == 202, begun.text

    done = await _over(leader, str(wish["on"]))

    assert (done["state"], done["done"], done["days"], done["which"]) == ("done", 20, 20, "needed")
    assert done["kept"]["answered"] == sum(share >= 0.95 for share in done["answered"])
    assert 12 <= done["kept"]["both"] <= done["kept"]["answered"] <= 20


async def test_a_trial_can_be_ended_and_goes_on_where_a_restart_left_it(web: Web) -> None:
    by = await planner(web)
    wish = {"on": TOMORROW.isoformat(), "history": await loaded(by, csv_file(60, lambda _: 12)), "days": 20}
    async with web.house.database.transaction() as session:
        # Other work of the lane holds it back, as a trial that is under way would.
        await jobs.schedule(
            session,
            kind="test.nothing",
            key="first",
            lane="planning",
            due_at=jobs.AT_ONCE,
            payload={},
        )
    ended = (await by.post("/desk/planning/checks", wish)).json()["check"]
    assert (ended["state"], ended["done"]) == ("running", 0)
    assert (await by.post(f"/desk/planning/checks/{ended['id']}/cancel", {})).status_code == 204
    again = await by.post(f"/desk/planning/checks/{ended['id']}/cancel", {})
    assert (again.status_code, again.json()["error"]) == (404, "CheckNotFound")

    stopped = (await by.post("/desk/planning/checks", wish)).json()["check"]
    async with web.house.database.transaction() as session:
        await session.execute(
            update(PlanCheckRow).where(PlanCheckRow.id == UUID(stopped["id"])).values(lived=[[0.5, 0.5]] * 19)
        )
        await jobs.cancel(session, kind="test.nothing", key="first")

    done = await _over(by, str(wish["on"]))
    assert (done["id"], done["state"], done["done"]) == (stopped["id"], "done", 20)
    assert done["answered"][:19] == [0.5] * 19, "what was lived through is not lived through again"
    async with web.house.database.reading() as session:
        states = await session.scalars(select(PlanCheckRow.state).order_by(PlanCheckRow.id))
        assert list(states) == ["cancelled", "done"]


async def test_few_trials_wait_at_a_time(web: Web) -> None:
    by = await planner(web)
    wish = {"on": TOMORROW.isoformat(), "history": await loaded(by), "days": 20}
    async with web.house.database.transaction() as session:
        await jobs.schedule(session, kind="test.nothing", key="first", lane="planning", due_at=jobs.AT_ONCE, payload={})
    answers = [await by.post("/desk/planning/checks", wish) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [*[202] * 5, 429]
    assert answers[-1].json()["error"] == "TooManyChecks"


def test_fewer_agents_keep_fewer_days_and_the_same_seed_gives_the_same_days() -> None:
    trial = {
        "calls": [60.0] * 6,
        "on_duty": [12] * 6,
        "service_s": 240.0,
        "patience": [120.0, 1.0],
        "at_once": 1,
        "targets": [0.95, 0.85, 20.0, 0.9],
        "doubt": [0.1, 0.08],
    }
    enough = live_days(trial, 4, 7)
    assert enough == live_days(trial, 4, 7) != live_days(trial, 4, 8)
    short = live_days({**trial, "on_duty": [7] * 6}, 4, 7)
    assert all(one < other for (one, _), (other, _) in zip(short, enough, strict=True))
