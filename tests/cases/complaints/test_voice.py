"""The complainant's own side over HTTP: what she sees of her complaint, and what she does about it."""

import hashlib
import io
import uuid
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from qiao.cases.model import ComplaintActRow, ComplaintLetterRow
from qiao.conversations import files
from qiao.conversations.files import sweep_at
from tests.cases.complaints.hers import Heard, Her
from tests.cases.complaints.test_handling import DECISION
from tests.channels.sending import picture
from tests.conftest import Web


@pytest.fixture
async def it(web: Web) -> Heard:
    return await Heard.begins(web)


def added(words: str = "", *sent: str) -> dict[str, Any]:
    return {"client_id": uuid.uuid4().hex, "words": words, "files": list(sent)}


async def test_she_sees_how_it_stands_and_by_when_and_nothing_of_what_is_said_inside(it: Heard) -> None:
    (item,) = (await it.her.get("complaints")).json()["items"]
    assert (item["state"], item["due_on"], item["subject"]["zh"]) == ("open", "2026-12-08", "利息和费用")
    await it.done(it.sun, "taken")
    await it.done(it.sun, "contacted", words="已电话联系，客户情绪激动")
    await it.done(it.sun, "noted", words="疑似系统差错")
    for department in ("product", "risk"):
        await it.done(it.sun, "opinion_asked", department=department, words="请核对计费")
    await it.done(it.sun, "fact_asked", words="请问是哪一天扣的？")
    await it.done(it.sun, "extension_asked", words="需要核对合作方的记录")
    await it.done(it.leader, "agreed")
    mine = await it.mine()
    assert await it.steps() == ["received", "contacted", "checking", "asked", "extended"]
    assert [one["words"] for one in mine["steps"]][-2:] == ["请问是哪一天扣的？", "需要核对合作方的记录"]
    assert (mine["due_on"], mine["demand"], mine["can"]) == ("2026-12-23", "退钱", ["facts_added", "withdrawn"])
    for inner in ("情绪激动", "疑似", "请核对计费", "product", "risk", str(it.sun.staff.id)):
        assert inner not in str(mine)


async def test_somebody_elses_is_not_there(it: Heard) -> None:
    letter = await it.decided()
    other = await Her.comes(it.web)
    assert (await other.get("complaints")).json() == {"items": []}
    answers = [
        await other.get(it.path),
        await other.post(f"{it.path}/facts", **added("我来补充")),
        await other.post(f"{it.path}/withdrawal"),
        await other.post(f"{it.path}/rating", score=1),
        await other.post(f"{it.path}/verification"),
    ]
    assert {(one.status_code, one.json()["error"]) for one in answers} == {(404, "ComplaintNotFound")}
    refused = await other.get(f"letters/{letter}")
    assert (refused.status_code, refused.json()["error"]) == (404, "LetterNotFound")
    assert not {"facts_added", "rated", "opened_letter"} & set(await it.kinds())


async def test_what_she_adds_is_sealed_shown_to_the_handler_and_ends_the_wait_for_it(it: Heard) -> None:
    await it.done(it.sun, "taken")
    await it.done(it.sun, "paused", reason="complainant")
    sent = await it.her.uploads(picture(), "账单.png")
    body = added("是11月10日扣的，电话13912345678", sent)
    for _ in range(2):
        assert (await it.her.post(f"{it.path}/facts", **body)).status_code == 200
    assert (await it.kinds())[-2:] == ["facts_added", "resumed"]
    seen = (await it.seen(it.sun)).json()
    assert (seen["phase"], seen["pause"]) == ("working", None)
    told = seen["history"][-2]
    assert told["words"]["words"].startswith("是11月10日扣的")
    assert "13912345678" not in str(seen)
    assert [one["name"] for one in told["facts"]["files"]] == ["账单.png"]
    async with it.web.house.database.reading() as session:
        row = await session.scalar(select(ComplaintActRow).where(ComplaintActRow.kind == "facts_added"))
    assert row is not None
    assert "扣".encode() not in (row.words or b"")
    assert (await it.mine())["steps"][-1]["files"] == ["账单.png"]
    path = f"/staff/complaints/{it.complaint}/files/{sent}"
    assert (await it.sun.post(path, {})).content == picture()
    assert (await it.leader.post(path, {})).json()["error"] == "NotInHand"


