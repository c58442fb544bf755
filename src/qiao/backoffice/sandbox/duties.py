"""What happens by itself: each entry of the agenda and the function that does it."""

from qiao.backoffice.sandbox import fixture, money, serve_customers, serve_identity, work
from qiao.backoffice.sandbox.lender import Duty

DUTIES: dict[str, Duty] = {
    "nightly": money.nightly,
    "deduct": money.deduct,
    "payment-outcome": money.decide_payment,
    "settle": money.begin_settlement,
    "refund": money.pay_refund,
    "redress": money.pay_redress,
    "hold-end": work.end_hold,
    "disburse": fixture.disburse,
    "face-outcome": serve_identity.decide_face,
    "close": serve_identity.close,
    "callback-done": serve_customers.callback_done,
}
