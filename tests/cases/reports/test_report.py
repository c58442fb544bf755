"""Reports of complaints over HTTP: figures as they are reckoned by hand, and small numbers that nobody is told."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from qiao.access import Post, audit
from qiao.access.audit.model import AuditRecordRow
from qiao.foundation.business_calendar import business_date
from qiao.foundation.ids import new_id
from tests.access.views.test_reveals import Browser
from tests.cases.reports.made import CLASSES, Made, make
from tests.conftest import Web
from tests.desk.floor.people import somebody, team

REPORTS = "/staff/complaint-reports"


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


def period(web: Web, days: int = 30, **more: str) -> str:
    until = business_date(web.house.clock.now())
    asked = {"since": (until - timedelta(days=days - 1)).isoformat(), "until": until.isoformat(), **more}
    return "?" + "&".join(f"{name}={value}" for name, value in asked.items())


async def report(web: Web, who: Browser, **more: Any) -> dict[str, Any]:
    answer = await who.get(f"{REPORTS}{period(web, **more)}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def values(told: dict[str, Any]) -> dict[str, float | None]:
    return {one["id"]: one["value"] for one in told["figures"]}


def part(told: dict[str, Any], dimension: str) -> dict[str | None, int | None]:
    found = next(one for one in told["parts"] if one["dimension"] == dimension)
    return {one["id"]: one["count"] for one in found["items"]}


async def test_every_figure_is_what_its_formula_says(web: Web, sun: Browser) -> None:
    await make(
        web.house,
        # In time by both clocks; by the law's alone; late; late and still open; withdrawn.
        Made(20, decided=5, contacted_h=1, redress_fen=10_000, rating=5),
        Made(20, decided=12, contacted_h=3, redress_fen=30_000, rating=4),
        Made(25, decided=17, contacted_h=30, redress_fen=20_000, rating=1),
        Made(25, decided=None, contacted_h=None),
        Made(10, withdrawn=1, contacted_h=5, repeats=True),
        # Opened before the period and closed in it; verified with another outcome, and with the same.
        Made(40, decided=12, contacted_h=1, verified=14, changed_to="partly_upheld"),
        Made(40, decided=13, verified=15),
        Made(40, decided=13, verified=16),
    )
    told = await report(web, sun)
    assert values(told) == {
        "received": 5,
        "closed": 7,
        "open": None,
        "on_time": pytest.approx(5 / 7),
        "on_time_house": pytest.approx(1 / 7),
        "contact_median": 4,
        "contact_p90": 30,
        "contact_in_time": pytest.approx(3 / 5),
        "per_borrowers": pytest.approx(5 * 10_000 / told["borrowers"]["number"]),
        "repeated": pytest.approx(1 / 5),
        "redress_sum": 60_000,
        "redress_median": 20_000,
        "extended": 0,
        "verifications": 3,
        "changed": pytest.approx(1 / 3),
        "satisfied": pytest.approx(2 / 3),
    }
    assert all(one["formula"]["zh"] and one["formula"]["en"] and one["name"]["zh"] for one in told["figures"])
    assert [(one["id"], one["of"], one["is_few"]) for one in told["figures"] if one["is_few"]] == [("open", None, True)]


async def test_weeks_parts_and_ages_add_up_to_what_was_received_and_waits(web: Web, sun: Browser) -> None:
    other = {**CLASSES, "cause": "attitude", "product": "cash_loan", "region": "310000"}
    await make(web.house, *[Made(day, decided=None) for day in (1, 3, 8, 12, 17, 28)])
    await make(web.house, *[Made(day, subject="service", classes=other, source="pboc") for day in (9, 9, 10, 17)])
    told = await report(web, sun)
    assert [part(told, one) for one in ("subject", "cause", "source", "region")] == [
        {"fees": 6, "service": 4},
        {"fees_and_rates": 6, "attitude": 4},
        {"self": 6, "pboc": 4},
        {None: 6, "310000": 4},
    ]
    assert [(one["from"], one["to"]) for one in told["ageing"]["items"]] == [
        (0, 10),
        (11, 15),
        (16, 30),
        (31, 60),
        (61, None),
    ]
    assert [one["count"] for one in told["ageing"]["items"]] == [3, None, None, 0, 0]
    chosen = await report(web, sun, cause="attitude", region="310000")
    assert values(chosen)["received"] == 4


async def test_how_many_of_each_class_were_answered_in_time_and_none_of_few(web: Web, sun: Browser) -> None:
    other = {**CLASSES, "cause": "attitude"}
    await make(
        web.house,
        *[Made(28, decided=day) for day in (5, 12, 17)],
        Made(28, decided=None),
        *[Made(20, decided=5, classes=other) for _ in range(3)],
    )
    told = await report(web, sun)
    found = next(one for one in told["parts"] if one["dimension"] == "cause")
    assert {one["id"]: one["on_time"] for one in found["items"]} == {"fees_and_rates": 2 / 4, "attitude": 1}
    await make(web.house, *[Made(20, decided=5, classes={**CLASSES, "cause": "system_fault"}) for _ in range(2)])
    told = await report(web, sun)
    found = next(one for one in told["parts"] if one["dimension"] == "cause")
    assert {one["id"]: one["on_time"] for one in found["items"]} == {
        "fees_and_rates": 2 / 4,
        "attitude": None,
        "system_fault": None,
    }


async def test_a_number_that_could_be_somebody_is_told_to_nobody(web: Web, sun: Browser) -> None:
    await make(web.house, *[Made(day) for day in range(1, 8)], Made(2, subject="privacy", decided=1))
    assert part(await report(web, sun), "subject") == {"fees": None, "privacy": None}
    few = await report(web, sun, subject="privacy")
    assert {one["id"] for one in few["figures"] if one["is_few"]} >= {"received", "closed", "on_time", "per_borrowers"}


async def test_whoever_may_see_totals_alone_is_told_none_below_twenty(web: Web) -> None:
    analyst = await somebody(web, "ana", Post.BUSINESS_ANALYST)
    await make(web.house, *[Made(1 + day / 2) for day in range(19)])
    assert values(await report(web, analyst))["received"] is None
    await make(web.house, Made(3))
    assert values(await report(web, analyst))["received"] == 20


@pytest.mark.parametrize("post", [Post.ONLINE_AGENT, Post.SYSADMIN, Post.WFM_PLANNER, Post.DPO_AUDITOR])
async def test_other_posts_are_told_nothing(web: Web, post: Post) -> None:
    who = await somebody(web, "one", post)
    for path in (REPORTS, f"{REPORTS}/themes"):
        answer = await who.get(path + period(web))
        assert (answer.status_code, answer.json()["error"]) == (403, "ReportsNotForThisPost")


async def test_what_is_about_her_or_whom_she_leads_is_not_there_for_her(web: Web, sun: Browser) -> None:
    leader, agent = await somebody(web, "leader", Post.TEAM_LEADER), await web.house.staff("agent")
    await team(web.house, leader.staff, agent)
    await make(web.house, *[Made(day) for day in (1, 2, 3)], Made(2, about=[agent.id]))
    assert values(await report(web, leader))["received"] == 3
    assert values(await report(web, sun))["received"] == 4


async def test_a_report_of_days_gone_by_tells_how_it_stood_then(web: Web, sun: Browser) -> None:
    await make(web.house, *[Made(30, decided=25) for _ in range(3)])
    then = business_date(web.house.clock.now()) - timedelta(days=20)
    asked = f"{REPORTS}?since={then - timedelta(days=30)}&until={then}"
    assert values((await sun.get(asked)).json())["open"] == 3
    assert values(await report(web, sun, days=60))["open"] == 0


async def test_a_week_is_held_against_those_before(web: Web, sun: Browser) -> None:
    steady = [Made(weeks * 7 + 30) for weeks in range(14) for _ in range(4)]
    await make(web.house, *steady, *[Made(5) for _ in range(9)])
    told = (await report(web, sun))["weeks"]
    assert told["usual"] == {"low": 4, "high": 4}
    assert max(one["count"] or 0 for one in told["items"]) == 9
    assert (await report(web, sun, days=200))["weeks"]["usual"] is None


async def test_what_most_say_is_told_from_three_people_on_masked_and_on_record(web: Web, sun: Browser) -> None:
    one = new_id()
    words = ["提前结清违约金太高", "收了我违约金，打13912345678", "违约金不合理"]
    await make(web.house, *[Made(4, facts=said) for said in words])
    await make(web.house, *[Made(4, facts="催收骂人", customer=one) for _ in range(1)])
    found = (await sun.get(f"{REPORTS}/themes{period(web)}")).json()["items"]
    assert [(cause["id"], cause["themes"]) for cause in found] == [
        ("fees_and_rates", [{"words": "违约金", "customers": 3}])
    ]
    async with web.house.database.reading() as session:
        query = select(AuditRecordRow.detail).where(AuditRecordRow.action == audit.Action.VIEWED)
        assert [json.loads(one)["report"] for one in await session.scalars(query)] == ["themes"]


@pytest.mark.parametrize(("since", "until"), [("2026-02-01", "2026-01-01"), ("2020-01-01", "2026-01-01")])
async def test_a_period_is_of_a_year_at_most(sun: Browser, since: str, until: str) -> None:
    answer = await sun.get(f"{REPORTS}?since={since}&until={until}")
    assert (answer.status_code, answer.json()["error"]) == (422, "PeriodWrong")
