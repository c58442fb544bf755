"""Complaints of one cause have something changed: opened from the report, done by a department, checked by figures."""

from datetime import timedelta
from typing import Any

from qiao.access import Post
from qiao.foundation.business_calendar import business_date
from tests.cases.reports.made import CLASSES, Made, make
from tests.cases.reports.test_report import REPORTS
from tests.conftest import Web
from tests.desk.floor.people import signs_in, somebody

PATH = f"{REPORTS}/rectifications"


def wish(web: Web, **more: Any) -> dict[str, Any]:
    today = business_date(web.house.clock.now())
    days = {"due_on": today + timedelta(days=5), "check_on": today + timedelta(days=7)}
    said = {"cause": "fees_and_rates", "what": "改账单说明", "department": "product"}
    return {**said, **{name: day.isoformat() for name, day in days.items()}, **more}


async def test_it_is_opened_done_and_checked_by_what_came_before_and_after(web: Web) -> None:
    officer, analyst = (
        await somebody(web, "sun", Post.COMPLAINT_OFFICER),
        await somebody(web, "a", Post.BUSINESS_ANALYST),
    )
    shown = await make(web.house, *[Made(day) for day in range(1, 25)])
    opened = await officer.post(PATH, wish(web, complaints=[str(one) for one in shown[:2]]))
    assert opened.status_code == 201, opened.text
    order = opened.json()["id"]
    (one,) = (await officer.get(PATH)).json()["items"]
    assert (one["stage"], one["complaints"], one["before"], one["after"]) == ("open", 2, 2, None)
    for act in ("taken", "answered"):
        done = await analyst.post(f"/staff/orders/{order}/acts", {"act": act, "words": "已改"})
        assert done.status_code == 200, done.text
    check = {"is_effective": True, "words": "每周少了一半"}
    early = await officer.post(f"{PATH}/{order}/check", check)
    assert (early.status_code, early.json()["error"]) == (409, "CheckNotPossible")

    web.house.clock.advance(timedelta(days=22))
    await make(web.house, Made(3), Made(9), Made(4, classes={**CLASSES, "cause": "attitude"}))
    officer = await signs_in(web, officer.staff)
    (one,) = (await officer.get(PATH)).json()["items"]
    assert (one["stage"], one["can_check"], one["weeks"], one["after"]) == ("done", True, 2, 1)
    assert (await officer.post(f"{PATH}/{order}/check", check)).status_code == 204
    (one,) = (await officer.get(PATH)).json()["items"]
    assert (one["stage"], one["can_check"]) == ("effective", False)
    assert (await officer.post(f"{PATH}/{order}/check", check)).status_code == 409


async def test_what_does_not_fit_is_refused(web: Web) -> None:
    officer = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    (other,) = await make(web.house, Made(2, classes={**CLASSES, "cause": "attitude"}))
    yesterday = (business_date(web.house.clock.now()) - timedelta(days=1)).isoformat()
    for more, error in (
        ({"complaints": [str(other)]}, "LinkUnknown"),
        ({"due_on": yesterday}, "DatesWrong"),
        ({"department": "nowhere"}, "DepartmentUnknown"),
        ({"cause": "weather"}, "FormWrong"),
    ):
        assert (await officer.post(PATH, wish(web, **more))).json()["error"] == error
    analyst, agent = await somebody(web, "a", Post.BUSINESS_ANALYST), await somebody(web, "b")
    assert (await analyst.post(PATH, wish(web))).json()["error"] == "OrdersNotForThisPost"
    assert (await agent.post(PATH, wish(web))).json()["error"] == "ReportsNotForThisPost"


async def test_one_about_somebody_is_not_there_for_her(web: Web) -> None:
    officer, other = [await somebody(web, name, Post.COMPLAINT_OFFICER) for name in ("sun", "li")]
    (about,) = await make(web.house, Made(2, about=[other.staff.id]))
    order = (await officer.post(PATH, wish(web, complaints=[str(about)]))).json()["id"]
    assert (await other.get(PATH)).json()["items"] == []
    answer = await other.post(f"{PATH}/{order}/check", {"is_effective": False, "words": "没有"})
    assert answer.status_code == 404
