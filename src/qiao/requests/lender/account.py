"""The account itself: what is on file, the password, the registered phone, closing."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract.operation import Shape
from qiao.requests.lender.kinds import FLAG, ID, MOMENT, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row
from qiao.requests.values import Value

register = Register()

SCHEDULED, CANCELLED = "scheduled", "cancelled"


def _corrected(answers: Sequence[Shape]) -> Row:
    made = cast("cu.Correction", answers[0])
    return {"id": made.id}


@register.remote(
    "backoffice.customers.correct",
    {"id": ID},
    takes="field",
    optional="text email",
    done=_corrected,
    uses=(c.CORRECT,),
)
def correct(asking: Asking) -> Sequence[Order]:
    """One field of what is on file. What needs a picture is no business of a conversation."""
    value = asking.text_or_none("email") if asking.text("field") == "email" else asking.text_or_none("text")
    body = cu.CorrectionOrder.model_validate({"field": asking.text("field"), "value": value})
    return [Order(c.CORRECT, asking.customer, body)]


@register.read("corrections.read", {"id": ID, "field": TEXT, "state": TEXT}, takes="id")
async def correction(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.CORRECTION, asking.text("id"))
    return [{"id": found.id, "field": found.field, "state": found.state}]


def _reset(answers: Sequence[Shape]) -> Row:
    made = cast("cu.PasswordReset", answers[0])
    return {"id": made.id, "sent_to": made.sent_to_masked, "until": made.expires_at.isoformat()}


@register.remote(
    "backoffice.passwords.reset",
    {"id": ID, "sent_to": TEXT, "until": MOMENT},
    takes="",
    done=_reset,
    uses=(c.RESET_PASSWORD,),
)
def reset_password(asking: Asking) -> Sequence[Order]:
    return [Order(c.RESET_PASSWORD, asking.customer, c.RESET_PASSWORD.takes())]


@register.read("password-resets.read", {"id": ID, "is_valid": FLAG}, takes="id")
async def password_reset(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.PASSWORD_RESET, asking.text("id"))
    return [{"id": found.id, "is_valid": asking.now < found.expires_at}]


@register.read("closures.standing", {"id": ID, "is_scheduled": FLAG, "is_none": FLAG, "closes_at": MOMENT})
async def standing_closure(asking: Asking) -> Sequence[Row]:
    """The closure that waits for its day, where there is one."""
    closures = (await asking.lender.read(c.CLOSURES, asking.customer)).items
    waiting = next((one for one in closures if one.state == SCHEDULED), None)
    if waiting is None:
        return [{"id": None, "is_scheduled": False, "is_none": True, "closes_at": None}]
    closes_at = waiting.closes_at.isoformat()
    return [{"id": waiting.id, "is_scheduled": True, "is_none": False, "closes_at": closes_at}]


def _closure(answers: Sequence[Shape]) -> Row:
    made = cast("cu.Closure", answers[0])
    return {"id": made.id, "closes_at": made.closes_at.isoformat(), "is_scheduled": made.state == SCHEDULED}


@register.remote(
    "backoffice.closures.change",
    {"id": ID, "closes_at": MOMENT, "is_scheduled": FLAG},
    takes="",
    optional="closure wish",
    done=_closure,
    uses=(c.CLOSE_ACCOUNT, c.CANCEL_CLOSURE),
)
def change_closure(asking: Asking) -> Sequence[Order]:
    """Take the closure back that is waiting (`wish`: cancelled), or have the account closed."""
    if asking.text_or_none("wish") == CANCELLED:
        return [Order(c.CANCEL_CLOSURE, asking.text("closure"), c.CANCEL_CLOSURE.takes())]
    return [Order(c.CLOSE_ACCOUNT, asking.customer, cu.ClosureOrder())]


@register.read("closures.read", {"id": ID, "as_wished": FLAG}, takes="id wish")
async def closure(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.CLOSURE, asking.text("id"))
    return [{"id": found.id, "as_wished": found.state == (asking.text_or_none("wish") or SCHEDULED)}]


def _phone(answers: Sequence[Shape]) -> Row:
    made = cast("cu.PhoneChange", answers[0])
    return {"id": made.id, "in_review": made.state == "review", "old": made.old_masked, "new": made.new_masked}


@register.remote(
    "backoffice.phones.change",
    {"id": ID, "in_review": FLAG, "old": TEXT, "new": TEXT},
    takes="new_phone face code",
    done=_phone,
    uses=(c.CHANGE_PHONE,),
)
def change_phone(asking: Asking) -> Sequence[Order]:
    """`face` and `code` are the lender's own numbers of a face check and a code that passed."""
    body = cu.PhoneChangeOrder(
        new_phone=asking.text("new_phone"), face_check_id=asking.text("face"), code_challenge_id=asking.text("code")
    )
    return [Order(c.CHANGE_PHONE, asking.customer, body)]


@register.read("phone-changes.read", {"id": ID, "state": TEXT, "old_number_told": FLAG}, takes="id")
async def phone_change(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.PHONE_CHANGE, asking.text("id"))
    return [{"id": found.id, "state": found.state, "old_number_told": found.old_number_told}]


@register.fact("customer.frozen")
async def is_frozen(asking: Asking) -> Value:
    return (await asking.lender.read(c.CUSTOMER, asking.customer)).is_frozen


@register.fact("customer.in_flight")
async def is_in_flight(asking: Asking) -> Value:
    """Whether a payment is on its way for any of the loans."""
    loans = (await asking.lender.read(c.LOANS, asking.customer)).items
    return any(one.payment_in_flight for one in loans)
