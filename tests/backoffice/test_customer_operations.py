"""Identity, consents, messages, call-backs, freezing and closing: done, refused, and read back."""

from datetime import timedelta

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.payments import Hold, HoldKind
from qiao.backoffice.sandbox import money
from qiao.backoffice.sandbox.records import CustomerRecord, InboxMessage
from tests.backoffice.conftest import Teller


def latest_code(teller: Teller, phone: str) -> str:
    text = [one.text for one in teller.lender.store.all(InboxMessage) if one.phone == phone][-1]
    return text.partition("验证码 ")[2][:6]


def somebody(teller: Teller) -> CustomerRecord:
    return next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if one.stage == "repaying" and one.face_outcome == "passed" and one.sim_changed_on is None and one.email
    )


async def face(teller: Teller, customer_id: str) -> str:
    asked = await teller.ask(ops.ASK_FACE, customer_id, purpose="phone")
    await teller.advance(seconds=5)
    return asked.id


async def code_to(teller: Teller, customer_id: str, phone: str) -> str:
    sent = await teller.ask(ops.SEND_CODE, customer_id, purpose="phone", to="new_phone", new_phone=phone)
    await teller.ask(ops.TRY_CODE, sent.id, code=latest_code(teller, phone))
    return sent.id


async def test_nothing_leaves_unmasked(teller: Teller) -> None:
    one = somebody(teller)
    assert (await teller.ask(ops.LOOKUP, phone=one.phone)).customer_id == one.id
    assert (await teller.ask(ops.LOOKUP, phone="15499999999")).customer_id is None
    shown = await teller.ask(ops.CUSTOMER, one.id)
    for value in (one.name, one.phone, one.id_number, one.address, one.email or "?"):
        assert value not in shown.model_dump_json()
    assert shown.phone_masked == f"154****{one.phone[-4:]}"


async def test_comparing_is_not_guessing(teller: Teller) -> None:
    one = somebody(teller)
    assert (await teller.ask(ops.MATCH, one.id, what="id_tail", value=one.id_number[-4:])).matches
    for _ in range(5):
        assert not (await teller.ask(ops.MATCH, one.id, what="id_tail", value="0000")).matches
    assert await teller.refused(ops.MATCH, one.id, what="id_tail", value=one.id_number[-4:]) == "MatchesLocked"
    await teller.advance(minutes=31)
    assert (await teller.ask(ops.MATCH, one.id, what="name", value=one.name)).matches


async def test_a_code_arrives_and_passes_once(teller: Teller) -> None:
    one = somebody(teller)
    sent = await teller.ask(ops.SEND_CODE, one.id, purpose="step_up")
    assert (sent.state, sent.tries_left) == ("waiting", 5)
    code = latest_code(teller, one.phone)
    assert code not in sent.model_dump_json()
    assert (await teller.ask(ops.TRY_CODE, sent.id, code=code)).state == "passed"
    assert await teller.refused(ops.TRY_CODE, sent.id, code=code) == "CodeOver"
    assert (await teller.ask(ops.CODE, sent.id)).state == "passed"


