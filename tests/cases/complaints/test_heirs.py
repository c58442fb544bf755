"""Others go on with a complaint: heirs of whoever died, by proof of succession alone, and proxies by theirs."""

from typing import Any

import pytest
from sqlalchemy import select

from qiao.cases.model import ComplaintActRow
from qiao.cases.personal_data import CasesHolder
from qiao.foundation.ids import new_id
from tests.cases.complaints.hers import Heard, Her
from tests.conftest import Web

HEIRS = {"relation": "heir", "names": ["测试王一", "测试王二"], "proof": "继承公证书原件", "number": "13812344321"}
PROXY = {"relation": "proxy", "names": ["测试李律师"], "proof": "授权委托书原件", "number": "13812340000"}

OUTCOME = {"outcome": "upheld", "result": "多收的三百元已退回原卡", "reasons": "重复计收", "redress_fen": 30_000}


@pytest.fixture
async def it(web: Web) -> Heard:
    one = await Heard.begins(web)
    await one.done(one.sun, "taken")
    return one


async def carried_on(it: Heard, people: dict[str, Any], **more: Any) -> dict[str, Any]:
    return await it.done(it.sun, "carried_on", people={**people, **more})


async def test_the_clocks_go_on_as_they_stood_and_it_is_an_act_of_the_history(it: Heard) -> None:
    await it.passes(days=4)
    before = (await it.seen(it.sun)).json()
    after = await carried_on(it, HEIRS)
    assert after["clocks"] == before["clocks"]
    assert (after["phase"], after["due_at"]) == (before["phase"], before["due_at"])
    last = after["history"][-1]
    assert (last["kind"], last["facts"]) == ("carried_on", {"relation": "heir", "people": 2})
    assert (after["brought"]["relation"], after["brought"]["proof"]) == ("heir", "继承公证书原件")


async def test_names_and_numbers_of_heirs_are_masked_and_sealed(it: Heard) -> None:
    after = await carried_on(it, HEIRS)
    assert after["phone"] == "138****4321"
    assert after["brought"]["name"].count("、") == 1
    for plain in ("测试王一", "测试王二", "13812344321", "13912345678"):
        assert plain not in str(after)
    async with it.web.house.database.reading() as session:
        row = await session.scalar(select(ComplaintActRow).where(ComplaintActRow.kind == "carried_on"))
    assert row is not None
    assert row.words is not None
    assert "王".encode() not in row.words


async def test_nothing_but_the_proof_and_who_they_are_is_asked(it: Heard) -> None:
    assert (await it.does(it.sun, "carried_on")).json() == {
        "error": "ActIncomplete",
        "params": {"missing": ["people"]},
    }
    without_proof = {name: value for name, value in HEIRS.items() if name != "proof"}
    assert (await it.does(it.sun, "carried_on", people=without_proof)).status_code == 422
    assert (await it.does(it.sun, "carried_on", people={**HEIRS, "household_register": "x"})).status_code == 422
    stranger = {**HEIRS, "relation": "not_a_customer"}
    assert (await it.does(it.sun, "carried_on", people=stranger)).status_code == 422
    assert "carried_on" not in await it.kinds()


async def test_from_then_on_the_page_of_whoever_died_shows_nothing(it: Heard) -> None:
    await carried_on(it, HEIRS)
    assert (await it.her.get("complaints")).json() == {"items": []}
    for answer in (
        await it.her.get(it.path),
        await it.her.post(f"{it.path}/withdrawal"),
        await it.her.post(f"{it.path}/facts", client_id=new_id().hex, words="我来补充"),
    ):
        assert answer.json()["error"] == "ComplaintNotFound"
    number = (await it.row()).number
    by_hers = await it.her.post("complaints/by-number", number=number, digits="5678")
    assert by_hers.json()["error"] == "NumberOrDigitsWrong"
    theirs = await it.her.post("complaints/by-number", number=number, digits="4321")
    assert theirs.json()["state"] == "open"


async def test_extension_and_decision_go_to_the_heirs_and_not_into_her_conversation(it: Heard) -> None:
    await carried_on(it, HEIRS)
    await it.done(it.sun, "extension_asked", words="需要核对合作方的记录")
    await it.done(it.leader, "agreed")
    extended = (await it.seen(it.sun)).json()["history"][-1]
    assert extended["facts"]["told"] == {"what": "extended", "way": "officer"}
    assert "2026-12-23" in extended["words"]["notice"]
    await it.classified(it.sun)
    await it.done(it.sun, {"act": "decision_proposed", **OUTCOME})
    await it.done(it.leader, "agreed")
    over = await it.done(it.sun, "delivered")
    delivered, unpaid = over["history"][-2:]
    assert (unpaid["kind"], unpaid["facts"]["because"]) == ("redress_refused", "heirs")
    assert delivered["facts"]["told"] == {"what": "decision", "way": "officer"}
    assert "多收的三百元已退回原卡" in delivered["words"]["notice"]
    assert (await it.told(), over["state"]) == ([], "decided")
    letter = delivered["facts"]["letter"]["id"]
    assert (await it.her.get(f"letters/{letter}")).json()["error"] == "LetterNotFound"
    path = f"/staff/complaints/{it.complaint}/letters/{letter}"
    assert (await it.sun.post(path, {})).content.startswith(b"%PDF")


