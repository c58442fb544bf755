"""What a planner is shown of a day: the calls, whom they need, what is not known, and what if."""

from datetime import timedelta

import pytest

from qiao.access import Post
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar, start_of
from tests.conftest import Web
from tests.desk.floor.people import somebody
from tests.desk.plans.days import SLOTS, TODAY, csv_file, loaded, outlook, planner, waited, works

TOMORROW = TODAY + timedelta(days=1)


async def test_a_day_shows_its_calls_within_what_is_usual_and_whom_they_need(web: Web) -> None:
    by = await planner(web)
    day = await outlook(by, await loaded(by, csv_file(120)), shrinkage=0.3)
    slots = day["slots"]
    assert [slot["start"] for slot in slots] == SLOTS
    assert all(slot["calls"] == pytest.approx(60, rel=0.05) and slot["usual"] == [60, 60] for slot in slots)
    assert all(slot["rostered"] >= slot["agents"] / 0.7 for slot in slots)
    assert day["day"]["hours"] == sum(slot["agents"] for slot in slots) / 2
    assert day["day"]["answered"] > 0.95
    assert (day["history"]["days"], day["usual_days"], day["by_shifts"]) == (120, 12, None)
    assert day["unsure"] == ["service"]
    assert day["assumed"]["service_from"] == "usual"


async def test_too_little_is_said_and_never_drawn(web: Web) -> None:
    by = await planner(web)
    nothing = await by.post("/desk/planning/outlook", {"on": TOMORROW.isoformat()})
    assert (nothing.status_code, nothing.json()["error"]) == (422, "HistoryTooShort")
    assert nothing.json()["params"]["days"] == 0
    short = {"on": TOMORROW.isoformat(), "history": await loaded(by, csv_file(13))}
    refused = await by.post("/desk/planning/outlook", short)
    assert refused.json()["params"] == {"days": 13, "least": 14}
    few = await outlook(by, await loaded(by, csv_file(14, until=TODAY - timedelta(days=30))))
    assert set(few["unsure"]) == {"few_days", "no_due_dates", "stale", "service"}
    assert few["slots"][0]["usual"] is None


async def test_what_if_stands_beside_the_plan(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by)
    plain = await outlook(by, history)
    asked = {"agents": -2, "calls": 1.3, "longer": 1.2, "patience": 0.5}
    other = await outlook(by, history, otherwise=asked)
    assert plain["otherwise"] is None
    assert [slot["agents"] for slot in other["slots"]] == [slot["agents"] for slot in plain["slots"]]
    assert [slot["otherwise"]["agents"] for slot in other["slots"]] == [slot["agents"] - 2 for slot in plain["slots"]]
    assert other["otherwise"]["answered"] < other["day"]["answered"] - 0.1
    assert other["otherwise"]["needs_hours"] > other["day"]["hours"] * 1.4
    hasty = await outlook(by, history, otherwise={"patience": 0.3})
    assert hasty["otherwise"]["answered"] < hasty["day"]["answered"]


async def test_the_shifts_are_held_against_what_is_needed(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by)
    agent = await web.house.staff("ann")
    await works(web.house, agent, 9 * 60 + 15, 12 * 60)
    await works(web.house, await web.house.staff("admin", post=Post.SYSADMIN), 9 * 60, 18 * 60)
    working_day = next(
        day for day in (TOMORROW + timedelta(days=n) for n in range(9)) if BusinessCalendar().is_working_day(day)
    )
    day = await outlook(by, history, working_day)
    assert [slot["shifts"] for slot in day["slots"]] == [0, 1, 1, 1, 1, 1, *[0] * 12]
    assert day["by_shifts"]["hours"] == 2.5
    assert day["by_shifts"]["answered"] < day["day"]["answered"]


async def test_the_house_knows_its_own_calls_and_how_long_they_took(web: Web) -> None:
    by = await planner(web)
    days = [start_of(TODAY - timedelta(days=number)) for number in range(1, 31)]
    await waited(web.house, [day + timedelta(hours=9, minutes=3 * n) for day in days for n in range(20)])
    day = await outlook(by, "house")
    assert [(slot["start"], round(slot["calls"])) for slot in day["slots"]] == [("09:00", 10), ("09:30", 10)]
    assert (day["assumed"]["service_s"], day["assumed"]["service_from"]) == (300, "measured")
    known = (await by.get("/desk/planning/histories")).json()
    assert known["house"] == {
        "from": (TODAY - timedelta(days=30)).isoformat(),
        "to": (TODAY - timedelta(days=1)).isoformat(),
    }


async def test_what_came_today_bends_the_rest_and_says_by_how_much(web: Web) -> None:
    by = await planner(web)
    before = [start_of(TODAY - timedelta(days=number)) for number in range(1, 31)]
    half_hours = [timedelta(hours=9, minutes=30 * number) for number in range(10)]
    spread = [timedelta(seconds=60 * number) for number in range(20)]
    await waited(web.house, [day + at + second for day in before for at in half_hours for second in spread])
    now = web.house.clock.now().astimezone(SHANGHAI)
    begun = [start_of(TODAY) + at for at in half_hours if start_of(TODAY) + at <= now - timedelta(minutes=30)]
    await waited(web.house, [at + second for at in begun for second in spread * 2])

    day = await outlook(by, "house", TODAY)

    assert day["so_far"]["came"] == 40 * len(begun)
    rest = day["so_far"]["rest"]
    assert rest["expected"] == pytest.approx(20 * len(begun), rel=0.1)
    assert 1.2 < rest["factor"] < 2
    past, later = day["slots"][: len(begun)], day["slots"][len(begun) :]
    assert [slot["came"] for slot in past] == [40] * len(begun)
    assert all(slot["now"] is None for slot in past)
    assert all(slot["now"]["calls"] == pytest.approx(rest["factor"] * slot["calls"]) for slot in later)
    assert rest["hours"] > rest["planned_hours"]
    assert rest["hours"] == sum(slot["now"]["agents"] for slot in later) / 2


