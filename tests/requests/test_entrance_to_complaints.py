"""The way to a complaint: in any words, by one tap from every state, and nothing asked that was said."""

from pathlib import Path

import pytest
from evaluations.complaints import Ear, lines

from qiao import app, desk
from qiao.conversations import OwnerKind
from qiao.desk import queries
from qiao.requests import WAITING, Caller, ConfirmCard, FlowBook, HandOver, Receipt
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller, visiting
from tests.requests.talking import Lender, Ruling, Talk
from tests.requests.test_shipped_flows import answers, key

__all__ = ["filled", "house", "teller"]

_KNOWN = Path(__file__).parent / "complaint_entrance.tsv"
_FLOWS = sorted(
    path.stem
    for path in (app.shipped_pack() / "flows").glob("*.yaml")
    if path.stem not in ("texts", "hand_over", "refusals")
)
_MOST_STATES = 25
_FEW = 5


def test_every_known_way_of_asking_leads_there_and_nothing_else_does() -> None:
    """Our own growing list: whatever once failed stays in it.

    Where danger to a life is heard as well, a person comes at once, with the button of a complaint beside.
    """
    ear, known = Ear(), list(lines(_KNOWN))
    assert sum(line.wants for line in known) >= 300
    ways = [(line, ear.way(line.text, line.where)) for line in known]
    wrong = [(line.where, line.text) for line, way in ways if way.begins != line.wants and not way.with_a_person]
    with_a_person = [line.text for line, way in ways if way.with_a_person and line.wants]
    assert wrong == []
    assert len(with_a_person) <= _FEW


def _agreed(talk: Talk) -> Talk:
    """Leave out what may be left out, and agree to the card."""
    while not talk.all(ConfirmCard):
        talk.press("skip")
    return talk.press(next(one.id for one in talk.cards[-1].ways if one.id.startswith("yes:")))


@pytest.mark.slow
@pytest.mark.parametrize("flow_id", _FLOWS)
def test_from_every_state_one_tap_begins_it_and_a_receipt_follows(book: FlowBook, flow_id: str) -> None:
    """The tap is in the menu of the page, so no state has to show it; over what buttons and answers can reach."""
    rules, lender = Ruling(), Lender()
    start = Talk(book, lender, rules, through_json=False).say("我要办这个", book.flows[flow_id].intents[0])
    waiting, seen = [start], {key(start.state)}
    while waiting and len(seen) < _MOST_STATES:
        talk = waiting.pop(0 if len(seen) % 2 else -1)
        tapped = Talk(book, lender, rules, state=talk.state, through_json=False).press("complaint")
        assert tapped.taken
        top = tapped.state.top
        assert top is not None
        assert top.flow == "complaint_register"
        if flow_id != "complaint_register":
            assert _agreed(tapped).performs[-1].effect == "house.complaints.register"
            assert tapped.done().one(Receipt)
        if talk.performs or not talk.state.frames:
            continue
        for how, what in answers(talk, book):
            step = Talk(book, lender, rules, state=talk.state, through_json=False)
            step.say(what) if how == "say" else step.press(what)
            if not step.all(HandOver) and key(step.state) not in seen:
                seen.add(key(step.state))
                waiting.append(step)


def test_a_visitor_is_asked_for_no_sign_in(book: FlowBook) -> None:
    talk = Talk(book, Lender(registered=False), who=Caller("A0")).press("complaint")
    assert any(isinstance(one, WAITING) for one in talk.outputs)
    assert _agreed(talk).performs[-1].effect == "house.complaints.register"


async def _taps(person: Served) -> Served:
    return await person.presses_id("complaint", "我要投诉")


async def _registers(person: Served) -> None:
    """From the tap to the number, leaving out whatever may be left out."""
    for _ in range(6):
        if any(one["content"].get("card") == "confirm" for one in person.last):
            break
        await person.presses("跳过")
    await person.presses("yes:")
    assert "T" in person.text
    assert "已经登记" in person.text


async def test_somebody_who_waits_registers_it_and_keeps_her_place(house: TestHouse, teller: Teller) -> None:
    person = await visiting(house, teller)
    await person.presses_id("human", "转人工")
    async with house.database.reading() as session:
        before = await queries.queue_item(session, person.live.conversation_id)
    await _registers(await _taps(person))
    async with house.database.reading() as session:
        after = await queries.queue_item(session, person.live.conversation_id)
    assert before is not None
    assert after is not None
    assert (after.id, after.waiting_since) == (before.id, before.waiting_since)


async def test_with_an_agent_it_is_begun_in_her_hands_and_she_is_told(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.presses_id("human", "转人工")
    agent = await house.staff("one")
    async with house.database.transaction() as session:
        item = await queries.queue_item(session, person.live.conversation_id)
        assert item is not None
        await desk.accept(session, house.house.desk, item.id, by=agent, now=house.clock.now())
    await person.hears()
    await _taps(person)
    assert "我要投诉" in person.text
    assert [row.intent for row in await person.rows()] == ["complaint_register"]
    assert (await house.state(person.live)).owner.kind is OwnerKind.AGENT


async def test_a_robot_that_understood_nothing_again_and_again_registers_it(house: TestHouse, teller: Teller) -> None:
    person = await visiting(house, teller)
    for said in ("蓝色的月亮", "紫色的河", "绿色的风"):
        await person.says(said)
    await _registers(await _taps(person))


async def test_a_threat_is_offered_the_form_with_what_she_said(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    said = "你们昨天扣了我两次款，到现在没退，我已经打算去12378反映了"
    await person.says(said)
    assert "您想投诉的是哪方面的事" in person.text
    await person.presses("跳过")
    assert "请说说发生了什么" not in person.text
    await person.presses("跳过")
    card = person.card("confirm")
    assert said in str(card)