async def test_five_wrong_codes_lock_for_half_an_hour(teller: Teller) -> None:
    one = somebody(teller)
    sent = await teller.ask(ops.SEND_CODE, one.id, purpose="step_up")
    right = latest_code(teller, one.phone)
    wrong = "000000" if right != "000000" else "111111"
    left = [(await teller.ask(ops.TRY_CODE, sent.id, code=wrong)).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert await teller.refused(ops.TRY_CODE, sent.id, code=right) == "CodeOver"
    assert await teller.refused(ops.SEND_CODE, one.id, purpose="another") == "CodesLocked"
    await teller.advance(minutes=31)
    assert (await teller.ask(ops.SEND_CODE, one.id, purpose="step_up")).state == "waiting"


async def test_a_code_lives_ten_minutes_and_the_latest_counts(teller: Teller) -> None:
    one = somebody(teller)
    first = await teller.ask(ops.SEND_CODE, one.id, purpose="step_up")
    code = latest_code(teller, one.phone)
    second = await teller.ask(ops.SEND_CODE, one.id, purpose="step_up")
    assert await teller.refused(ops.TRY_CODE, first.id, code=code) == "CodeOver"
    await teller.advance(minutes=10)
    assert (await teller.ask(ops.CODE, second.id)).state == "expired"
    assert await teller.refused(ops.TRY_CODE, second.id, code="123456") == "CodeOver"


@pytest.mark.parametrize("outcome", ["passed", "failed", "waiting"])
async def test_a_face_check_ends_as_it_is_scripted(teller: Teller, outcome: str) -> None:
    one = somebody(teller)
    await teller.play(f"customers/{one.id}/script", face_outcome=outcome)
    asked = await face(teller, one.id)
    assert (await teller.ask(ops.FACE, asked)).state == outcome
    await teller.advance(minutes=16)
    assert (await teller.ask(ops.FACE, asked)).state == ("expired" if outcome == "waiting" else outcome)


async def test_a_phone_is_changed_with_both_proofs_and_then_cools(teller: Teller) -> None:
    one, new = somebody(teller), "15488880001"
    proof = {"face_check_id": await face(teller, one.id), "code_challenge_id": await code_to(teller, one.id, new)}
    made = await teller.ask(ops.CHANGE_PHONE, one.id, new_phone=new, **proof)
    assert (made.state, made.risk, made.old_number_told) == ("done", None, True)
    assert (await teller.ask(ops.LOOKUP, phone=new)).customer_id == one.id
    kinds = {teller.lender.need(Hold, each).kind for each in made.hold_ids}
    assert kinds == {HoldKind.DRAW, HoldKind.CARD_CHANGE}
    assert "变更" in [each.text for each in teller.lender.store.all(InboxMessage) if each.phone == one.phone][-1]
    card = (await teller.ask(ops.CARDS, one.id)).items[0]
    assert await teller.refused(ops.UNBIND_CARD, card.id) == "CardChangesHeld"
    assert await teller.refused(ops.RELEASE_HOLD, made.hold_ids[0]) == "HoldNotReleasable"
    assert made == await teller.ask(ops.PHONE_CHANGE, made.id)


async def test_a_stolen_number_waits_for_a_person(teller: Teller) -> None:
    one, new = somebody(teller), "15488880002"
    await teller.play(f"customers/{one.id}/script", sim_changed_on=teller.lender.today.isoformat())
    proof = {"face_check_id": await face(teller, one.id), "code_challenge_id": await code_to(teller, one.id, new)}
    made = await teller.ask(ops.CHANGE_PHONE, one.id, new_phone=new, **proof)
    assert (made.state, made.risk) == ("review", "sim_swap")
    assert (await teller.ask(ops.LOOKUP, phone=one.phone)).customer_id == one.id
    assert (await teller.ask(ops.LOOKUP, phone=new)).customer_id is None
    assert "phone.change_held" in await teller.events(teller.last_event() - 20)


async def test_a_phone_is_not_changed_without_proof(teller: Teller) -> None:
    one, new = somebody(teller), "15488880003"
    seen, code = await face(teller, one.id), await code_to(teller, one.id, new)
    for proof in (
        {"face_check_id": seen, "code_challenge_id": "OTP999"},
        {"face_check_id": "FC1", "code_challenge_id": code},
    ):
        assert await teller.refused(ops.CHANGE_PHONE, one.id, new_phone=new, **proof) == "NotProven"
    # A code to one number proves nothing about another.
    other = {"face_check_id": seen, "code_challenge_id": code}
    assert await teller.refused(ops.CHANGE_PHONE, one.id, new_phone="15488880004", **other) == "NotProven"
    taken = teller.lender.store.all(CustomerRecord)[200].phone
    proof = {"face_check_id": seen, "code_challenge_id": await code_to(teller, one.id, taken)}
    assert await teller.refused(ops.CHANGE_PHONE, one.id, new_phone=taken, **proof) == "PhoneTaken"


async def test_freezing_is_at_once_and_lifting_is_a_persons(teller: Teller) -> None:
    one = somebody(teller)
    frozen = await teller.ask(ops.FREEZE, one.id, reason="impersonation")
    assert frozen == await teller.ask(ops.FREEZE, one.id, reason="again")
    assert (await teller.ask(ops.CUSTOMER, one.id)).is_frozen
    card = (await teller.ask(ops.CARDS, one.id)).items[0]
    assert await teller.refused(ops.UNBIND_CARD, card.id) == "AccountFrozen"
    assert await teller.refused(ops.LIFT_FREEZE, frozen.id, approved_by="审核员", face_check_id="FC9") == "NotProven"
    seen = await face(teller, one.id)
    lifted = await teller.ask(ops.LIFT_FREEZE, frozen.id, approved_by="审核员", face_check_id=seen)
    assert (lifted.state, lifted.approved_by) == ("lifted", "审核员")
    assert not (await teller.ask(ops.CUSTOMER, one.id)).is_frozen
    assert lifted == await teller.ask(ops.FREEZE_READ, frozen.id)


def free(teller: Teller) -> CustomerRecord:
    """Somebody who owes nothing and waits for nothing."""
    return next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if one.stage == "credit_granted" and not money.owes_anything(teller.lender, one)
    )


