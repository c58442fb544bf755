"""Operations on proof and access: one-time codes, face checks, the registered phone, freezing, closing."""

from datetime import timedelta

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import (
    Closure,
    ClosureCheck,
    ClosureOrder,
    CodeChallenge,
    CodeOrder,
    CodeTry,
    FaceCheck,
    FaceOrder,
    Freeze,
    FreezeOrder,
    LiftOrder,
    PasswordReset,
    PhoneChange,
    PhoneChangeOrder,
)
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.contract.payments import HoldKind, Payment, PaymentState
from qiao.backoffice.contract.service import Case, Ticket
from qiao.backoffice.sandbox import book, money
from qiao.backoffice.sandbox.lender import Lender, refuse
from qiao.backoffice.sandbox.records import CodeRecord, CustomerRecord, FaceRecord, HeldPhone, LoanRecord
from qiao.backoffice.sandbox.serve_customers import by_phone, masked_phone
from qiao.backoffice.sandbox.serving import serves
from qiao.backoffice.sandbox.work import hold

CODE_TRIES = 5
CODE_LIVES = timedelta(minutes=10)
CODES_LOCKED_FOR = timedelta(minutes=30)
FACE_LIVES = timedelta(minutes=15)
PROOF_HOLDS = timedelta(minutes=30)
COOLING_AFTER_PHONE = timedelta(hours=24)
COOLING_BEFORE_CLOSING = timedelta(days=15)
SIM_IS_FRESH = timedelta(days=3)
PHONE_IS_FRESH = timedelta(days=30)
_FACE_TAKES = timedelta(seconds=3)


@serves(ops.SEND_CODE)
def send_code(lender: Lender, customer_id: str, given: CodeOrder) -> CodeChallenge:
    customer = lender.need(CustomerRecord, customer_id)
    locked = _locked_until(lender, customer_id)
    if locked:
        refuse("CodesLocked", until=locked)
    phone = customer.phone
    if given.to == "new_phone":
        if given.new_phone is None:
            refuse("NewPhoneNeeded")
        phone = given.new_phone
    for earlier in list(lender.of_customer(CodeRecord, customer_id)):
        # Only the latest code of a purpose counts.
        if earlier.state == "waiting" and earlier.purpose == given.purpose:
            lender.change(earlier, state="expired")
    identifier = lender.number("OTP")
    code = f"{lender.draw('code', identifier) % 1_000_000:06d}"
    made = lender.keep(
        CodeRecord(
            id=identifier,
            customer_id=customer_id,
            purpose=given.purpose,
            sent_to_masked=masked_phone(phone),
            expires_at=lender.now + CODE_LIVES,
            tries_left=CODE_TRIES,
            state="waiting",
            code=code,
            phone=phone,
        )
    )
    lender.text(phone, f"【测试贷】验证码 {code}，10 分钟内有效，请勿告诉他人。")
    lender.tell("code.sent", customer_id=customer_id, resource_id=made.id, purpose=given.purpose)
    return _code(made)


def _code(record: CodeRecord) -> CodeChallenge:
    return CodeChallenge.model_validate(record.model_dump(exclude={"code", "phone"}))


def _locked_until(lender: Lender, customer_id: str) -> str | None:
    moments = [
        one.locked_until
        for one in lender.of_customer(CodeRecord, customer_id)
        if one.locked_until and one.locked_until > lender.now
    ]
    return max(moments).isoformat() if moments else None


@serves(ops.CODE)
def code(lender: Lender, identifier: str, _given: Nothing) -> CodeChallenge:
    found = lender.need(CodeRecord, identifier)
    if found.state == "waiting" and lender.now >= found.expires_at:
        return _code(found).model_copy(update={"state": "expired"})
    return _code(found)


