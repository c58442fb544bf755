"""Histories and shifts for those who plan."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from qiao import access
from qiao.access import Post
from qiao.access.signin import planning as shift_planning
from qiao.access.signin.shifts import Hours, ShiftDay
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.routing import Kind
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import Lane
from tests.access.views.test_reveals import Browser
from tests.conftest import NOON, TestHouse, Web
from tests.desk.floor.people import somebody

TODAY = NOON.astimezone(SHANGHAI).date()
SLOTS = [f"{number // 2:02}:{number % 2 * 30:02}" for number in range(18, 36)]
"""From 09:00 to 18:00."""


async def planner(web: Web) -> Browser:
    return await somebody(web, "planner", Post.WFM_PLANNER)


def csv_file(days: int = 60, calls: Callable[[date], int] = lambda _: 60, *, until: date = TODAY) -> str:
    """The same calls in each half hour of the days before that one."""
    every = [until - timedelta(days=number) for number in range(days, 0, -1)]
    return "\n".join(["start,calls", *(f"{day}T{slot},{calls(day)}" for day in every for slot in SLOTS)])


async def loaded(by: Browser, text: str | None = None) -> str:
    """The id of a history that she loaded."""
    answer = await by.post("/desk/planning/histories", {"name": "热线.csv", "csv": text or csv_file()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def outlook(by: Browser, history: str, on: date = TODAY + timedelta(days=1), **more: object) -> dict[str, Any]:
    answer = await by.post("/desk/planning/outlook", {"on": on.isoformat(), "history": history, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def waited(house: TestHouse, moments: list[datetime]) -> None:
    """Conversations that began to wait for people at these moments, and were in hand for five minutes."""
    async with house.database.transaction() as session:
        await session.execute(
            insert(WorkItemRow),
            [
                {
                    "id": uuid4(),
                    "kind": Kind.CONVERSATION,
                    "conversation_id": uuid4(),
                    "contact_id": uuid4(),
                    "customer_id": uuid4(),
                    "number": "C000001",
                    "lane": Lane.NORMAL,
                    "lane_rank": 9,
                    "skills": [],
                    "exclude": [],
                    "missed_by": [],
                    "preview": "",
                    "state": ItemState.DONE,
                    "waiting_since": moment,
                    "assigned_at": moment,
                    "done_at": moment + timedelta(minutes=5),
                }
                for moment in moments
            ],
        )


async def works(house: TestHouse, staff: access.Staff, from_minute: int, to_minute: int) -> None:
    """Every working day these hours."""
    async with house.database.transaction() as session:
        week = [(ShiftDay.WORKING, Hours(from_minute, to_minute))]
        await shift_planning.plan_week(session, staff.id, week, by="house", now=house.clock.now())
