"""Posts: one person asks, a second approves, nobody for herself; and what follows of it at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.access import GRANTS, Post
from qiao.access.signin import PostChange, posts
from qiao.access.signin.shifts import DAY_MINUTES, Hours, Plan, ShiftDay, hours_on, is_on_shift
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar
from tests.access.signin.people import Browser, browser, trail
from tests.conftest import Web

DAY = timedelta(days=1)


@pytest.fixture
async def people(web: Web) -> AsyncIterator[dict[str, Browser]]:
    """An administrator, two who approve, a planner and an agent, all signed in."""
    posts = {
        "admin": Post.SYSADMIN,
        "checker": Post.COMPLIANCE,
        "other": Post.DPO_AUDITOR,
        "planner": Post.WFM_PLANNER,
        "agent": Post.ONLINE_AGENT,
    }
    found: dict[str, Browser] = {}
    async with contextlib.AsyncExitStack() as open_browsers:
        for username, post in posts.items():
            staff = await web.house.staff(username, post=post)
            found[username] = await open_browsers.enter_async_context(browser(web))
            found[username].seen["id"] = str(staff.id)
            assert (await found[username].sign_in(username)).status_code == 200
        yield found


async def _asked(people: dict[str, Browser], post: str, *, change: str = "give", **more: Any) -> str:
    answer = await people["admin"].send(
        "POST",
        "access/post-requests",
        staff=people["agent"].seen["id"],
        change=change,
        post=post,
        reason="顶班",
        **more,
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def _posts(someone: Browser) -> list[str]:
    return (await someone.get("access/me"))["posts"]


async def test_a_post_takes_effect_when_a_second_person_approves(web: Web, people: dict[str, Browser]) -> None:
    request = await _asked(people, "phone_agent")
    agent = people["agent"]
    assert await _posts(agent) == ["online_agent"]
    assert (await people["checker"].send("POST", f"access/post-requests/{request}/approve")).status_code == 204
    assert not await agent.is_in()
    await agent.sign_in("agent")
    assert await _posts(agent) == ["online_agent", "phone_agent"]
    again = await people["other"].send("POST", f"access/post-requests/{request}/approve")
    assert (again.status_code, again.json()["error"]) == (409, "PostRequestOver")
    acts = [(row["action"], row["actor"]) for row in await trail(web) if "phone_agent" in (row["detail"] or "")]
    assert acts == [
        ("rights_proposed", f"staff:{people['admin'].seen['id']}"),
        ("rights_changed", f"staff:{people['checker'].seen['id']}"),
    ]


async def test_she_works_in_one_of_her_posts_at_a_time(people: dict[str, Browser]) -> None:
    request = await _asked(people, "wfm_planner")
    await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    agent = people["agent"]
    await agent.sign_in("agent")
    old = agent.client.cookies["qiao_staff"]
    assert (await agent.client.get("/api/v1/access/teams")).json()["error"] == "DutyNeeded"
    assert (await agent.send("PUT", "access/me/post", post="compliance")).json()["error"] == "PostNotYours"
    assert (await agent.send("PUT", "access/me/post", post="wfm_planner")).json()["staff"]["post"] == "wfm_planner"
    assert agent.client.cookies["qiao_staff"] != old
    assert await agent.get("access/teams") == {"teams": []}


async def test_a_post_for_a_time_ends_by_itself_and_so_does_the_session_in_it(
    web: Web, people: dict[str, Browser]
) -> None:
    until = web.house.clock.now() + timedelta(minutes=20)
    request = await _asked(people, "wfm_planner", until_at=until.isoformat())
    await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    agent = people["agent"]
    await agent.sign_in("agent")
    await agent.send("PUT", "access/me/post", post="wfm_planner")
    web.house.clock.advance(timedelta(minutes=19))
    assert await agent.is_in()
    web.house.clock.advance(timedelta(minutes=1))
    assert not await agent.is_in()
    assert (await agent.sign_in("agent")).json()["staff"]["post"] == "online_agent"


async def test_nobody_approves_what_she_asked_or_what_is_about_her(web: Web, people: dict[str, Browser]) -> None:
    request = await _asked(people, "phone_agent")
    for username in ("admin", "agent", "planner"):
        refused = await people[username].send("POST", f"access/post-requests/{request}/approve")
        assert refused.json()["error"] == "DutyNeeded"
    own = await people["admin"].send(
        "POST",
        "access/post-requests",
        staff=people["admin"].seen["id"],
        change="give",
        post="team_leader",
        reason="自己",
    )
    assert own.json()["error"] == "NotOneself"
    book = web.house.house.pack.section(GRANTS)
    async with web.house.database.transaction() as session:
        about = await posts.ask(
            session,
            book,
            posts.Wanted(_uuid(people["checker"]), PostChange.GIVE, Post.QA_INSPECTOR, "借调"),
            by=f"staff:{people['other'].seen['id']}",
            now=web.house.clock.now(),
        )
    herself = await people["checker"].send("POST", f"access/post-requests/{about.id}/approve")
    maker = await people["other"].send("POST", f"access/post-requests/{about.id}/approve")
    assert [one.json()["error"] for one in (herself, maker)] == ["NotOneself", "SecondPersonNeeded"]


def _uuid(someone: Browser) -> UUID:
    return UUID(someone.seen["id"])


async def test_of_two_who_decide_at_once_one_does(people: dict[str, Browser]) -> None:
    request = await _asked(people, "phone_agent")
    answers = await asyncio.gather(
        people["checker"].send("POST", f"access/post-requests/{request}/approve"),
        people["other"].send("POST", f"access/post-requests/{request}/refuse"),
    )
    assert sorted(one.status_code for one in answers) == [204, 409]


async def test_a_request_nobody_decides_is_over_after_seven_days(web: Web, people: dict[str, Browser]) -> None:
    request = await _asked(people, "phone_agent")
    web.house.clock.advance(timedelta(days=7))
    await people["checker"].sign_in("checker")
    assert (await people["checker"].get("access/post-requests"))["requests"] == []
    late = await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    assert late.json()["error"] == "PostRequestOver"


@pytest.mark.parametrize(
    ("post", "more", "error"),
    [
        ("bot", {}, "PostForNobody"),
        ("online_agent", {}, "PostThere"),
        ("phone_agent", {"change": "end"}, "PostNotThere"),
        ("phone_agent", {"until_at": "2026-11-22T00:00:00Z"}, "TimesWrong"),
    ],
)
async def test_what_makes_no_sense_is_refused_at_once(
    people: dict[str, Browser], post: str, more: dict[str, str], error: str
) -> None:
    wish = {"staff": people["agent"].seen["id"], "change": "give", "post": post, "reason": "x", **more}
    answer = await people["admin"].send("POST", "access/post-requests", **wish)
    assert answer.json()["error"] == error


async def test_duties_that_stay_apart_come_into_no_one_hand(people: dict[str, Browser]) -> None:
    wish = {"staff": people["checker"].seen["id"], "change": "give", "post": "sysadmin", "reason": "x"}
    assert (await people["admin"].send("POST", "access/post-requests", **wish)).json()["error"] == "DutiesApart"


async def test_a_new_account_waits_for_its_post_and_its_first_password_serves_once(people: dict[str, Browser]) -> None:
    made = await people["admin"].send(
        "POST", "access/staff", username="Newcomer", name="新人", post="online_agent", reason="入职"
    )
    password, request = made.json()["password"], made.json()["request"]
    newcomer = people["planner"]
    assert (await newcomer.sign_in("newcomer", password)).status_code == 401
    assert (await people["checker"].send("POST", f"access/post-requests/{request}/approve")).status_code == 204
    step = (await newcomer.sign_in("newcomer", password)).json()
    assert step["step"] == "password"
    done = await newcomer.send("POST", "staff/sign-in/password", ticket=step["ticket"], password="a password of hers")
    assert (done.json()["staff"]["username"], await newcomer.is_in()) == ("newcomer", True)


async def test_a_disabled_account_is_out_and_comes_back_only_by_two(people: dict[str, Browser]) -> None:
    agent, request = people["agent"], await _asked(people, "phone_agent")
    assert (await people["admin"].send("POST", f"access/staff/{agent.seen['id']}/disable")).status_code == 204
    assert not await agent.is_in()
    late = await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    assert (late.json()["error"], (await agent.sign_in("agent")).status_code) == ("PostRequestOver", 401)
    request = await _asked(people, "phone_agent")
    assert (await agent.sign_in("agent")).status_code == 401
    await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    assert (await agent.sign_in("agent")).json()["staff"]["post"] == "phone_agent"


async def test_whose_only_post_ends_cannot_sign_in(people: dict[str, Browser]) -> None:
    request = await _asked(people, "online_agent", change="end")
    await people["checker"].send("POST", f"access/post-requests/{request}/approve")
    assert not await people["agent"].is_in()
    assert (await people["agent"].sign_in("agent")).status_code == 401


async def test_the_office_lists_unlocks_and_ends_sessions_of_others_alone(people: dict[str, Browser]) -> None:
    admin, agent = people["admin"], people["agent"]
    staff_id = agent.seen["id"]

    async def listed() -> dict[str, Any]:
        return next(one for one in (await admin.get("access/staff"))["staff"] if one["id"] == staff_id)

    for n in range(5):
        await agent.sign_in("agent", f"guess {n}")
    assert (await listed())["locked_until"]
    assert (await admin.send("POST", f"access/staff/{staff_id}/unlock")).status_code == 204
    assert (await listed())["locked_until"] is None
    assert (await admin.send("POST", f"access/staff/{staff_id}/sessions/end")).status_code == 204
    assert not await agent.is_in()
    own = [f"access/staff/{admin.seen['id']}/{what}" for what in ("disable", "unlock", "sessions/end")]
    assert {(await admin.send("POST", path)).json()["error"] for path in own} == {"NotOneself"}
    outsiders = [(await people[who].client.get("/api/v1/access/staff")).status_code for who in ("planner", "checker")]
    assert outsiders == [403, 200]


async def test_teams_and_shifts_are_planned_and_read_again(people: dict[str, Browser]) -> None:
    admin, planner, staff_id = people["admin"], people["planner"], people["agent"].seen["id"]
    team = (await admin.send("POST", "access/teams", name="早班一组")).json()["id"]
    assert (await admin.send("POST", "access/teams", name="早班一组")).json()["error"] == "TeamNameTaken"
    assert (await admin.send("PUT", f"access/staff/{staff_id}/team", team=team)).status_code == 204
    week = [{"day": "working", "from_minute": 540, "to_minute": 1080}]
    assert (await planner.send("PUT", f"access/staff/{staff_id}/shifts", shifts=week)).status_code == 204
    day_off = await planner.client.put(
        f"/api/v1/access/staff/{staff_id}/shifts/2026-11-25", json={"hours": []}, headers={"x-csrf-token": planner.csrf}
    )
    assert day_off.status_code == 204
    plan = await planner.get(f"access/staff/{staff_id}/shifts")
    assert plan == {"shifts": week, "days": [{"on": "2026-11-25", "hours": []}]}
    bad = [{"day": "mon", "from_minute": 600, "to_minute": 600}]
    assert (await planner.send("PUT", f"access/staff/{staff_id}/shifts", shifts=bad)).status_code == 422
    assert (await people["agent"].client.get(f"/api/v1/access/staff/{staff_id}/shifts")).status_code == 403


NINE_TO_SIX = Hours(9 * 60, 18 * 60)
OFFICE = Plan([(ShiftDay.WORKING, NINE_TO_SIX)])


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        (date(2026, 11, 23), True),  # A Monday.
        (date(2026, 11, 22), False),  # A Sunday.
        (date(2026, 10, 1), False),  # National Day, a Thursday.
        (date(2026, 10, 10), True),  # A Saturday worked in exchange for it.
        (date(2040, 1, 2), True),  # A Monday nobody has published yet.
    ],
)
def test_working_days_are_those_of_the_chinese_calendar(on: date, *, worked: bool) -> None:
    assert bool(hours_on(OFFICE, BusinessCalendar(), on)) == worked


def test_a_night_shift_goes_on_after_midnight_and_an_exception_replaces_its_day() -> None:
    night = Plan(
        [(ShiftDay.MONDAY, Hours(22 * 60, 30 * 60))], {date(2026, 11, 30): [], date(2026, 12, 1): [NINE_TO_SIX]}
    )
    calendar = BusinessCalendar()
    asked = {
        datetime(2026, 11, 23, 21, 59, tzinfo=SHANGHAI): False,
        datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI): True,
        datetime(2026, 11, 24, 5, 59, tzinfo=SHANGHAI): True,
        datetime(2026, 11, 24, 6, 0, tzinfo=SHANGHAI): False,
        datetime(2026, 12, 1, 3, 0, tzinfo=SHANGHAI): False,
        datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI): True,
    }
    assert {at: is_on_shift(night, calendar, at) for at in asked} == asked


@given(
    st.lists(st.tuples(st.sampled_from(ShiftDay), st.integers(0, 1439), st.integers(1, 1440)), max_size=6),
    st.datetimes(datetime(2024, 1, 2), datetime(2026, 12, 1)),  # noqa: DTZ001  (Shanghai is put in below)
)
def test_being_on_shift_is_lying_in_some_hours_of_some_day(
    weekly: list[tuple[ShiftDay, int, int]], at: datetime
) -> None:
    plan = Plan([(day, Hours(begin, begin + length)) for day, begin, length in weekly])
    calendar, moment = BusinessCalendar(), at.replace(tzinfo=SHANGHAI)
    spans = [
        (day_start + timedelta(minutes=one.from_minute), day_start + timedelta(minutes=one.to_minute))
        for back in (0, 1, 2)
        for day_start in [datetime.combine(at.date() - back * DAY, datetime.min.time(), SHANGHAI)]
        for one in hours_on(plan, calendar, day_start.date())
    ]
    inside = any(begin <= moment.astimezone(UTC) < end for begin, end in spans)
    assert is_on_shift(plan, calendar, moment) == inside
    assert DAY.total_seconds() / 60 == DAY_MINUTES