@serves(ops.TRY_CODE)
def try_code(lender: Lender, identifier: str, given: CodeTry) -> CodeChallenge:
    found = lender.need(CodeRecord, identifier)
    if found.state != "waiting" or lender.now >= found.expires_at:
        refuse("CodeOver", state=found.state)
    if given.code == found.code:
        return _code(lender.change(found, state="passed"))
    left = found.tries_left - 1
    if left:
        return _code(lender.change(found, tries_left=left))
    until = lender.now + CODES_LOCKED_FOR
    return _code(lender.change(found, tries_left=0, state="locked", locked_until=until))


@serves(ops.ASK_FACE)
def ask_face(lender: Lender, customer_id: str, given: FaceOrder) -> FaceCheck:
    """The provider's answer is scripted: as the customer's record says, a few seconds later."""
    customer = lender.need(CustomerRecord, customer_id)
    identifier = lender.number("FC")
    made = lender.keep(
        FaceRecord(
            id=identifier,
            customer_id=customer_id,
            purpose=given.purpose,
            state="waiting",
            url=f"/sandbox/face/{identifier}",
            expires_at=lender.now + FACE_LIVES,
            outcome=customer.face_outcome,
        )
    )
    lender.plan(lender.now + _FACE_TAKES, "face-outcome", made.id)
    lender.tell("face.asked", customer_id=customer_id, resource_id=made.id)
    return _face(made)


def _face(record: FaceRecord) -> FaceCheck:
    return FaceCheck.model_validate(record.model_dump(exclude={"outcome"}))


def decide_face(lender: Lender, identifier: str) -> None:
    found = lender.need(FaceRecord, identifier)
    if found.state == "waiting" and found.outcome != "waiting":
        lender.change(found, state=found.outcome)
        lender.tell("face.decided", customer_id=found.customer_id, resource_id=found.id, state=found.outcome)


@serves(ops.FACE)
def face(lender: Lender, identifier: str, _given: Nothing) -> FaceCheck:
    found = lender.need(FaceRecord, identifier)
    if found.state == "waiting" and lender.now >= found.expires_at:
        return _face(found).model_copy(update={"state": "expired"})
    return _face(found)


def _face_passed(lender: Lender, identifier: str, customer_id: str) -> bool:
    found = lender.store.find(FaceRecord, identifier)
    return (
        found is not None
        and found.customer_id == customer_id
        and found.state == "passed"
        and lender.now < found.expires_at + PROOF_HOLDS
    )


@serves(ops.CHANGE_PHONE)
def change_phone(lender: Lender, customer_id: str, given: PhoneChangeOrder) -> PhoneChange:
    """The old number is told in any case. A number that looks stolen waits for a person, and nothing changes."""
    customer = lender.need(CustomerRecord, customer_id)
    if customer.is_frozen:
        refuse("AccountFrozen")
    proof = lender.store.find(CodeRecord, given.code_challenge_id)
    code_passed = proof is not None and (proof.customer_id, proof.phone, proof.state) == (
        customer_id, given.new_phone, "passed",
    )  # fmt: skip
    if not code_passed or not _face_passed(lender, given.face_check_id, customer_id):
        refuse("NotProven")
    if by_phone(lender, given.new_phone) is not None:
        refuse("PhoneTaken")
    risk = _phone_risk(lender, customer)
    holds = [
        hold(lender, customer_id, None, kind, reason="phone change", ends_at=lender.now + COOLING_AFTER_PHONE).id
        for kind in (HoldKind.DRAW, HoldKind.CARD_CHANGE)
    ]
    lender.text(customer.phone, "【测试贷】您的注册手机号正在变更，如非本人操作请立即联系客服。")
    made = lender.keep(
        PhoneChange(
            id=lender.number("PH"),
            customer_id=customer_id,
            old_masked=masked_phone(customer.phone),
            new_masked=masked_phone(given.new_phone),
            state="review" if risk else "done",
            risk=risk,
            hold_ids=tuple(holds),
            old_number_told=True,
            made_at=lender.now,
        )
    )
    if risk:
        lender.keep(HeldPhone(id=made.id, new_phone=given.new_phone))
        lender.tell("phone.change_held", customer_id=customer_id, resource_id=made.id, risk=risk)
    else:
        _change_phone(lender, made, given.new_phone, by_person=False)
    return made


