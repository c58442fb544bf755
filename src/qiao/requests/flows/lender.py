"""What the lender's systems offer to flows, in the words of the back-office contract; amounts in fen.

An entry here is a promise: whoever makes the reads and effects fulfils it, and flows may rest on it.
"""

from qiao.requests.flows.catalogue import Catalogue, EffectSpec, FactType, ReadSpec

_MONEY, _DATE, _MOMENT, _COUNT = FactType.MONEY, FactType.DATE, FactType.MOMENT, FactType.COUNT
_FLAG, _TEXT, _PHONE, _EMAIL, _ID = FactType.FLAG, FactType.TEXT, FactType.PHONE, FactType.EMAIL, FactType.ID
_NOTHING = frozenset[str]()

_LOAN = {
    "id": _ID,
    "product": _TEXT,
    "number": _TEXT,
    "state": _TEXT,
    "disbursed_on": _DATE,
    "principal": _MONEY,
    "outstanding": _MONEY,
    "due_day": _COUNT,
    "next_due_on": _DATE,
    "next_due": _MONEY,
    "due_now": _MONEY,
    "overdue": _MONEY,
    "days_past_due": _COUNT,
    "is_overdue": _FLAG,
    "in_flight": _FLAG,
    "allows_prepayment": _FLAG,
    "allows_due_day_change": _FLAG,
}
_SETTLED_LOAN = {
    **{key: _LOAN[key] for key in ("id", "product", "number", "state", "disbursed_on", "principal")},
    "settled_on": _DATE,
}
_READS = {
    "loans.repaying": ReadSpec(_NOTHING, _LOAN, many=True),
    "loans.settled": ReadSpec(_NOTHING, _SETTLED_LOAN, many=True),
    "loans.schedule": ReadSpec(
        frozenset({"loan"}),
        {
            "number": _COUNT,
            "due_on": _DATE,
            "open": _MONEY,
            "principal": _MONEY,
            "interest": _MONEY,
            "penalty": _MONEY,
        },
        many=True,
    ),
    "quotes.make": ReadSpec(
        frozenset({"loan", "day"}),
        {
            "id": _ID,
            "settle_on": _DATE,
            "principal": _MONEY,
            "interest": _MONEY,
            "penalty": _MONEY,
            "fee": _MONEY,
            "total": _MONEY,
            "saved": _MONEY,
            "valid_until": _MOMENT,
        },
    ),
    "settlements.read": ReadSpec(frozenset({"id"}), {"id": _ID, "state": _TEXT, "total": _MONEY}),
    "prepayments.preview": ReadSpec(
        frozenset({"loan", "amount", "mode"}),
        {
            "interest_now": _MONEY,
            "principal_part": _MONEY,
            "cost_before": _MONEY,
            "cost_after": _MONEY,
            "saved": _MONEY,
            "next_due_on": _DATE,
            "next_due": _MONEY,
            "last_due_on": _DATE,
        },
    ),
    "prepayments.read": ReadSpec(frozenset({"id"}), {"id": _ID, "state": _TEXT, "amount": _MONEY}),
    "due-days.preview": ReadSpec(
        frozenset({"loan", "day"}),
        {
            "next_due_on": _DATE,
            "next_due": _MONEY,
            "cost_before": _MONEY,
            "cost_after": _MONEY,
            "costs_more": _MONEY,
        },
    ),
    "due-day-changes.read": ReadSpec(frozenset({"id"}), {"id": _ID, "new_day": _COUNT, "next_due_on": _DATE}),
    "cards.list": ReadSpec(_NOTHING, {"id": _ID, "bank": _TEXT, "tail": _TEXT, "is_default": _FLAG}, many=True),
    "customers.contact": ReadSpec(_NOTHING, {"phone": _PHONE, "email": _EMAIL, "has_email": _FLAG}),
    "documents.read": ReadSpec(frozenset({"id"}), {"id": _ID, "kind": _TEXT, "number": _TEXT}),
    "cases.read": ReadSpec(frozenset({"id"}), {"id": _ID, "kind": _TEXT, "state": _TEXT, "decide_by": _DATE}),
    "opt-outs.read": ReadSpec(frozenset({"channels", "purposes"}), {"all_off": _FLAG}, level="A0"),
    "callbacks.windows": ReadSpec(
        _NOTHING, {"id": _TEXT, "day": _DATE, "from": _TEXT, "to": _TEXT}, many=True, level="A0"
    ),
    "callbacks.contact": ReadSpec(_NOTHING, {"has_registered": _FLAG}, level="A0"),
    "callbacks.read": ReadSpec(frozenset({"id"}), {"id": _ID, "state": _TEXT, "window": _TEXT}, level="A0"),
}
_EFFECTS = {
    "backoffice.settlements.order": EffectSpec(
        frozenset({"loan", "quote", "card"}), {"id": _ID, "total": _MONEY, "settle_on": _DATE}
    ),
    "backoffice.prepayments.order": EffectSpec(
        frozenset({"loan", "amount", "mode", "card"}), {"id": _ID, "amount": _MONEY}
    ),
    "backoffice.due-days.change": EffectSpec(
        frozenset({"loan", "day"}), {"id": _ID, "new_day": _COUNT, "next_due_on": _DATE}
    ),
    "backoffice.documents.make": EffectSpec(frozenset({"loan", "kind", "deliver_to"}), {"id": _ID, "number": _TEXT}),
    "backoffice.cases.register": EffectSpec(
        frozenset({"kind", "loans", "cause", "ability", "ability_on", "window"}),
        {"id": _ID, "decide_by": _DATE},
        optional=frozenset({"ability", "ability_on"}),
    ),
    "backoffice.consents.opt-out": EffectSpec(frozenset({"channels", "purposes"}), {"done": _FLAG}),
    "backoffice.callbacks.book": EffectSpec(
        frozenset({"topic", "number", "window"}), {"id": _ID, "window": _TEXT}, optional=frozenset({"number"})
    ),
}

LENDER = Catalogue(_READS, _EFFECTS)
