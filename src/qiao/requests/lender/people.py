"""The customer at the lender: cards, contact, consents, and what rules ask about her."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import EMAIL, FLAG, ID, PHONE, TEXT
from qiao.requests.lender.names import called
from qiao.requests.lender.registry import LONG_AGO, Asking, Order, Register, Row
from qiao.requests.values import Value

register = Register()


@register.read("cards.list", {"id": ID, "bank": TEXT, "tail": TEXT, "is_default": FLAG}, many=True)
async def cards(asking: Asking) -> Sequence[Row]:
    """Bound cards, the one that is deducted from first."""
    bound = [
        one for one in (await asking.lender.read(c.CARDS, asking.customer)).items if one.state is p.CardState.BOUND
    ]
    bound.sort(key=lambda one: (not one.is_default, one.id))
    return [{"id": one.id, "bank": called(one.bank), "tail": one.tail, "is_default": one.is_default} for one in bound]


@register.read("customers.contact", {"phone": PHONE, "email": EMAIL, "has_email": FLAG})
async def contact(asking: Asking) -> Sequence[Row]:
    person = await asking.lender.read(c.CUSTOMER, asking.customer)
    return [{"phone": person.phone_masked, "email": person.email_masked, "has_email": person.email_masked is not None}]


@register.read("customers.reached-by", {"is_possible": FLAG}, takes="way")
async def reached_by(asking: Asking) -> Sequence[Row]:
    """Whether something can be sent this way: by e-mail only to the address on file."""
    person = await asking.lender.read(c.CUSTOMER, asking.customer)
    return [{"is_possible": asking.text("way") != "registered_email" or person.email_masked is not None}]


def _off(consents: Sequence[cu.Consent], channels: tuple[str, ...], purposes: tuple[str, ...]) -> bool:
    return not any(one.granted and one.channel.value in channels and one.purpose in purposes for one in consents)


@register.read("opt-outs.read", {"all_off": FLAG}, takes="channels purposes", level="A1")
async def opt_outs(asking: Asking) -> Sequence[Row]:
    standing = (await asking.lender.read(c.CONSENTS, asking.customer)).items
    return [{"all_off": _off(standing, asking.texts("channels"), asking.texts("purposes"))}]


def _opted_out(answers: Sequence[Shape]) -> Row:
    return {"done": not any(cast("cu.Consent", one).granted for one in answers)}


@register.remote(
    "backoffice.consents.opt-out",
    {"done": FLAG},
    takes="channels purposes",
    done=_opted_out,
    uses=(c.SET_CONSENT,),
)
def opt_out(asking: Asking) -> Sequence[Order]:
    """One order for each consent: a channel and a purpose."""
    return [
        Order(
            c.SET_CONSENT,
            asking.customer,
            cu.ConsentOrder.model_validate({"channel": channel, "purpose": purpose, "granted": False}),
        )
        for channel in asking.texts("channels")
        for purpose in asking.texts("purposes")
    ]


@register.read("marketing.stopped", {"all_off": FLAG}, takes="channels", level="A0")
async def marketing_stopped(asking: Asking) -> Sequence[Row]:
    """Whether marketing is off. Of a number nobody may be told how it stands: there the log of effects has proved it,
    by reading the outcome back.
    """
    if asking.reference is None:
        return [{"all_off": True}]
    standing = (await asking.lender.read(c.CONSENTS, asking.customer)).items
    return [{"all_off": _off(standing, asking.texts("channels"), ("marketing",))}]


def _stopped(answers: Sequence[Shape]) -> Row:
    return {
        "done": all(one.done if isinstance(one, cu.OptOut) else not cast("cu.Consent", one).granted for one in answers)
    }


@register.remote(
    "backoffice.marketing.stop",
    {"done": FLAG},
    takes="channels",
    optional="number",
    done=_stopped,
    uses=(c.SET_CONSENT, c.OPT_OUT),
)
def stop_marketing(asking: Asking) -> Sequence[Order]:
    """No marketing by these channels: to the customer, or to the number of somebody who has not signed in."""
    if asking.reference is not None:
        return [
            Order(
                c.SET_CONSENT,
                asking.customer,
                cu.ConsentOrder.model_validate({"channel": channel, "purpose": "marketing", "granted": False}),
            )
            for channel in asking.texts("channels")
        ]
    phone = asking.text("number")
    return [
        Order(c.OPT_OUT, "", cu.OptOutOrder.model_validate({"phone": phone, "channel": channel}))
        for channel in asking.texts("channels")
    ]


async def flags_at_the_lender(asking: Asking) -> frozenset[str]:
    """None for a visitor: nobody has set anything there on whom nobody knows."""
    if asking.reference is None:
        return frozenset()
    return frozenset((await asking.lender.read(c.CUSTOMER, asking.customer)).flags)


@register.fact("customer.cards")
async def card_count(asking: Asking) -> Value:
    return len(await cards(asking))


@register.fact("customer.balance")
async def balance(asking: Asking) -> Value:
    """The principal of all loans and what is due on them."""
    loans = (await asking.lender.read(c.LOANS, asking.customer)).items
    owing = [one for one in loans if one.state in ln.DISBURSED - ln.FINISHED]
    return sum(one.outstanding_principal_fen + one.due_now_fen for one in owing)


@register.fact("customer.refund_due", "customer.open_cases")
async def in_the_way(asking: Asking) -> Value:
    """Out of what hinders closing, in the lender's own words: 1 where there is any, the amount is not told."""
    blockers = (await asking.lender.read(c.CLOSURE_CHECK, asking.customer)).blockers
    return int(
        {"customer.refund_due": "refund_due", "customer.open_cases": "open_case"}[asking.text("fact")] in blockers
    )


@register.fact("customer.consent_marketing")
async def consents_to_marketing(asking: Asking) -> Value:
    standing = (await asking.lender.read(c.CONSENTS, asking.customer)).items
    return any(one.granted and one.purpose == "marketing" for one in standing)


@register.fact("session.self_harm")
async def never_heard(asking: Asking) -> Value:
    """Told by the dialogue where it was heard; whoever asks here has heard nothing."""
    _ = asking
    return False


@register.fact("customer.phone_changed_on")
async def phone_changed_on(asking: Asking) -> Value:
    """A change of phone holds changes of cards for a day; whose cards were never held has not changed hers lately."""
    holds = (await asking.lender.read(c.HOLDS, asking.customer)).items
    since = [one.starts_at.astimezone(SHANGHAI).date() for one in holds if one.kind is p.HoldKind.CARD_CHANGE]
    return max(since, default=asking.now.date() - LONG_AGO).isoformat()