def _change_phone(lender: Lender, change: PhoneChange, new_phone: str, *, by_person: bool) -> None:
    customer = lender.need(CustomerRecord, change.customer_id)
    lender.change(customer, phone=new_phone, phone_changed_on=lender.today, version=customer.version + 1)
    lender.tell("phone.changed", customer_id=customer.id, resource_id=change.id, risk=change.risk, by_person=by_person)


def decide_phone(lender: Lender, identifier: str, *, approved: bool) -> PhoneChange:
    """What a person at the lender decides about a change that looked risky."""
    found = lender.need(PhoneChange, identifier)
    if found.state != "review":
        refuse("PhoneChangeDecided", state=found.state)
    decided = lender.change(found, state="done" if approved else "refused")
    if approved:
        _change_phone(lender, decided, lender.need(HeldPhone, identifier).new_phone, by_person=True)
    else:
        lender.tell("phone.change_refused", customer_id=found.customer_id, resource_id=identifier)
    return decided


def _phone_risk(lender: Lender, customer: CustomerRecord) -> str | None:
    if customer.sim_changed_on and lender.today - customer.sim_changed_on <= SIM_IS_FRESH:
        return "sim_swap"
    if customer.phone_changed_on and lender.today - customer.phone_changed_on <= PHONE_IS_FRESH:
        return "recent_change"
    return None


@serves(ops.PHONE_CHANGE)
def phone_change(lender: Lender, identifier: str, _given: Nothing) -> PhoneChange:
    return lender.need(PhoneChange, identifier)


@serves(ops.RESET_PASSWORD)
def reset_password(lender: Lender, customer_id: str, _given: Nothing) -> PasswordReset:
    customer = lender.need(CustomerRecord, customer_id)
    identifier = lender.number("PW")
    lender.text(customer.phone, f"【测试贷】重置密码链接 https://example.invalid/reset/{identifier}，30 分钟内有效。")
    lender.tell("password.reset_sent", customer_id=customer_id, resource_id=identifier)
    return lender.keep(
        PasswordReset(
            id=identifier,
            customer_id=customer_id,
            sent_to_masked=masked_phone(customer.phone),
            expires_at=lender.now + timedelta(minutes=30),
        )
    )


@serves(ops.PASSWORD_RESET)
def password_reset(lender: Lender, identifier: str, _given: Nothing) -> PasswordReset:
    return lender.need(PasswordReset, identifier)


@serves(ops.FREEZE)
def freeze(lender: Lender, customer_id: str, given: FreezeOrder) -> Freeze:
    customer = lender.need(CustomerRecord, customer_id)
    standing = next((one for one in lender.of_customer(Freeze, customer_id) if one.state == "standing"), None)
    if standing is not None:
        return standing
    lender.change(customer, is_frozen=True, version=customer.version + 1)
    made = lender.keep(
        Freeze(
            id=lender.number("FZ"),
            customer_id=customer_id,
            reason=given.reason,
            state="standing",
            made_at=lender.now,
            lifted_at=None,
            approved_by=None,
        )
    )
    lender.tell("customer.frozen", customer_id=customer_id, resource_id=made.id)
    return made


@serves(ops.FREEZE_READ)
def read_freeze(lender: Lender, identifier: str, _given: Nothing) -> Freeze:
    return lender.need(Freeze, identifier)