async def test_a_file_of_a_complaint_stays_when_unsent_ones_are_swept(it: Heard) -> None:
    await it.done(it.sun, "taken")
    sent, left = await it.her.uploads(picture(), "a.png"), await it.her.uploads(picture(9), "b.png")
    await it.her.post(f"{it.path}/facts", **added("", sent))
    twice = await it.her.post(f"{it.path}/facts", **added("", sent))
    assert twice.json()["error"] == "FileAlreadySent"
    await it.passes(days=2)
    async with it.web.house.database.transaction() as session:
        await sweep_at(session, it.web.house.clock.now())
    await it.web.house.settle()
    assert (await it.sun.post(f"/staff/complaints/{it.complaint}/files/{sent}", {})).status_code == 200
    async with it.web.house.database.reading() as session:
        kept = [str(row.id) for row in await files.of_customer(session, it.live.customer_id)]
    assert (sent in kept, left in kept) == (True, False)


async def test_nothing_is_not_added_and_not_without_end(it: Heard) -> None:
    assert (await it.her.post(f"{it.path}/facts", **added("  "))).json()["error"] == "ActIncomplete"
    for _ in range(10):
        assert (await it.her.post(f"{it.path}/facts", **added("再说一遍"))).status_code == 200
    refused = await it.her.post(f"{it.path}/facts", **added("再说一遍"))
    assert refused.json()["params"]["because"] == "enough_today"
    await it.passes(hours=25)
    assert (await it.her.post(f"{it.path}/facts", **added("再说一遍"))).status_code == 200


async def test_she_takes_it_back_the_same_day_and_only_what_runs(it: Heard) -> None:
    await it.done(it.sun, "taken")
    mine = (await it.her.post(f"{it.path}/withdrawal")).json()
    assert (mine["state"], mine["due_on"], mine["can"]) == ("withdrawn", None, [])
    assert (await it.row()).withdrawn_at == it.web.house.clock.now()
    assert [notice for notice, _ in await it.told()] == ["complaint_withdrawn"]
    again = await it.her.post(f"{it.path}/withdrawal")
    assert (again.status_code, again.json()["params"]["because"]) == (409, "over")
    refused = await it.her.post(f"{it.path}/facts", **added("其实还有"))
    assert refused.json()["params"]["because"] == "withdrawn"
    assert not (await it.sun.get("/staff/complaints?mine=true")).json()["items"]


async def test_a_decision_comes_as_a_letter_and_the_first_opening_is_on_record_once(it: Heard) -> None:
    letter = await it.decided()
    notice = next(
        one["content"]
        for one in await it.web.house.messages(it.live)
        if one["content"].get("notice") == "complaint_decision"
    )
    assert notice["document"]["id"] == letter
    assert notice["document"]["name"].startswith("投诉处理决定书 T")
    assert "opened_letter" not in await it.kinds()
    opened = [await it.her.get(f"letters/{letter}") for _ in range(2)]
    assert opened[0].content == opened[1].content
    assert (await it.kinds()).count("opened_letter") == 1
    (page,) = pypdf.PdfReader(io.BytesIO(opened[0].content)).pages
    text = page.extract_text().replace("\n", "")
    row = await it.row()
    for part in (
        "投诉处理决定书",
        row.number,
        "投诉属实",
        "多收的三百元已退回原卡",
        "重复计收",
        "400-000-0000",
        "（四）",
        "2026年11月23日",
    ):
        assert part in text
    async with it.web.house.database.reading() as session:
        delivered = await session.scalar(select(ComplaintActRow).where(ComplaintActRow.kind == "delivered"))
        kept = await session.get_one(ComplaintLetterRow, uuid.UUID(letter))
    assert delivered is not None
    assert delivered.facts["sha256"] == hashlib.sha256(opened[0].content).hexdigest()
    assert delivered.facts["told"]["message"]
    assert not kept.paper.startswith(b"%PDF")
    path = f"/staff/complaints/{it.complaint}/letters/{letter}"
    assert (await it.sun.post(path, {})).content == opened[0].content
    assert (await it.leader.post(path, {})).json()["error"] == "NotInHand"


async def test_with_her_data_the_letter_goes(it: Heard) -> None:
    letter = await it.decided()
    row = await it.row()
    async with it.web.house.database.transaction() as session:
        await it.web.house.house.parts.ring.destroy(session, row.customer_id, now=it.web.house.clock.now())
    assert (await it.her.get(f"letters/{letter}")).status_code == 404
    refused = await it.sun.post(f"/staff/complaints/{it.complaint}/letters/{letter}", {})
    assert refused.json()["error"] == "LetterNotFound"


