"""Operations on the customer: looking her up, correcting her data, her consents, messages and call-backs."""

import re
from datetime import date, time, timedelta

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import (
    Callback,
    CallbackOrder,
    Consent,
    ConsentOrder,
    Correction,
    CorrectionOrder,
    Customer,
    Found,
    LookupOrder,
    Match,
    MatchOrder,
    Message,
    MessageOrder,
    OptOut,
    OptOutOrder,
)
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.sandbox.lender import Lender, refuse
from qiao.backoffice.sandbox.records import CustomerRecord
from qiao.backoffice.sandbox.serving import serves
from qiao.foundation.business_calendar import SHANGHAI

MOST_WRONG_MATCHES = 5
MATCHES_LOCKED_FOR = timedelta(minutes=30)
OPENS, CLOSES = time(9), time(20)
_WORDS = {
    "request_news": "您办理的业务有新的进展，请在App查看",
    "due_soon": "您有一期借款即将到期",
    "deduct_failed": "扣款没有成功，请在App查看",
    "overdue_first_day": "您有一期借款已过还款日，请在App查看",
    "card_invalid": "您的扣款卡已不能使用，请在App更换",
    "hardship_offer": "还款有困难可以申请延期，请在App查看",
    "relief_ending": "您的延期还款安排即将到期，请在App查看",
    "draw_approved": "您的借款申请已通过，请在App签署合同",
    "draw_rejected": "您的借款申请有了结果，请在App查看",
    "credit_granted": "您的额度申请已通过，请在App查看",
    "credit_rejected": "您的额度申请有了结果，请在App查看",
    "disbursed": "您的借款已放款",
    "disburse_failed": "放款没有成功，请在App查看",
    "settled": "您有一笔借款已结清",
    "dormant": "好久不见，额度以App显示为准，拒收请回复T",
}
TEMPLATES = (
    "repayment_plan",
    "bill",
    "receipt",
    "document_ready",
    "disbursement",
    "closing",
    "case_registered",
    *_WORDS,
)
_NEED_PICTURE = {"name", "id_number", "id_expires_on"}
_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def masked_phone(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"


def shown(customer: CustomerRecord) -> Customer:
    return Customer(
        id=customer.id,
        stage=customer.stage,
        name_masked=customer.name[:1] + "*" * (len(customer.name) - 1),
        phone_masked=masked_phone(customer.phone),
        id_masked=customer.id_number[:1] + "*" * 16 + customer.id_number[-1:],
        id_expires_on=customer.id_expires_on,
        region=customer.region,
        email_masked=f"{customer.email[:1]}***@{customer.email.partition('@')[2]}" if customer.email else None,
        born_year=customer.born_on.year,
        flags=customer.flags,
        is_frozen=customer.is_frozen,
        version=customer.version,
    )


def by_phone(lender: Lender, phone: str) -> CustomerRecord | None:
    return next((one for one in lender.store.all(CustomerRecord) if one.phone == phone and one.stage != "closed"), None)


@serves(ops.LOOKUP)
def lookup(lender: Lender, _subject: str, given: LookupOrder) -> Found:
    found = by_phone(lender, given.phone)
    return Found(customer_id=found.id if found else None)


@serves(ops.CUSTOMER)
def customer(lender: Lender, customer_id: str, _given: Nothing) -> Customer:
    return shown(lender.need(CustomerRecord, customer_id))


@serves(ops.MATCH)
def match(lender: Lender, customer_id: str, given: MatchOrder) -> Match:
    """Five wrong values in a row lock the comparison for half an hour: it must not serve for guessing."""
    found = lender.need(CustomerRecord, customer_id)
    if found.matches_locked_until and lender.now < found.matches_locked_until:
        refuse("MatchesLocked", until=found.matches_locked_until.isoformat())
    own = {"id_tail": found.id_number[-4:], "name": found.name, "phone": found.phone}[given.what]
    is_right = given.value.strip().upper() == own.upper()
    wrong = 0 if is_right else found.wrong_matches + 1
    if wrong >= MOST_WRONG_MATCHES:
        lender.change(found, wrong_matches=0, matches_locked_until=lender.now + MATCHES_LOCKED_FOR)
    elif wrong != found.wrong_matches:
        lender.change(found, wrong_matches=wrong)
    return Match(matches=is_right)


@serves(ops.CORRECT)
def correct(lender: Lender, customer_id: str, given: CorrectionOrder) -> Correction:
    """A changed name or identity number waits for a person; an expiry with its picture, and the rest, is done."""
    found = lender.need(CustomerRecord, customer_id)
    if given.field in _NEED_PICTURE and given.picture_sha256 is None:
        refuse("PictureNeeded", field=given.field)
    value = _valid(given, lender.today)
    waits = given.field in {"name", "id_number"}
    if not waits:
        found = lender.change(found, **{given.field: value}, version=found.version + 1)
    made = lender.keep(
        Correction(
            id=lender.number("CR"),
            customer_id=customer_id,
            field=given.field,
            state="review" if waits else "done",
            customer_version=found.version,
            made_at=lender.now,
        )
    )
    lender.tell("customer.corrected", customer_id=customer_id, resource_id=made.id, field=given.field, state=made.state)
    return made


def _valid(given: CorrectionOrder, today: date) -> str | date:
    value = given.value.strip()
    if given.field == "id_expires_on":
        try:
            expires = date.fromisoformat(value)
        except ValueError:
            expires = today
        if expires <= today:
            refuse("ValueNotValid", field=given.field)
        return expires
    shape = {"id_number": _ID_NUMBER, "email": _EMAIL}.get(given.field)
    if not value or (shape and not shape.fullmatch(value.upper())):
        refuse("ValueNotValid", field=given.field)
    return value


@serves(ops.CORRECTION)
def correction(lender: Lender, identifier: str, _given: Nothing) -> Correction:
    return lender.need(Correction, identifier)


@serves(ops.CONSENTS)
def consents(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Consent]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Consent](items=tuple(lender.of_customer(Consent, customer_id)))


