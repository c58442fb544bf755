"""How much may be borrowed and what it would cost: the limit, changing it, and a trial without an account."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract.operation import Shape
from qiao.requests.lender.kinds import DATE, FLAG, ID, MONEY, TEXT
from qiao.requests.lender.loans import products
from qiao.requests.lender.names import called
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_MILLIONTHS_A_PERCENT = 10_000


@register.read(
    "limits.read",
    {
        "limit": MONEY,
        "used": MONEY,
        "available": MONEY,
        "expires_on": DATE,
        "standing": TEXT,
        "is_active": FLAG,
    },
)
async def limit(asking: Asking) -> Sequence[Row]:
    """`standing`: active, frozen, expired or none."""
    found = await asking.lender.read(c.LIMIT, asking.customer)
    return [
        {
            "limit": found.limit_fen,
            "used": found.used_fen,
            "available": found.available_fen,
            "expires_on": found.expires_on.isoformat() if found.expires_on else None,
            "standing": found.state,
            "is_active": found.state == "active",
        }
    ]


def _changed(answers: Sequence[Shape]) -> Row:
    made = cast("ln.LimitChange", answers[0])
    return {"id": made.id, "from": made.from_fen, "to": made.to_fen}


@register.remote(
    "backoffice.limits.change",
    {"id": ID, "from": MONEY, "to": MONEY},
    takes="amount",
    done=_changed,
    uses=(c.CHANGE_LIMIT,),
)
def change(asking: Asking) -> Sequence[Order]:
    """A lower limit holds at once; a higher one is registered and decided by risk."""
    return [Order(c.CHANGE_LIMIT, asking.customer, ln.LimitOrder(limit_fen=asking.whole("amount")))]


@register.read("limit-changes.read", {"id": ID, "state": TEXT, "to": MONEY}, takes="id")
async def limit_change(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.LIMIT_CHANGE, asking.text("id"))
    return [{"id": found.id, "state": found.state, "to": found.to_fen}]


@register.read(
    "products.list",
    {"id": TEXT, "name": TEXT, "rate": TEXT, "terms": TEXT, "least": MONEY, "most": MONEY},
    many=True,
    level="A0",
)
async def offered(asking: Asking) -> Sequence[Row]:
    return [
        {
            "id": one.code,
            "name": called(one.name),
            "rate": _percent(one.annual_rate),
            "terms": ", ".join(str(months) for months in one.terms_months),
            "least": one.least_fen,
            "most": one.most_fen,
        }
        for one in (await products(asking)).values()
    ]


def _percent(rate: int) -> str:
    return f"{rate / _MILLIONTHS_A_PERCENT:g}%"


@register.read(
    "products.trial",
    {"is_offered": FLAG, "first": MONEY, "last": MONEY, "interest": MONEY, "total": MONEY, "rate": TEXT},
    takes="product amount months",
    level="A0",
)
async def trial(asking: Asking) -> Sequence[Row]:
    """What a loan would cost from today on; not offered where the product has no such term."""
    product = (await products(asking))[asking.text("product")]
    months = asking.whole("months")
    if months not in product.terms_months:
        return [{"is_offered": False, **dict.fromkeys(("first", "last", "interest", "total", "rate"))}]
    query = ln.TrialQuery(amount_fen=asking.whole("amount"), months=months)
    would = await asking.lender.read(c.TRIAL, product.code, query)
    last = would.lines[-1]
    return [
        {
            "is_offered": True,
            "first": would.first_payment_fen,
            "last": last.principal_fen + last.interest_fen,
            "interest": would.total_interest_fen,
            "total": would.amount_fen + would.total_interest_fen,
            "rate": _percent(would.annual_rate),
        }
    ]