async def test_an_account_is_closed_after_fifteen_days(teller: Teller) -> None:
    one = free(teller)
    assert (await teller.ask(ops.CLOSURE_CHECK, one.id)).blockers == ()
    made = await teller.ask(ops.CLOSE_ACCOUNT, one.id)
    assert made.closes_at - made.requested_at == timedelta(days=15)
    assert await teller.refused(ops.CLOSE_ACCOUNT, one.id) == "ClosureStanding"
    await teller.advance(days=14)
    assert (await teller.ask(ops.CLOSURE, made.id)).state == "scheduled"
    await teller.advance(days=1)
    assert (await teller.ask(ops.CLOSURE, made.id)).state == "closed"
    assert (await teller.ask(ops.CUSTOMER, one.id)).stage == "closed"
    assert (await teller.ask(ops.LOOKUP, phone=one.phone)).customer_id is None


async def test_a_closure_is_taken_back_and_one_with_debts_refused(teller: Teller) -> None:
    one = free(teller)
    made = await teller.ask(ops.CLOSE_ACCOUNT, one.id, reason="不用了")
    assert (await teller.ask(ops.CLOSURES, one.id)).items == (made,)
    assert (await teller.ask(ops.CANCEL_CLOSURE, made.id)).state == "cancelled"
    assert await teller.refused(ops.CANCEL_CLOSURE, made.id) == "ClosureNotStanding"
    await teller.advance(days=16)
    assert (await teller.ask(ops.CUSTOMER, one.id)).stage == "credit_granted"
    debtor = teller.late()
    response = await teller.send(ops.CLOSE_ACCOUNT, debtor.customer_id)
    assert response.status_code == 409
    assert "balance" in response.json()["params"]["blockers"]


async def test_consents_change_and_a_stranger_learns_nothing(teller: Teller) -> None:
    one = somebody(teller)
    on = await teller.ask(ops.SET_CONSENT, one.id, channel="sms", purpose="marketing", granted=True)
    assert on == await teller.ask(ops.CONSENT, on.id)
    known = await teller.ask(ops.OPT_OUT, phone=one.phone, channel="sms")
    unknown = await teller.ask(ops.OPT_OUT, phone="15499999998", channel="sms")
    assert known == unknown
    assert not (await teller.ask(ops.CONSENT, on.id)).granted
    assert on.id in [each.id for each in (await teller.ask(ops.CONSENTS, one.id)).items]


