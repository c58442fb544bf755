"""A long sheet comes in together, once, and what cannot come in stops no other; what follows from it has time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from qiao import cases
from qiao.access import Post
from qiao.cases.intake import registering
from qiao.cases.model import ComplaintRow
from qiao.foundation.jobs import JobRow
from tests.access.views.test_reveals import Browser
from tests.cases.intake.test_sheets import HEADINGS, complaints, told
from tests.conftest import Web
from tests.desk.floor.people import somebody


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


def sheet(many: int) -> bytes:
    lines = [f"ZB{number},2026-11-20,测试{number},139{number:08},利息,多收了," for number in range(many)]
    return "\n".join([HEADINGS, *lines]).encode()


@pytest.mark.parametrize(
    ("troubles", "in_all"),
    [([registering.AnswerDayWrong()] * 9, 119), ([IntegrityError("INSERT", None, Exception("taken"))], 120)],
    ids=["refused", "taken meanwhile"],
)
async def test_where_one_line_fails_those_beside_it_come_in(
    web: Web, sun: Browser, monkeypatch: pytest.MonkeyPatch, troubles: list[Exception], in_all: int
) -> None:
    """Taken meanwhile: somebody else imports the same sheet in the same moment."""
    register, left = registering.register_unknown, [*troubles]

    async def troubled(session: Any, handling: Any, staff: Any, new: registering.New, *, now: Any) -> ComplaintRow:
        if new.references == ("ZB77",) and left:
            raise left.pop()
        return await register(session, handling, staff, new, now=now)

    monkeypatch.setattr(registering, "register_unknown", troubled)
    report = await told(sun, sheet(120))
    assert report["counts"] == {"new": in_all, "known": 0, "problem": 120 - in_all}
    assert [(one["reference"], one["because"]) for one in report["lines"] if one["what"] == "problem"] == (
        [("ZB77", "AnswerDayWrong")] if in_all < 120 else []
    )
    assert len(await complaints(web)) == in_all


async def test_the_last_of_a_long_sheet_is_looked_at_a_little_later(web: Web, sun: Browser) -> None:
    assert (await told(sun, sheet(160)))["counts"]["new"] == 160
    now = web.house.clock.now()
    async with web.house.database.reading() as session:
        looks = await session.scalars(select(JobRow.due_at).where(JobRow.kind == cases.LOOK_JOB, JobRow.due_at > now))
        soon = sorted(due for due in looks if due < now + timedelta(minutes=1))
    assert len(soon) == 59
    assert soon[-1] <= now + timedelta(seconds=6)
    web.house.clock.advance(timedelta(seconds=10))
    await web.house.settle()
    assert all(row.house_due_at is not None for row in await complaints(web))
