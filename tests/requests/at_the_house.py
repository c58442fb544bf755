"""A customer who goes through a flow whose effect the house itself carries out: a real database, the sandbox lender."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from qiao import app, customers
from qiao.backoffice import jobs as backoffice_jobs
from qiao.backoffice.model import EffectRow
from qiao.conversations import ChannelSession
from qiao.foundation.ids import new_id
from qiao.requests import Asking, Caller, FlowBook, Outcome, Perform, Place, Registry, performed
from qiao.requests.lender.answering import PackRules
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.at_the_lender import Visit

if TYPE_CHECKING:
    from qiao.foundation.keys import KeyId
    from qiao.policy.rules import Level


@dataclass(kw_only=True)
class HouseVisit(Visit):
    """A visit in a conversation of the house; what it orders at the lender is carried out by the log of effects."""

    home: TestHouse
    live: ChannelSession
    registry: Registry = app.REQUESTS

    @property
    def now(self) -> datetime:
        return self.home.clock.now()

    @property
    def asking(self) -> Asking:
        live, database = self.live, self.home.database
        asking = Asking(self.lender, database, live.customer_id, self.customer, self.now, self.language)
        return replace(asking, conversation_id=live.conversation_id)

    async def carry_out(self, effect: Perform) -> None:
        """In one transaction, as the house does it, up to the receipt; then the effects at the lender."""
        if effect.effect in self.registry.ordered:
            await super().carry_out(effect)
            return
        asking = replace(self.asking, arguments=effect.arguments)
        ring = self.home.house.parts.ring
        contact = (await self.home.state(self.live)).contact
        assert contact is not None, "say something first: a request is made in a contact"
        async with self.home.database.transaction() as session:
            key: KeyId = await customers.data_key(session, ring, self.live.customer_id, now=self.now)
            request = new_id()
            place = Place(
                request, f"R{request.hex[-8:]}", self.live.customer_id, self.live.conversation_id, contact.id, ring, key
            )
            self.done = dict(await self.registry.doers[effect.effect](session, asking, place))
        await self.prove(effect, asking)
        outcome = Outcome(effect.frame, "completed", place.number, self.done)
        await self.take(performed(self.state, outcome, self.house, self.who, self.now))
        await self.home.settle()

    async def effects(self) -> dict[str, str]:
        """What was done in the lender's systems for this customer: its state by operation."""
        query = select(EffectRow).where(EffectRow.customer_id == self.live.customer_id)
        async with self.home.database.reading() as session:
            return {row.operation: row.state for row in await session.scalars(query)}


@dataclass
class Doors:
    """Lets people in, to a house that has the sandbox lender behind it."""

    home: TestHouse
    teller: Teller
    book: FlowBook
    rules: PackRules

    async def visit(self, customer: str | None = None, *, level: "Level | None" = None) -> HouseVisit:
        """Somebody whom the lender knows as `customer` and who is signed in, or a visitor."""
        live = await self.home.visitor()
        await self.home.receive(live, "你好")
        who = Caller(level or ("A1" if customer else "A0"))
        return HouseVisit(self.teller, self.book, self.rules, customer, who, home=self.home, live=live)


def open_doors(home: TestHouse, teller: Teller, book: FlowBook, rules: PackRules) -> Doors:
    """The house asks this lender from now on."""
    parts = home.house.parts
    lender = Visit(teller, book, rules, None).lender
    home.house.runner.register(
        backoffice_jobs.EFFECT_JOB,
        backoffice_jobs.effect_handler(parts.ring, parts.clock, parts.database, lender),
        given_up=backoffice_jobs.lost_handler(parts.ring, parts.clock),
        at_most=backoffice_jobs.AT_MOST,
    )
    return Doors(home, teller, book, rules)