async def test_amounts_by_text_message_need_a_consent(teller: Teller) -> None:
    one = somebody(teller)
    order = {"channel": "sms", "template": "bill"}
    await teller.ask(ops.SET_CONSENT, one.id, channel="sms", purpose="service_details", granted=False)
    assert await teller.refused(ops.SEND_MESSAGE, one.id, **order) == "ConsentMissing"
    await teller.ask(ops.SET_CONSENT, one.id, channel="sms", purpose="service_details", granted=True)
    sent = await teller.ask(ops.SEND_MESSAGE, one.id, **order)
    assert sent == await teller.ask(ops.MESSAGE, sent.id)
    assert (await teller.ask(ops.SEND_MESSAGE, one.id, channel="app", template="bill")).to_masked == "app"
    assert await teller.refused(ops.SEND_MESSAGE, one.id, channel="app", template="poem") == "TemplateUnknown"


async def test_a_call_back_is_booked_within_hours_once_a_topic(teller: Teller) -> None:
    one = somebody(teller)
    start = teller.lender.now + timedelta(hours=2)
    order = {"topic": "repayment", "starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    made = await teller.ask(ops.BOOK_CALLBACK, one.id, **order)
    assert made.number_masked == f"154****{one.phone[-4:]}"
    assert await teller.refused(ops.BOOK_CALLBACK, one.id, **order) == "CallbackStanding"
    night = {**order, "starts_at": (start + timedelta(hours=7)).isoformat()}
    night["ends_at"] = (start + timedelta(hours=8)).isoformat()
    assert await teller.refused(ops.BOOK_CALLBACK, one.id, **night) == "OutsideHours"
    back = {**order, "ends_at": order["starts_at"]}
    assert await teller.refused(ops.BOOK_CALLBACK, one.id, **back) == "WindowNotValid"
    assert (await teller.ask(ops.CANCEL_CALLBACK, made.id)).state == "cancelled"
    again = await teller.ask(ops.BOOK_CALLBACK, one.id, **order)
    await teller.advance(hours=4)
    assert (await teller.ask(ops.CALLBACK, again.id)).state == "done"
    assert await teller.refused(ops.CANCEL_CALLBACK, again.id) == "CallbackNotStanding"


async def test_corrections_need_what_they_say(teller: Teller) -> None:
    one = somebody(teller)
    assert await teller.refused(ops.CORRECT, one.id, field="name", value="测试新名") == "PictureNeeded"
    waits = await teller.ask(ops.CORRECT, one.id, field="name", value="测试新名", picture_sha256="b" * 64)
    assert waits.state == "review"
    done = await teller.ask(ops.CORRECT, one.id, field="email", value="new@example.invalid")
    assert (done.state, done.customer_version) == ("done", one.version + 1)
    assert done == await teller.ask(ops.CORRECTION, done.id)
    picture = {"picture_sha256": "b" * 64}
    past = teller.lender.today.isoformat()
    assert await teller.refused(ops.CORRECT, one.id, field="id_expires_on", value=past, **picture) == "ValueNotValid"
    assert await teller.refused(ops.CORRECT, one.id, field="email", value="nothing") == "ValueNotValid"
    later = await teller.ask(ops.CORRECT, one.id, field="id_expires_on", value="2040-01-01", **picture)
    assert later.state == "done"


async def test_a_new_password_goes_to_the_registered_phone(teller: Teller) -> None:
    one = somebody(teller)
    made = await teller.ask(ops.RESET_PASSWORD, one.id)
    assert made == await teller.ask(ops.PASSWORD_RESET, made.id)
    assert made.id in [each.text for each in teller.lender.store.all(InboxMessage) if each.phone == one.phone][-1]


async def test_a_collector_is_known_or_not(teller: Teller) -> None:
    assert (await teller.ask(ops.COLLECTOR, "A0001")).is_authorised
    assert await teller.refused(ops.COLLECTOR, "A9999") == "NotFound"
    assert len((await teller.ask(ops.INCIDENTS)).items) == 2