@serves(ops.LIFT_FREEZE)
def lift_freeze(lender: Lender, identifier: str, given: LiftOrder) -> Freeze:
    found = lender.need(Freeze, identifier)
    if found.state != "standing":
        refuse("FreezeNotStanding")
    if not _face_passed(lender, given.face_check_id, found.customer_id):
        refuse("NotProven")
    customer = lender.need(CustomerRecord, found.customer_id)
    lender.change(customer, is_frozen=False, version=customer.version + 1)
    lender.tell("customer.unfrozen", customer_id=customer.id, resource_id=found.id)
    return lender.change(found, state="lifted", lifted_at=lender.now, approved_by=given.approved_by)


@serves(ops.CLOSURE_CHECK)
def closure_check(lender: Lender, customer_id: str, _given: Nothing) -> ClosureCheck:
    customer = lender.need(CustomerRecord, customer_id)
    return ClosureCheck(customer_id=customer_id, blockers=_blockers(lender, customer))


def _blockers(lender: Lender, customer: CustomerRecord) -> tuple[str, ...]:
    loans = list(lender.of_customer(LoanRecord, customer.id))
    payments = list(lender.of_customer(Payment, customer.id))
    cases = [one.state == "registered" for one in lender.of_customer(Case, customer.id)]
    tickets = [one.state == "open" for one in lender.of_customer(Ticket, customer.id)]
    found = {
        "balance": money.owes_anything(lender, customer),
        "open_case": any(cases) or any(tickets),
        "refund_due": any(
            one.state is PaymentState.POSTED and one.left_over_fen > one.refunded_fen for one in payments
        ),
        "payment_in_flight": any(book.money_on_its_way(lender, one.id) for one in loans),
        "frozen": customer.is_frozen,
    }
    return tuple(name for name, is_so in found.items() if is_so)


@serves(ops.CLOSE_ACCOUNT)
def close_account(lender: Lender, customer_id: str, _given: ClosureOrder) -> Closure:
    customer = lender.need(CustomerRecord, customer_id)
    if any(one.state == "scheduled" for one in lender.of_customer(Closure, customer_id)):
        refuse("ClosureStanding")
    blockers = _blockers(lender, customer)
    if blockers:
        refuse("ClosureBlocked", blockers=list(blockers))
    made = lender.keep(
        Closure(
            id=lender.number("CL"),
            customer_id=customer_id,
            state="scheduled",
            requested_at=lender.now,
            closes_at=lender.now + COOLING_BEFORE_CLOSING,
        )
    )
    lender.plan(made.closes_at, "close", made.id)
    lender.tell("closure.scheduled", customer_id=customer_id, resource_id=made.id, closes_at=made.closes_at.isoformat())
    return made


@serves(ops.CLOSURE)
def closure(lender: Lender, identifier: str, _given: Nothing) -> Closure:
    return lender.need(Closure, identifier)


@serves(ops.CLOSURES)
def closures(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Closure]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Closure](items=tuple(lender.of_customer(Closure, customer_id)))


@serves(ops.CANCEL_CLOSURE)
def cancel_closure(lender: Lender, identifier: str, _given: Nothing) -> Closure:
    found = lender.need(Closure, identifier)
    if found.state != "scheduled":
        refuse("ClosureNotStanding", state=found.state)
    lender.tell("closure.cancelled", customer_id=found.customer_id, resource_id=found.id, lapsed=False)
    return lender.change(found, state="cancelled")


def close(lender: Lender, identifier: str) -> None:
    """The cooling days are over: close, unless something has come up since; then the closure lapses."""
    found = lender.need(Closure, identifier)
    if found.state != "scheduled":
        return
    customer = lender.need(CustomerRecord, found.customer_id)
    if _blockers(lender, customer):
        lender.change(found, state="cancelled")
        lender.tell("closure.cancelled", customer_id=customer.id, resource_id=found.id, lapsed=True)
        return
    lender.change(found, state="closed")
    lender.change(customer, stage="closed", limit_state="none", limit_fen=0, version=customer.version + 1)
    lender.tell("account.closed", customer_id=customer.id, resource_id=found.id)
