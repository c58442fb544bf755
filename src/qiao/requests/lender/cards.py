"""Bank cards: another one to deduct from, and one taken away."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract.operation import Shape
from qiao.requests.lender.kinds import FLAG, ID, TEXT
from qiao.requests.lender.names import called
from qiao.requests.lender.people import cards
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

NEW_CARD = "new"
"""Stands among the cards to choose from for one that is not bound yet."""


@register.read("cards.to-use", {"id": ID, "name": TEXT, "tail": TEXT, "is_new": FLAG}, many=True)
async def to_use(asking: Asking) -> Sequence[Row]:
    """The bound cards that are not deducted from first, and a new one."""
    others = [
        {"id": one["id"], "name": f"{one['bank']} {one['tail']}", "tail": one["tail"], "is_new": False}
        for one in await cards(asking)
        if not one["is_default"]
    ]
    new = "A new card" if asking.language.startswith("en") else "一张新卡"
    return [*others, {"id": NEW_CARD, "name": new, "tail": None, "is_new": True}]


@register.read("cards.now", {"bank": TEXT, "tail": TEXT, "has_card": FLAG})
async def now(asking: Asking) -> Sequence[Row]:
    """The card that is deducted from first."""
    bound = await cards(asking)
    first = bound[0] if bound else {"bank": None, "tail": None}
    return [{"bank": first["bank"], "tail": first["tail"], "has_card": bool(bound)}]


@register.read(
    "cards.next", {"bank": TEXT, "tail": TEXT, "is_known": FLAG, "is_open": FLAG, "is_none": FLAG}, takes="card"
)
async def next_card(asking: Asking) -> Sequence[Row]:
    """Where deductions go once a card is taken away. Which of several the lender takes first is its own choice."""
    bound = [one for one in await cards(asking) if one["id"] != asking.text("card")]
    first = bound[0] if bound else {"bank": None, "tail": None, "is_default": False}
    known = bool(first["is_default"]) or len(bound) == 1
    return [
        {
            "bank": first["bank"],
            "tail": first["tail"],
            "is_known": known,
            "is_open": bool(bound) and not known,
            "is_none": not bound,
        }
    ]


@register.read("customers.own-name", {"same_name": FLAG}, takes="name", level="A2")
async def own_name(asking: Asking) -> Sequence[Row]:
    """Whether a name is the one on file; the lender compares it and shows nothing."""
    query = cu.MatchOrder(what="name", value=asking.text("name")[:60])
    found = await asking.lender.read(c.MATCH, asking.customer, query)
    return [{"same_name": found.matches}]


def _card(answers: Sequence[Shape]) -> Row:
    made = cast("p.Card", answers[0])
    return {"id": made.id, "bank": called(made.bank), "tail": made.tail}


@register.remote(
    "backoffice.cards.use",
    {"id": ID, "bank": TEXT, "tail": TEXT},
    takes="card",
    optional="number bank holder id_number reserved_phone",
    done=_card,
    uses=(c.MAKE_DEFAULT, c.BIND_CARD),
)
def use_card(asking: Asking) -> Sequence[Order]:
    """Deduct from a card that is bound, or from a new one, whose four elements the lender compares."""
    card = asking.text("card")
    if card != NEW_CARD:
        return [Order(c.MAKE_DEFAULT, card, c.MAKE_DEFAULT.takes())]
    body = p.CardBinding(
        number=asking.text("number"),
        bank=asking.text("bank"),
        holder_name=asking.text("holder"),
        id_number=asking.text("id_number"),
        reserved_phone=asking.text("reserved_phone"),
    )
    return [Order(c.BIND_CARD, asking.customer, body)]


@register.remote(
    "backoffice.cards.unbind",
    {"id": ID, "bank": TEXT, "tail": TEXT},
    takes="card",
    done=_card,
    uses=(c.UNBIND_CARD,),
)
def unbind(asking: Asking) -> Sequence[Order]:
    return [Order(c.UNBIND_CARD, asking.text("card"), c.UNBIND_CARD.takes())]


@register.read("cards.read", {"id": ID, "state": TEXT, "is_default": FLAG}, takes="id")
async def card_read(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.CARD, asking.text("id"))
    return [{"id": found.id, "state": found.state.value, "is_default": found.is_default}]
