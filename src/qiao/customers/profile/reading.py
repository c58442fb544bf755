"""A customer's traits and tags as they can be shown and explained: made from the logs while they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import lifecycle
from qiao.customers.merges import person_of
from qiao.customers.profile import queries
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.definition import TagRule, TraitRule
from qiao.customers.profile.judging import Answer, answer, next_on
from qiao.customers.profile.knowing import Facts, Known, Outlook
from qiao.customers.profile.settling import allowed_by


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of hers: its value, as of when, and by its rule from whom and on which basis it is known."""

    rule: TraitRule
    known: Known


@dataclass(frozen=True, slots=True)
class Tag:
    """Whether she has a tag, why or why not, and the first day on which that changes by itself."""

    rule: TagRule
    answer: Answer
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One record of hers on a day."""

    customer_id: UUID
    day: date
    traits: Sequence[Trait]
    outlook: Outlook

    @property
    def facts(self) -> Facts:
        return self.outlook.on(self.day)

    def tag(self, rule: TagRule) -> Tag:
        """This tag, whether she has it or not."""
        return Tag(rule, answer(rule, self.facts, self.day), next_on([rule], self.outlook, self.day))

    def tags(self, rules: Mapping[str, TagRule]) -> list[Tag]:
        """Those that she has, each with its reasons."""
        facts = self.facts
        return [self.tag(rule) for rule in rules.values() if answer(rule, facts, self.day).fits]


async def profiles(session: AsyncSession, book: ProfileBook, customer_id: UUID, *, now: datetime) -> list[Profile]:
    """Of every record that is hers."""
    records = (await person_of(session, customer_id)).records
    return [await profile(session, book, record, now=now) for record in records]


async def profile(session: AsyncSession, book: ProfileBook, customer_id: UUID, *, now: datetime) -> Profile:
    """Of one record alone."""
    day = lifecycle.day_of(now)
    told = await queries.log_of(session, customer_id)
    memory = book.remembering.pruned(book.remembering.of(told), day)
    consents = (await allowed_by(session, customer_id, now=now)).consents
    of_life = [one for one in told if one.type not in book.shapes]
    life, _ = book.life.machines.fold(of_life, day)
    traits = [
        Trait(rule, memory.traits[name])
        for name, rule in book.traits.items()
        if name in memory.traits and (rule.consent is None or rule.consent in consents)
    ]
    return Profile(customer_id, day, traits, Outlook(book.life.machines, memory, life, consents))
