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


@register.remote("backoffice.documents.make", {"id": ID, "number": TEXT}, takes="loan kind deliver_to", done=_document)
def make_document(asking: Asking) -> Sequence[Order]:
    deliver_to = "registered_email" if asking.text("deliver_to") == "email" else "app"
    body = s.DocumentOrder.model_validate({"kind": asking.text("kind"), "deliver_to": deliver_to})
    return [Order(c.MAKE_DOCUMENT, asking.text("loan"), body)]


@register.read("documents.read", {"id": ID, "kind": TEXT, "number": TEXT}, takes="id")
async def document(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.DOCUMENT, asking.text("id"))
    return [{"id": found.id, "kind": found.kind.value, "number": found.number}]


def _case(answers: Sequence[Shape]) -> Row:
    made = cast("s.Case", answers[0])
    return {"id": made.id, "decide_by": made.decide_by.isoformat()}


@register.remote(
    "backoffice.cases.register",
    {"id": ID, "decide_by": DATE},
    takes="kind loans cause window",
    optional="ability ability_on",
    done=_case,
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
