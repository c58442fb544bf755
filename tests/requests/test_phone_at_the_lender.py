"""Another registered phone, whole: a face, a code to the new number, one change; and whoever looks like a thief."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from qiao import conversations
from qiao.backoffice import BackOfficeRefused
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import PhoneChange
from qiao.backoffice.contract.payments import Hold, HoldKind
from qiao.backoffice.sandbox.records import CustomerRecord, InboxMessage
from qiao.conversations import Level, OwnerKind
from qiao.foundation.ids import new_id
from qiao.requests import HERE, Asking, FlowBook, Proving
from qiao.requests.model import DialogueRow, ProofRow
from qiao.requests.proving import NoNumberToProve, ProofLocked, ProofNotFound, SignInFirst
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, signed_in, visiting
from tests.requests.test_acceptance import filled, house, teller

__all__ = ["filled", "house", "teller"]

NEW, OTHER = "15499900001", "15499900002"


@dataclass
class Mover:
    """Somebody at her telephone, with the chat before her and text messages beside it."""

    served: Served
    proving: Proving
    customer: CustomerRecord

    async def says(self, text: str) -> "Mover":
        await self._fresh()
        await self.served.says(text)
        return self

    async def presses(self, label: str) -> "Mover":
        await self._fresh()
        await self.served.presses(label)
        return self

    async def shows_her_face(self) -> dict[str, Any]:
        asked = await self.proving.ask_face(await self._fresh())
        await self.served.teller.advance(seconds=5)
        found = await self.proving.face(await self._fresh(), UUID(asked["id"]))
        await self.served.hears()
        return found

    async def asks_for_a_code(self) -> dict[str, Any]:
        return await self.proving.send_to_number(await self._fresh())

    async def types(self, sent: dict[str, Any], code: str) -> dict[str, Any]:
        tried = await self.proving.try_code(await self._fresh(), UUID(sent["id"]), code)
        await self.served.hears()
        return tried

    async def proves(self, number: str) -> "Mover":
        sent = await self.asks_for_a_code()
        assert (await self.types(sent, self.code_at(number)))["state"] == "passed"
        return self

    async def to_the_card(self, number: str = NEW) -> "Mover":
        await self.says("我要换绑手机号")
        await self.says(number)
        await self.shows_her_face()
        return await self.proves(number)

    def texts(self, phone: str) -> list[str]:
        kept = self.served.teller.lender.store.all(InboxMessage)
        return [one.text for one in kept if one.phone == phone]

    def code_at(self, phone: str) -> str:
        return next(one for one in reversed(self.texts(phone)) if "验证码 " in one).partition("验证码 ")[2][:6]

    @property
    def phone(self) -> str:
        """Registered at the lender now."""
        return self.served.teller.lender.need(CustomerRecord, self.customer.id).phone

    @property
    def changes(self) -> list[PhoneChange]:
        kept = self.served.teller.lender.store.all(PhoneChange)
        return [one for one in kept if one.customer_id == self.customer.id]

    async def _fresh(self) -> Any:
        """Her session as it stands: proofs raise it."""
        async with self.served.house.database.reading() as session:
            self.served.live = await conversations.session_by_id(session, self.served.live.id)
        return self.served.live


def ordinary(teller: Teller) -> CustomerRecord:
    """Somebody of whom nothing has to be feared."""
    return next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if not (one.flags or one.is_frozen or one.sim_changed_on or one.phone_changed_on)
        and one.face_outcome == "passed"
        and one.stage == "repaying"
    )


@pytest.fixture
def proving(house: TestHouse, book: FlowBook) -> Proving:
    parts, lender = house.house.parts, house.house.lender
    assert lender is not None
    return Proving(book, lender, parts.ring, parts.database, parts.clock)


@pytest.fixture
async def mover(house: TestHouse, teller: Teller, proving: Proving) -> Mover:
    one = ordinary(teller)
    return Mover(await signed_in(house, teller, one.id), proving, one)


async def test_a_phone_is_changed_by_a_face_and_a_code_to_the_new_number(mover: Mover) -> None:
    old, served = mover.phone, mover.served
    await mover.says("我要换绑手机号")
    await mover.says(NEW)
    assert served.card("step_up")["methods"] == ["face"]
    with pytest.raises(NoNumberToProve):
        await mover.asks_for_a_code()
    assert mover.texts(NEW) == []

    assert (await mover.shows_her_face())["level"] == Level.A3
    card = served.card("step_up")
    assert card["methods"] == ["new_number"]
    assert "154****0001" in card["text"]
    assert NEW not in served.text
    sent = await mover.asks_for_a_code()
    assert sent["sent_to"] == "154****0001"
    wrong = f"{(int(mover.code_at(NEW)) + 1) % 1_000_000:06d}"
    assert (await mover.types(sent, wrong))["tries_left"] == 4
    assert (await mover.types(sent, mover.code_at(NEW)))["state"] == "passed"

    shown = {line["label"]: line["value"] for line in served.card("confirm")["lines"]}
    assert shown["换成"].startswith("154****0001")
    assert mover.changes == []
    await mover.presses("yes:")
    receipt = served.card("receipt")
    assert receipt["state"] == "completed"
    assert old[-4:] in receipt["text"]
    assert "0001" in receipt["text"]
    assert mover.phone == NEW
    (row,) = await served.rows()
    assert (row.state, row.stage, row.number) == ("completed", "verified", receipt["number"])
    assert any("正在变更" in text for text in mover.texts(old)), "the old number is told"
    held = [one for one in served.teller.lender.of_customer(Hold, mover.customer.id) if one.reason == "phone change"]
    assert {one.kind for one in held} == {HoldKind.DRAW, HoldKind.CARD_CHANGE}


async def test_what_looks_like_a_stolen_number_is_held_for_a_person(
    house: TestHouse, teller: Teller, proving: Proving
) -> None:
    one = ordinary(teller)
    await teller.play(f"customers/{one.id}/script", sim_changed_on=teller.lender.today.isoformat())
    thief = Mover(await signed_in(house, teller, one.id), proving, one)
    await thief.to_the_card()
    await thief.presses("yes:")
    receipt = thief.served.card("receipt")
    assert (receipt["state"], one.phone[-4:] in receipt["text"]) == ("held", True)
    assert "没有变" in receipt["text"]
    assert thief.phone == one.phone
    (change,) = thief.changes
    assert (change.state, change.risk) == ("review", "sim_swap")
    assert any("正在变更" in text for text in thief.texts(one.phone)), "the true customer is told"
    (row,) = await thief.served.rows()
    assert (row.state, row.stage) == ("held", "verified")
    assert (await house.state(thief.served.live)).owner.kind is OwnerKind.NOBODY, "a person is on the way"


@pytest.mark.parametrize(("risky", "said"), [(True, "还没有给出最终结果"), (False, "已经办好")])
async def test_how_it_ended_is_told_even_where_the_dialogue_is_gone(
    house: TestHouse, teller: Teller, proving: Proving, *, risky: bool, said: str
) -> None:
    """And what a person has yet to look at is not called done."""
    one = ordinary(teller)
    if risky:
        await teller.play(f"customers/{one.id}/script", sim_changed_on=teller.lender.today.isoformat())
    person = Mover(await signed_in(house, teller, one.id), proving, one)
    await person.to_the_card()
    await teller.play("faults", kind="timeout_after", operation="phones.change", times=1, delay_ms=3000)
    await person.presses("yes:")
    assert person.served.card("receipt")["state"] == "pending"
    async with house.database.transaction() as session:
        await session.execute(delete(DialogueRow).where(DialogueRow.customer_id == person.served.live.customer_id))
    house.clock.advance(timedelta(seconds=20))
    await person.served.hears()
    assert said in person.served.card("receipt")["text"]
    (row,) = await person.served.rows()
    assert row.state == ("held" if risky else "completed")


async def test_who_was_held_once_or_has_just_changed_finds_a_person_the_next_time(
    house: TestHouse, teller: Teller, proving: Proving
) -> None:
    one = ordinary(teller)
    person = Mover(await signed_in(house, teller, one.id), proving, one)
    await person.to_the_card()
    await person.presses("yes:")
    await person.says("我要换绑手机号")
    assert "近期已经换过手机号" in person.served.text, "told before another number is asked for"
    assert (person.texts(OTHER), person.phone, len(person.changes)) == ([], NEW, 1)


async def test_after_a_new_password_or_another_change_a_person_looks(mover: Mover, house: TestHouse) -> None:
    await mover.says("忘记密码了")
    for _ in range(2):
        if any(one["content"].get("card") == "step_up" for one in mover.served.last):
            await mover.served.proves(Level.A2)
    await mover.presses("yes:")
    assert mover.served.card("receipt")["state"] == "completed"
    await mover.says("我要换绑手机号")
    row = (await mover.served.rows())[-1]
    assert (row.flow, row.state) == ("change_phone", "handed_over")
    assert "密码刚重置过" in mover.served.text
    assert mover.texts(NEW) == []
    assert (await house.state(mover.served.live)).owner.kind is OwnerKind.NOBODY


async def test_a_face_that_fails_again_and_again_ends_with_a_person(
    house: TestHouse, teller: Teller, proving: Proving
) -> None:
    one = ordinary(teller)
    await teller.play(f"customers/{one.id}/script", face_outcome="failed")
    thief = Mover(await signed_in(house, teller, one.id), proving, one)
    await thief.says("我要换绑手机号")
    await thief.says(NEW)
    for _ in range(2):
        assert (await thief.shows_her_face())["state"] == "failed"
        assert thief.served.last == [], "she may try again"
    await thief.shows_her_face()
    assert "刷脸核验几次都没有通过" in thief.served.text
    (row,) = await thief.served.rows()
    assert (row.state, thief.phone, thief.changes) == ("handed_over", one.phone, [])


async def test_another_number_at_the_card_has_to_be_proven_itself(mover: Mover) -> None:
    await mover.to_the_card(NEW)
    old_yes = mover.served.button("yes:")
    await mover.says(f"不对，是{OTHER}")
    assert mover.served.card("step_up")["methods"] == ["new_number"]
    assert "154****0002" in mover.served.text
    await mover.served.presses_id(old_yes["id"])
    assert mover.changes == []
    await mover.proves(OTHER)
    await mover.presses("yes:")
    assert mover.phone == OTHER


async def test_a_code_for_the_number_of_before_proves_nothing_for_the_one_of_now(mover: Mover) -> None:
    await mover.says("我要换绑手机号")
    await mover.says(NEW)
    await mover.shows_her_face()
    sent = await mover.asks_for_a_code()
    await mover.says(f"不对，是{OTHER}")
    assert (await mover.types(sent, mover.code_at(NEW)))["state"] == "passed"
    assert not [one for one in mover.served.last if one["content"].get("card") == "confirm"]
    await mover.proves(OTHER)
    assert mover.served.card("confirm")


async def test_a_proof_counts_for_one_request_and_for_a_while(mover: Mover, house: TestHouse) -> None:
    await mover.to_the_card()
    house.clock.advance(timedelta(minutes=16))
    await mover.presses("yes:")
    assert mover.changes == []
    assert mover.served.card("step_up")["methods"] == ["face"]
    await mover.shows_her_face()
    assert mover.served.card("step_up")["methods"] == ["new_number"]
    await mover.proves(NEW)
    await mover.says("取消")
    await mover.says("我要换绑手机号")
    await mover.says(NEW)
    assert mover.served.card("step_up")["methods"] == ["new_number"], "what was proven for the request before is over"


async def test_a_proof_tells_one_number_of_one_request_in_one_dialogue(
    mover: Mover, house: TestHouse, teller: Teller, proving: Proving
) -> None:
    await mover.to_the_card()
    async with house.database.reading() as session:
        proof = (await session.scalars(select(ProofRow).where(ProofRow.method == "number"))).one()
    live, ring = mover.served.live, house.house.parts.ring
    asking = Asking(
        proving.lender,
        house.database,
        live.customer_id,
        mover.customer.id,
        house.clock.now(),
        "zh",
        {"number": NEW},
        live.conversation_id,
        ring,
        proof.frame or 0,
    )
    read = HERE.readers["proofs.number"]

    async def proven(**changes: Any) -> bool:
        (row,) = await read(replace(asking, **changes))
        return row["is_proven"] is True and row["id"] == proof.challenge

    assert await proven()
    assert not await proven(arguments={"number": OTHER})
    assert not await proven(frame=asking.frame + 1)
    assert not await proven(conversation_id=new_id())
    assert not await proven(customer_id=new_id())
    assert not await proven(now=asking.now + timedelta(minutes=16))
    assert NEW not in str(proof.number)
    stranger = await signed_in(house, teller, ordinary_but(teller, mover.customer).id)
    with pytest.raises(ProofNotFound):
        await proving.try_code(stranger.live, proof.id, mover.code_at(NEW))
    with pytest.raises(NoNumberToProve):
        await proving.send_to_number(stranger.live)
    with pytest.raises(SignInFirst):
        await proving.send_to_number((await visiting(house, teller)).live)


async def test_the_lender_changes_to_no_number_but_the_proven_one(mover: Mover) -> None:
    await mover.to_the_card()
    async with mover.served.house.database.reading() as session:
        proofs = (await session.scalars(select(ProofRow).order_by(ProofRow.id))).all()
    face, code = (next(one.challenge for one in proofs if one.method == method) for method in ("face", "number"))
    with pytest.raises(BackOfficeRefused) as refused:
        await mover.proving.lender.order(
            ops.CHANGE_PHONE,
            mover.customer.id,
            ops.CHANGE_PHONE.takes(new_phone=OTHER, face_check_id=face, code_challenge_id=code),
            key="key-of-a-thief",
        )
    assert refused.value.reason == "NotProven"


async def test_a_number_of_somebody_else_is_refused_without_a_word_about_her(mover: Mover, teller: Teller) -> None:
    hers = ordinary_but(teller, mover.customer).phone
    await mover.to_the_card(hers)
    await mover.presses("yes:")
    assert "不能用作新的注册手机号" in mover.served.text
    assert "账户" not in mover.served.text
    assert mover.phone == mover.customer.phone
    assert (await mover.served.rows())[0].state == "refused"


async def test_codes_to_new_numbers_are_few(mover: Mover, house: TestHouse) -> None:
    """To one number, whoever asks; and by one customer, wherever they go."""
    await mover.says("我要换绑手机号")
    await mover.says(NEW)
    await mover.shows_her_face()
    for _ in range(5):
        await mover.asks_for_a_code()
    with pytest.raises(ProofLocked) as locked:
        await mover.asks_for_a_code()
    facts = locked.value.params
    assert facts["reason"] == "CodesLocked"
    assert facts["locked_until"] == (house.clock.now() + timedelta(days=1)).isoformat(), "by the number, for a day"
    await mover.says(f"不对，是{OTHER}")
    with pytest.raises(ProofLocked) as locked:
        await mover.asks_for_a_code()
    assert locked.value.params["locked_until"] == (house.clock.now() + timedelta(hours=1)).isoformat()
    assert mover.texts(OTHER) == []
    house.clock.advance(timedelta(minutes=61))
    await mover.says("继续")
    await mover.shows_her_face()
    assert (await mover.asks_for_a_code())["sent_to"] == "154****0002"


def ordinary_but(teller: Teller, somebody: CustomerRecord) -> CustomerRecord:
    return next(one for one in teller.lender.store.all(CustomerRecord) if one.id != somebody.id and not one.flags)
