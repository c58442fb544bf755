"""Operations on bank cards: the four elements, the same name, the default."""

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.contract.payments import Card, CardBinding, CardState, HoldKind
from qiao.backoffice.sandbox import book, money
from qiao.backoffice.sandbox.lender import Lender, refuse
from qiao.backoffice.sandbox.people import BANKS, luhn_digit
from qiao.backoffice.sandbox.records import Behaviour, CardRecord, CustomerRecord, LoanRecord
from qiao.backoffice.sandbox.serving import serves
from qiao.backoffice.sandbox.work import standing_hold

MOST_BINDINGS_A_DAY = 3


def shown(card: CardRecord) -> Card:
    return Card.model_validate(card.model_dump(exclude={"number", "behaviour"}))


@serves(ops.CARDS)
def cards(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Card]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Card](items=tuple(shown(one) for one in lender.of_customer(CardRecord, customer_id)))


@serves(ops.CARD)
def card(lender: Lender, identifier: str, _given: Nothing) -> Card:
    return shown(lender.need(CardRecord, identifier))


@serves(ops.BIND_CARD)
def bind(lender: Lender, customer_id: str, given: CardBinding) -> Card:
    customer = lender.need(CustomerRecord, customer_id)
    _need_changeable(lender, customer)
    if given.bank not in BANKS:
        refuse("BankNotServed", served=list(BANKS))
    if luhn_digit(given.number[:-1]) != given.number[-1]:
        refuse("CardNotValid")
    own = list(lender.of_customer(CardRecord, customer_id))
    if any(one.number == given.number and one.state is CardState.BOUND for one in own):
        refuse("CardBound")
    if sum(one.bound_at.date() == lender.today for one in own) >= MOST_BINDINGS_A_DAY:
        refuse("TooManyToday", most=MOST_BINDINGS_A_DAY)
    if given.holder_name != customer.name:
        refuse("NotSameName")
    if given.id_number.upper() != customer.id_number or given.reserved_phone != customer.phone:
        # Which of the elements differs is not said: the answer must not help to guess them one by one.
        refuse("ElementsDiffer")
    bound = lender.keep(
        CardRecord(
            id=lender.number("K"),
            customer_id=customer_id,
            bank=given.bank,
            tail=given.number[-4:],
            is_default=True,
            state=CardState.BOUND,
            bound_at=lender.now,
            number=given.number,
            behaviour=Behaviour.PAYS,
        )
    )
    _only_default(lender, bound)
    lender.tell("card.bound", customer_id=customer_id, resource_id=bound.id, tail=bound.tail)
    return shown(bound)


@serves(ops.MAKE_DEFAULT)
def make_default(lender: Lender, identifier: str, _given: Nothing) -> Card:
    found = _need_bound(lender, identifier)
    chosen = lender.change(found, is_default=True)
    _only_default(lender, chosen)
    lender.tell("card.default_changed", customer_id=found.customer_id, resource_id=found.id, tail=found.tail)
    return shown(chosen)


@serves(ops.UNBIND_CARD)
def unbind(lender: Lender, identifier: str, _given: Nothing) -> Card:
    found = _need_bound(lender, identifier)
    customer = lender.need(CustomerRecord, found.customer_id)
    others = [
        one
        for one in lender.of_customer(CardRecord, customer.id)
        if one.state is CardState.BOUND and one.id != found.id
    ]
    if not others and money.owes_anything(lender, customer):
        refuse("LastCard")
    gone = lender.change(found, state=CardState.UNBOUND, is_default=False)
    if found.is_default and others:
        lender.change(others[-1], is_default=True)
    lender.tell("card.unbound", customer_id=customer.id, resource_id=found.id, tail=found.tail)
    return shown(gone)


def _need_bound(lender: Lender, identifier: str) -> CardRecord:
    found = lender.need(CardRecord, identifier)
    _need_changeable(lender, lender.need(CustomerRecord, found.customer_id))
    if found.state is not CardState.BOUND:
        refuse("CardNotUsable")
    return found


def _need_changeable(lender: Lender, customer: CustomerRecord) -> None:
    if customer.is_frozen:
        refuse("AccountFrozen")
    if standing_hold(lender, customer.id, HoldKind.CARD_CHANGE):
        refuse("CardChangesHeld")
    if any(book.in_flight(lender, one.id) for one in lender.of_customer(LoanRecord, customer.id)):
        refuse("PaymentInFlight")


def _only_default(lender: Lender, chosen: CardRecord) -> None:
    for one in list(lender.of_customer(CardRecord, chosen.customer_id)):
        if one.is_default and one.id != chosen.id:
            lender.change(one, is_default=False)