async def test_a_draft_is_looked_at_on_paper_by_whoever_writes_or_agrees(it: Heard) -> None:
    await it.done(it.sun, "taken")
    base = f"/staff/complaints/{it.complaint}"
    decision = {name: value for name, value in DECISION.items() if name != "act"}
    assert (await it.sun.post(f"{base}/proposal", {})).json()["error"] == "NothingProposed"
    await it.classified(it.sun)
    written = await it.sun.post(f"{base}/letter/paper", decision)
    await it.done(it.sun, DECISION)
    asked = await it.leader.post(f"{base}/proposal", {})
    for answer in (written, asked):
        (page,) = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        assert "草稿" in page.extract_text()
    assert written.content == asked.content
    agent = await it.leader.post(f"{base}/letter/paper", decision)
    assert agent.json()["params"]["because"] in {"not_yours", "asked_already"}


async def test_she_rates_the_handling_once_and_a_low_rating_asks_for_a_call(it: Heard) -> None:
    early = await it.her.post(f"{it.path}/rating", score=5)
    assert early.json()["params"]["because"] == "not_decided"
    await it.decided()
    assert not (await it.seen(it.sun)).json()["wants_call"]
    mine = (await it.her.post(f"{it.path}/rating", score=2, reasons=["slow", "unclear"])).json()
    assert (mine["rating"], mine["steps"][-1]["score"]) == (2, 2)
    again = await it.her.post(f"{it.path}/rating", score=5)
    assert (again.status_code, again.json()["params"]["because"]) == (409, "rated_already")
    (item,) = (await it.sun.get("/staff/complaints?phase=decided")).json()["items"]
    assert item["wants_call"]
    seen = (await it.seen(it.sun)).json()
    assert "noted" in seen["acts"]
    assert seen["history"][-1]["facts"] == {"score": 2, "reasons": ["slow", "unclear"], "follow_up": True}
    after = await it.done(it.sun, "noted", words="已回访，客户接受了解释")
    assert (after["wants_call"], after["history"][-1]["facts"]["reason"]) == (False, "follow_up")
    assert (await it.does(it.sun, "noted", words="再记")).json()["params"]["because"] == "over"


async def test_a_good_rating_asks_for_nothing_and_only_known_reasons_are_taken(it: Heard) -> None:
    await it.decided()
    assert (await it.her.post(f"{it.path}/rating", score=6)).status_code == 422
    assert (await it.her.post(f"{it.path}/rating", score=3, reasons=["weather"])).status_code == 422
    await it.her.post(f"{it.path}/rating", score=3)
    assert "noted" not in (await it.seen(it.sun)).json()["acts"]


async def test_she_has_the_decision_verified_by_others_within_the_days_of_the_law(it: Heard) -> None:
    await it.decided()
    mine = await it.mine()
    assert (mine["verification_until"], "verification_asked" in mine["can"]) == ("2026-12-23", True)
    await it.passes(days=30)
    again = (await it.her.post(f"{it.path}/verification", words="金额不对")).json()
    assert (again["state"], again["due_on"]) == ("verifying", "2027-01-22")
    assert again["steps"][-1]["words"] == "金额不对"
    assert (await it.told())[-1][0] == "complaint_verification"
    assert (await it.does(it.sun, "taken")).json()["params"]["because"] == "had_a_hand"
    twice = await it.her.post(f"{it.path}/verification")
    assert twice.json()["params"]["because"] == "not_over"


async def test_after_the_days_it_is_too_late_to_have_it_verified(it: Heard) -> None:
    await it.decided()
    await it.passes(days=31)
    refused = await it.her.post(f"{it.path}/verification")
    assert (refused.status_code, refused.json()["params"]["because"]) == (409, "too_late")
    assert (await it.mine())["verification_until"] is None


async def test_what_she_adds_after_the_decision_is_shown_and_leads_to_nothing(it: Heard) -> None:
    await it.decided()
    mine = (await it.her.post(f"{it.path}/facts", **added("还有一件事"))).json()
    assert (mine["state"], mine["steps"][-1]["step"]) == ("decided", "added")
    seen = (await it.seen(it.sun)).json()
    assert (seen["phase"], seen["history"][-1]["words"]["words"]) == ("decided", "还有一件事")