async def test_where_the_house_counts_nothing_she_says_what_came(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by)
    assert (await outlook(by, history, TODAY))["so_far"] is None
    usual = await outlook(by, history, TODAY, so_far={"at": "12:00", "calls": 360})
    busy = await outlook(by, history, TODAY, so_far={"at": "12:00", "calls": 500})
    assert usual["so_far"]["rest"]["factor"] == pytest.approx(1, abs=0.05)
    assert busy["so_far"]["rest"]["factor"] > 1.2
    assert {slot["came"] for slot in busy["slots"]} == {None}, "how it came by half hour is not known"
    at_night = await outlook(by, history, TODAY, so_far={"at": "23:30", "calls": 900})
    assert at_night["so_far"]["rest"] is None


async def test_a_week_is_told_day_by_day(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by, csv_file(60, lambda day: 80 if BusinessCalendar().is_working_day(day) else 20))
    wish = {"on": TOMORROW.isoformat(), "history": history}
    days = (await by.post("/desk/planning/week", wish)).json()["days"]
    assert [day["on"] for day in days] == [(TOMORROW + timedelta(days=n)).isoformat() for n in range(7)]
    busy, quiet = max(days, key=lambda day: day["calls"]), min(days, key=lambda day: day["calls"])
    assert quiet["kind"] in {"saturday", "sunday"}
    assert busy["hours"] > 1.5 * quiet["hours"]


@pytest.mark.parametrize("days", [-1, 401])
async def test_only_days_to_come_are_planned(web: Web, days: int) -> None:
    by = await planner(web)
    wish = {"on": (TODAY + timedelta(days=days)).isoformat(), "history": await loaded(by)}
    refused = await by.post("/desk/planning/outlook", wish)
    assert (refused.status_code, refused.json()["error"]) == (422, "DayOutOfReach")


async def test_what_would_never_end_is_not_begun(web: Web) -> None:
    by = await planner(web)
    wish = {"on": TOMORROW.isoformat(), "history": await loaded(by, csv_file(20, lambda _: 90_000))}
    refused = await by.post("/desk/planning/outlook", wish)
    assert (refused.status_code, refused.json()["error"]) == (422, "FloorTooLarge")
    small = {**wish, "history": await loaded(by, csv_file(20))}
    said = await by.post(
        "/desk/planning/outlook", {**small, "on": TODAY.isoformat(), "so_far": {"at": "09:30", "calls": 1_000_000}}
    )
    assert said.json()["error"] == "FloorTooLarge"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("from,calls\n2026-01-01T09:00,3", ("HistoryColumnMissing", {"column": "start"})),
        ("start,calls\n2026-01-01T09:00,3\nyesterday,4", ("HistoryUnreadable", {"line": 3})),
        ("start,calls\n2026-01-01T09:00,-1", ("HistoryUnreadable", {"line": 2})),
        ("start,calls\n2026-01-01T09:00,0", ("HistoryWithoutCalls", {})),
        ("start,calls\n0001-01-01T09:00,1\n2026-01-01T09:00,1", ("HistoryTooLong", {"days": 739616, "most": 1500})),
    ],
)
async def test_a_file_that_is_no_history_is_refused_with_what_is_wrong(
    web: Web, text: str, refusal: tuple[str, dict[str, object]]
) -> None:
    by = await planner(web)
    refused = await by.post("/desk/planning/histories", {"name": "x.csv", "csv": text})
    assert refused.status_code == 422
    assert (refused.json()["error"], refused.json()["params"]) == refusal


async def test_histories_are_few_and_can_be_removed(web: Web) -> None:
    by = await planner(web)
    ids = [await loaded(by, "\ufeff" + csv_file(14)) for _ in range(12)]
    refused = await by.post("/desk/planning/histories", {"name": "x.csv", "csv": csv_file(14)})
    assert (refused.status_code, refused.json()["error"]) == (409, "TooManyHistories")
    assert (await by.delete(f"/desk/planning/histories/{ids[0]}")).status_code == 204
    gone = await by.post("/desk/planning/outlook", {"on": TOMORROW.isoformat(), "history": ids[0]})
    assert (gone.status_code, gone.json()["error"]) == (404, "HistoryNotFound")
    assert len((await by.get("/desk/planning/histories")).json()["loaded"]) == 11


async def test_leaders_read_and_agents_do_not(web: Web) -> None:
    by = await planner(web)
    history = await loaded(by)
    leader, agent = await somebody(web, "leader", Post.TEAM_LEADER), await somebody(web, "ann")
    wish = {"on": TOMORROW.isoformat(), "history": history}
    assert (await leader.post("/desk/planning/outlook", wish)).status_code == 200
    for path in ("plans", "checks", "histories"):
        body = wish if path != "histories" else {"name": "x.csv", "csv": csv_file(14)}
        assert (await leader.post(f"/desk/planning/{path}", body)).json()["error"] == "PlansNothing"
    assert (await agent.post("/desk/planning/outlook", wish)).json()["error"] == "PlansNothing"
