"""Sheets of the regulator's platform are looked at line by line, and imported so that nothing comes in twice."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import customers
from qiao.access import Post
from qiao.cases import Subject
from qiao.cases.intake.importing import day_of
from qiao.cases.intake.sheets import SheetUnreadable, rows_of
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.customers import queries as customers_queries
from qiao.foundation.business_calendar import business_date
from tests.access.views.test_reveals import Browser
from tests.cases.intake.sheet_files import archive, workbook
from tests.conftest import Web
from tests.desk.floor.people import somebody

HEADINGS = "转办编号,转办日期,投诉人（实名）,联系电话,投诉事由,投诉内容,答复期限"
TEXT = f"12378 转办清单,,,,,,\n{HEADINGS}\nZB001,2026-11-20,测试王芳,13912345678,暴力催收,天天打电话,2026-11-30\n"


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


async def sends(who: Browser, data: bytes, what: str = "") -> Any:
    return await who.upload(f"/staff/complaints/imports{what}", data)


async def told(who: Browser, data: bytes, what: str = "") -> dict[str, Any]:
    answer = await sends(who, data, what)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def complaints(web: Web) -> list[ComplaintRow]:
    async with web.house.database.reading() as session:
        return [*await session.scalars(select(ComplaintRow).order_by(ComplaintRow.id))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
async def test_a_preview_writes_nothing_and_an_import_everything_once(web: Web, sun: Browser, encoding: str) -> None:
    data = TEXT.encode(encoding)
    seen = await told(sun, data, "/preview")
    assert seen["counts"] == {"new": 1, "known": 0, "problem": 0}
    assert (seen["lines"][0]["line"], seen["lines"][0]["subject"]) == (3, "collection")
    assert await complaints(web) == []
    done = await told(sun, data)
    assert done["counts"] == seen["counts"]
    (row,) = await complaints(web)
    assert (row.source, row.subject, row.number) == ("regulator_12378", "collection", done["lines"][0]["number"])
    assert business_date(row.opened_at) == date(2026, 11, 20)
    assert row.outside_due_at is not None
    assert business_date(row.outside_due_at) == date(2026, 11, 30)
    for what in ("/preview", ""):
        again = await told(sun, data, what)
        assert (again["lines"][0]["what"], again["lines"][0]["number"]) == ("known", row.number)
    other = await somebody(web, "wu", Post.COMPLAINT_OFFICER)
    assert (await told(other, data))["counts"]["known"] == 1
    assert len(await complaints(web)) == 1


async def test_a_workbook_is_read_with_its_days_and_its_formulas_as_they_were_saved(sun: Browser) -> None:
    formula = '<row r="4"><c r="A4" t="str"><f>1+1</f><v>ZB003</v></c><c r="B4"><v>46346.5</v></c></row>'
    data = workbook(
        [["转办编号", "转办日期", "投诉事由"], ["ZB001", 46346, "征信"], ["ZB002", "2026年11月20日", ""]],
        more=[formula],
    )
    lines = (await told(sun, data))["lines"]
    assert [(one["reference"], one["received_on"], one["subject"]) for one in lines] == [
        ("ZB001", "2026-11-20", "credit_record"),
        ("ZB002", "2026-11-20", "other"),
        ("ZB003", "2026-11-20", "other"),
    ]


async def test_a_wrong_line_says_what_and_stops_no_other(web: Web, sun: Browser) -> None:
    tomorrow = (business_date(web.house.clock.now()) + timedelta(days=1)).isoformat()
    lines = [
        HEADINGS,
        ",2026-11-20,,,,,",
        "ZB1,上周,,,,,",
        f"ZB2,{tomorrow},,,,,",
        "ZB3,2020-01-01,,,,,",
        "ZB4,2026-11-20,,,,,2026-11-19",
        f"ZB5,2026-11-20,{'长' * 61},,,,",
        "ZB6",
        "ZB6,2026-11-20,,,,,",
    ]
    data = "\n".join(lines).encode()
    report = await told(sun, data)
    assert [(one["line"], one["because"], one["field"]) for one in report["lines"] if one["what"] == "problem"] == [
        (2, "missing", "reference"),
        (3, "not_a_day", "received_on"),
        (4, "future", "received_on"),
        (5, "too_long_ago", "received_on"),
        (6, "before_received", "answer_by"),
        (7, "too_long", "name"),
        (9, "twice", "reference"),
    ]
    assert report["counts"]["new"] == len(await complaints(web)) == 1
    assert (await told(sun, data, "/preview"))["counts"] == {"new": 0, "known": 1, "problem": 7}


async def test_the_lenders_number_finds_the_customer_and_her_next_one_repeats(web: Web, sun: Browser) -> None:
    ring, now = web.house.house.parts.ring, web.house.clock.now()
    async with web.house.database.transaction() as session:
        customer, _ = await customers.identify(session, ring, reference="U900001", name="测试赵敏", now=now)
    await told(sun, "转办编号,客户号,投诉类别\nZB1,U900001,利息\nZB2,U900001,收费\n".encode())
    await web.house.settle()
    first, second = await complaints(web)
    assert (first.customer_id, second.customer_id, second.subject) == (customer, customer, Subject.FEES)
    assert second.earlier_id == first.id


async def test_what_they_say_is_sealed_under_a_key_of_her_own(web: Web, sun: Browser) -> None:
    await told(sun, TEXT.encode())
    (row,) = await complaints(web)
    assert "天天打电话".encode() not in row.details
    async with web.house.database.reading() as session:
        assert await customers_queries.key_of(session, row.customer_id) == row.key_id
        (opened,) = await session.scalars(
            select(ComplaintActRow).where(ComplaintActRow.complaint_id == row.id).limit(1)
        )
    assert UUID(opened.by.removeprefix("staff:")) == sun.staff.id


async def test_of_many_lines_each_comes_in_by_itself(web: Web, sun: Browser) -> None:
    lines = [f"ZB{number},2026-11-20,测试{number},139{number:08},利息,多收了," for number in range(120)]
    lines[60] = lines[59].replace("ZB59", "ZB60").replace("2026-11-20", "上周")
    report = await told(sun, "\n".join([HEADINGS, *lines]).encode())
    assert report["counts"] == {"new": 119, "known": 0, "problem": 1}
    assert len({row.number for row in await complaints(web)} & {one["number"] for one in report["lines"]}) == 119


async def test_only_those_who_answer_for_complaints_import_them(web: Web) -> None:
    agent = await somebody(web, "lin")
    for what in ("", "/preview"):
        assert (await sends(agent, TEXT.encode(), what)).status_code == 403
    assert await complaints(web) == []


_BOMB = "<worksheet>" + " " * 41_000_000
_ENTITY = '<!DOCTYPE a [<!ENTITY b "bb">]><worksheet/>'


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "empty"),
        ("编号甲,乙\n1,2".encode(), "no_headings"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_workbook"),
        (b"PK\x03\x04 broken", "not_a_sheet"),
        (b"\0\1\2\3", "not_a_sheet"),
        (archive({"word/document.xml": "<a/>"}), "not_a_sheet"),
        (workbook([["转办编号"]], sheet=_ENTITY), "not_a_sheet"),
        (workbook([["转办编号"]], sheet=_BOMB), "too_large"),
        (("转办编号\n" + "1\n" * 5_001).encode(), "too_large"),
        ((",".join(["转办编号"] * 101)).encode(), "too_large"),
    ],
    ids=["empty", "headings", "xls", "broken", "binary", "document", "entity", "bomb", "lines", "columns"],
)
async def test_what_is_no_sheet_is_refused_with_the_reason(sun: Browser, data: bytes, because: str) -> None:
    refused = await sends(sun, data, "/preview")
    assert (refused.status_code, refused.json()["params"]["because"]) == (415, because)


def test_a_cell_far_to_the_right_takes_no_memory() -> None:
    with pytest.raises(SheetUnreadable):
        rows_of(workbook([], more=['<row r="1"><c r="ZZZ1"><v>1</v></c></row>']))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026/1/2", date(2026, 1, 2)),
        ("2026年1月2日", date(2026, 1, 2)),
        ("20261120", date(2026, 11, 20)),
        ("2026-11-20 10:30:00", date(2026, 11, 20)),
        ("2026-11-20T10:30:00", date(2026, 11, 20)),
        ("46346", date(2026, 11, 20)),
        ("2026-13-01", None),
        ("11月20日", None),
        ("昨天", None),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(said: str, day: date | None) -> None:
    assert day_of(said) == day