async def test_an_heir_sees_it_under_an_account_of_her_own_and_may_do_what_a_complainant_may(it: Heard) -> None:
    heir = await Her.comes(it.web)
    await carried_on(it, HEIRS, record=str(heir.live.customer_id))
    (item,) = (await heir.get("complaints")).json()["items"]
    assert item["id"] == str(it.complaint)
    mine = (await heir.get(it.path)).json()
    assert [one["step"] for one in mine["steps"]] == ["received", "carried_on"]
    assert (await it.her.get(it.path)).json()["error"] == "ComplaintNotFound"
    assert (await heir.post(f"{it.path}/withdrawal")).json()["state"] == "withdrawn"


async def test_an_heirs_record_is_her_own(it: Heard) -> None:
    row = await it.row()
    for people in ({**HEIRS, "record": str(row.customer_id)}, {**PROXY, "record": str(new_id())}):
        refused = await it.does(it.sun, "carried_on", people=people)
        assert refused.json()["error"] in {"RecordNotHers", "CustomerNotFound"}
    assert "carried_on" not in await it.kinds()


async def test_a_proxy_is_told_besides_her_who_is_still_the_complainant(it: Heard) -> None:
    await carried_on(it, PROXY)
    assert (await it.mine())["state"] == "open"
    await it.done(it.sun, "fact_asked", words="请问是哪一天扣的？")
    asked = (await it.seen(it.sun)).json()["history"][-1]
    assert (asked["facts"]["told"]["besides"], "message" in asked["facts"]["told"]) == ("officer", True)
    assert "请问是哪一天扣的" in asked["words"]["notice"]
    assert [notice for notice, _ in await it.told()] == ["complaint_fact_asked"]
    number = (await it.row()).number
    for digits in ("5678", "0000"):
        assert (await it.her.post("complaints/by-number", number=number, digits=digits)).status_code == 200


async def test_what_heirs_took_on_stays_theirs_when_a_proxy_speaks_for_them(it: Heard) -> None:
    heir = await Her.comes(it.web)
    await carried_on(it, HEIRS, record=str(heir.live.customer_id))
    after = await carried_on(it, PROXY)
    assert after["brought"]["relation"] == "heir"
    assert (await it.her.get(it.path)).status_code == 404
    assert (await heir.get(it.path)).status_code == 200


async def test_heirs_may_come_after_the_decision_and_have_it_verified(it: Heard) -> None:
    await it.classified(it.sun)
    await it.done(it.sun, {"act": "decision_proposed", **OUTCOME})
    await it.done(it.leader, "agreed")
    await it.done(it.sun, "delivered")
    heir = await Her.comes(it.web)
    await carried_on(it, HEIRS, record=str(heir.live.customer_id))
    again = (await heir.post(f"{it.path}/verification", words="金额不对")).json()
    assert again["state"] == "verifying"
    assert (await it.her.get("complaints")).json() == {"items": []}


async def test_who_does_not_handle_it_notes_nobody(it: Heard) -> None:
    refused = await it.does(it.leader, "carried_on", people=HEIRS)
    assert refused.json()["params"]["because"] == "not_yours"


async def test_what_an_heir_proved_is_hers_to_have_and_to_have_erased(it: Heard) -> None:
    heir = (await Her.comes(it.web)).live.customer_id
    await carried_on(it, HEIRS, record=str(heir))
    holder, row = CasesHolder(it.web.house.house.parts.ring), await it.row()
    async with it.web.house.database.reading() as session:
        (hers,) = (await holder.export(session, heir))["complaint_acts"]
        of_the_dead = (await holder.export(session, row.customer_id))["complaint_acts"]
    assert hers["names"] == "测试王一、测试王二"
    assert "测试王一" not in str(of_the_dead)
    async with it.web.house.database.transaction() as session:
        await holder.erase(session, heir, now=it.web.house.clock.now())
    shown = (await it.seen(it.sun)).json()
    assert (shown["history"][-1]["words"], shown["phone"]) == ({}, None)
