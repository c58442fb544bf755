"""Lines for the supervisor are read back as they were written, without names or words; the page is one sheet."""

import csv
import io
import json
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from qiao.access import Post, audit
from qiao.access.audit.model import AuditRecordRow
from qiao.cases.intake.sheets import rows_of
from qiao.cases.reports.workbook import workbook
from tests.access.views.test_reveals import Browser
from tests.cases.reports.made import CLASSES, Made, make
from tests.cases.reports.test_report import REPORTS, period
from tests.conftest import Web
from tests.desk.floor.people import somebody


def asked(web: Web, **more: str) -> dict[str, Any]:
    return {"asked": dict(one.split("=") for one in period(web)[1:].split("&")), **more}


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


async def test_each_complaint_is_one_line_in_both_kinds_of_file(web: Web, sun: Browser) -> None:
    classes = {**CLASSES, "region": "310000", "product": "cash_loan"}
    await make(
        web.house,
        Made(20, decided=12, contacted_h=1.5, classes=classes, redress_fen=12_050, rating=4, repeats=True),
        Made(18, decided=None, contacted_h=None, classes=None),
    )
    book = await sun.post(f"{REPORTS}/lines", asked(web, kind="xlsx"))
    assert book.status_code == 200, book.text
    read = [cells for _, cells in rows_of(book.content)]
    text = await sun.post(f"{REPORTS}/lines", asked(web, kind="csv"))
    plain = [*csv.reader(io.StringIO(text.content.decode("utf-8-sig")))]
    assert [len(read), len(plain)] == [3, 3]
    closed, still = (dict(zip(plain[0], line, strict=False)) for line in plain[1:])
    told = {
        "办理天数": "12",
        "首次联系小时数": "1.5",
        "法定期限内": "是",
        "内部期限内": "否",
        "退赔金额（元）": "120.5",
    }
    assert closed.items() >= told.items()
    assert (closed["结果"], closed["处理评分"], closed["地区"], closed["产品"]) == (
        "投诉属实",
        "4",
        "310000",
        "个人消费贷款",
    )
    assert (still["结果"], still["办结日期"], still["投诉原因"], still["法定期限内"]) == ("在办", "", "", "")
    assert dict(zip(read[0], read[1], strict=False)) == closed
    assert "13912345678" not in text.text
    async with web.house.database.reading() as session:
        query = select(AuditRecordRow.actor, AuditRecordRow.detail)
        kept = await session.execute(query.where(AuditRecordRow.action == audit.Action.EXPORTED))
        records = [(row.actor, json.loads(row.detail)) for row in kept]
    assert [(actor, one["report"], one["lines"]) for actor, one in records] == [
        (f"staff:{sun.staff.id}", "xlsx", 2),
        (f"staff:{sun.staff.id}", "csv", 2),
    ]


async def test_what_a_spreadsheet_would_carry_out_is_text(web: Web, sun: Browser) -> None:
    await make(web.house, Made(5, classes={**CLASSES, "cause": "=1+1"}))
    text = (await sun.post(f"{REPORTS}/lines", asked(web, kind="csv"))).content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert ",=1+1" not in text
    assert rows_of(workbook(("甲", [["名"], ["=1+1"], ["-2"], ["<&\x01>"], [3.5]]))) == [
        (1, ["名"]),
        (2, ["=1+1"]),
        (3, ["-2"]),
        (4, ["<&>"]),
        (5, ["3.5"]),
    ]


@pytest.mark.parametrize("post", [Post.TEAM_LEADER, Post.BUSINESS_ANALYST])
async def test_lines_are_for_those_who_hand_them_to_the_supervisor(web: Web, post: Post) -> None:
    answer = await (await somebody(web, "one", post)).post(f"{REPORTS}/lines", asked(web))
    assert (answer.status_code, answer.json()["error"]) == (403, "ExportNotForThisPost")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_is_one_sheet_with_its_figures(web: Web, sun: Browser, language: str) -> None:
    await make(web.house, *[Made(day, redress_fen=1_000) for day in range(1, 29)])
    answer = await sun.post(f"{REPORTS}/paper", asked(web, language=language))
    assert answer.status_code == 200, answer.text
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    said = page.extract_text()
    assert ("法定按时率" if language == "zh" else "On time, law") in said
    assert "28" in said
