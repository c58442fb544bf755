"""Work that people at the lender do: documents, post-loan cases."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import service as s
from qiao.backoffice.contract.operation import Shape
from qiao.requests.lender.kinds import DATE, ID, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()


def _document(answers: Sequence[Shape]) -> Row:
    made = cast("s.Document", answers[0])
    return {"id": made.id, "number": made.number}


@register.remote(
    "backoffice.documents.make",
    {"id": ID, "number": TEXT},
    takes="loan kind deliver_to",
    optional="since until",
    done=_document,
    uses=(c.MAKE_DOCUMENT,),
)
def make_document(asking: Asking) -> Sequence[Order]:
    body = s.DocumentOrder.model_validate(
        {
            "kind": asking.text("kind"),
            "deliver_to": asking.text("deliver_to"),
            "since": asking.text_or_none("since"),
            "until": asking.text_or_none("until"),
        }
    )
    return [Order(c.MAKE_DOCUMENT, asking.text("loan"), body)]


@register.read("documents.read", {"id": ID, "kind": TEXT, "number": TEXT, "deliver_to": TEXT}, takes="id")
async def document(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.DOCUMENT, asking.text("id"))
    return [{"id": found.id, "kind": found.kind.value, "number": found.number, "deliver_to": found.deliver_to}]


@register.fact("request.own_address")
async def goes_to_own_address(asking: Asking) -> bool:
    """The lender delivers documents to the customer's own app or registered e-mail, and nowhere else."""
    _ = asking
    return True


def _case(answers: Sequence[Shape]) -> Row:
    made = cast("s.Case", answers[0])
    return {"id": made.id, "decide_by": made.decide_by.isoformat()}


@register.remote(
    "backoffice.cases.register",
    {"id": ID, "decide_by": DATE},
    takes="kind loans cause window",
    optional="ability ability_on",
    done=_case,
    uses=(c.REGISTER_CASE,),
)
def register_case(asking: Asking) -> Sequence[Order]:
    on = asking.text_or_none("ability_on")
    body = s.CaseOrder.model_validate(
        {
            "kind": asking.text("kind"),
            "loan_ids": asking.texts("loans"),
            "cause": asking.text("cause"),
            "ability_fen": asking.whole_or_none("ability"),
            "ability_on": on,
            "contact_window": asking.text("window"),
        }
    )
    return [Order(c.REGISTER_CASE, asking.customer, body)]


@register.read("cases.read", {"id": ID, "kind": TEXT, "state": TEXT, "decide_by": DATE}, takes="id")
async def case(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.CASE, asking.text("id"))
    return [{"id": found.id, "kind": found.kind.value, "state": found.state, "decide_by": found.decide_by.isoformat()}]