@serves(ops.SET_CONSENT)
def set_consent(lender: Lender, customer_id: str, given: ConsentOrder) -> Consent:
    lender.need(CustomerRecord, customer_id)
    return put_consent(lender, customer_id, given)


def put_consent(lender: Lender, customer_id: str, given: ConsentOrder) -> Consent:
    identifier = f"{customer_id}-{given.channel}-{given.purpose}"
    standing = lender.store.find(Consent, identifier)
    if standing is not None and standing.granted is given.granted:
        return standing
    made = lender.keep(
        Consent(
            id=identifier,
            customer_id=customer_id,
            channel=given.channel,
            purpose=given.purpose,
            granted=given.granted,
            since=lender.now,
        )
    )
    lender.tell(
        "consent.changed", customer_id=customer_id, resource_id=identifier, channel=given.channel,
        purpose=given.purpose, granted=given.granted,
    )  # fmt: skip
    return made


@serves(ops.CONSENT)
def consent(lender: Lender, identifier: str, _given: Nothing) -> Consent:
    return lender.need(Consent, identifier)


@serves(ops.OPT_OUT)
def opt_out(lender: Lender, _subject: str, given: OptOutOrder) -> OptOut:
    found = by_phone(lender, given.phone)
    if found is not None:
        put_consent(lender, found.id, ConsentOrder(channel=given.channel, purpose="marketing", granted=False))
    return OptOut(channel=given.channel, done=True)


@serves(ops.SEND_MESSAGE)
def send_message(lender: Lender, customer_id: str, given: MessageOrder) -> Message:
    found = lender.need(CustomerRecord, customer_id)
    if given.template not in TEMPLATES:
        refuse("TemplateUnknown", known=list(TEMPLATES))
    if given.channel == "sms":
        agreed = lender.store.find(Consent, f"{customer_id}-sms-service_details")
        if agreed is None or not agreed.granted:
            refuse("ConsentMissing", purpose="service_details")
        words = _WORDS.get(given.template, given.template)
        lender.text(found.phone, " ".join(("【测试贷】" + words, given.loan_id or "", given.number or "")).strip())
    made = lender.keep(
        Message(
            id=lender.number("M"),
            customer_id=customer_id,
            channel=given.channel,
            template=given.template,
            sent_at=lender.now,
            to_masked=masked_phone(found.phone) if given.channel == "sms" else "app",
        )
    )
    lender.tell(
        "message.sent", customer_id=customer_id, loan_id=given.loan_id, resource_id=made.id, template=given.template
    )
    return made


@serves(ops.MESSAGE)
def message(lender: Lender, identifier: str, _given: Nothing) -> Message:
    return lender.need(Message, identifier)


@serves(ops.BOOK_CALLBACK)
def book_callback(lender: Lender, customer_id: str, given: CallbackOrder) -> Callback:
    found = lender.need(CustomerRecord, customer_id)
    starts, ends = given.starts_at.astimezone(SHANGHAI), given.ends_at.astimezone(SHANGHAI)
    if not lender.now < ends or not starts < ends or starts.date() != ends.date():
        refuse("WindowNotValid")
    if starts.time() < OPENS or ends.time() > CLOSES:
        refuse("OutsideHours", opens=OPENS.isoformat("minutes"), closes=CLOSES.isoformat("minutes"))
    own = lender.of_customer(Callback, customer_id)
    if any(one.topic == given.topic and one.state == "booked" for one in own):
        refuse("CallbackStanding", topic=given.topic)
    made = lender.keep(
        Callback(
            id=lender.number("CB"),
            customer_id=customer_id,
            topic=given.topic,
            starts_at=starts,
            ends_at=ends,
            number_masked=masked_phone(given.number or found.phone),
            state="booked",
        )
    )
    lender.plan(ends, "callback-done", made.id)
    lender.tell("callback.booked", customer_id=customer_id, resource_id=made.id, starts_at=starts.isoformat())
    return made


def callback_done(lender: Lender, identifier: str) -> None:
    """When its window is over a call has been made."""
    found = lender.need(Callback, identifier)
    if found.state == "booked":
        lender.change(found, state="done")


@serves(ops.CALLBACK)
def callback(lender: Lender, identifier: str, _given: Nothing) -> Callback:
    return lender.need(Callback, identifier)


@serves(ops.CANCEL_CALLBACK)
def cancel_callback(lender: Lender, identifier: str, _given: Nothing) -> Callback:
    found = lender.need(Callback, identifier)
    if found.state != "booked":
        refuse("CallbackNotStanding", state=found.state)
    lender.tell("callback.cancelled", customer_id=found.customer_id, resource_id=found.id)
    return lender.change(found, state="cancelled")
