"""Audiences: whoever fits an expression over tags and stages, as a compressed set of numbers.

Each customer has a number, her place in a list. Of each tag and stage the set of numbers is at hand, so an expression
is a few unions and differences of sets: who, how many, why this one and why not that one are answered while one waits.
Loaded only by whoever asks for an audience.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.profile import queries
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.definition import Expression
from qiao.customers.profile.judging import leaves
from qiao.foundation.errors import Invalid


class AudienceUnknown(Invalid):
    """An audience asks for tags, stages and groups of stages of the pack, joined by all, any and not."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many an audience has and some of them by number; both are withheld (None, nobody) of fewer than `fewest`."""

    count: int | None
    sample: Sequence[int]


@dataclass(frozen=True, slots=True)
class Share:
    """One condition of an audience: whether a customer fits it."""

    condition: Expression
    fits: bool


async def audiences_here(session: AsyncSession, book: ProfileBook) -> tuple["Audiences", list[UUID]]:
    """The sets of whom the house keeps a profile, and who has which number."""
    everybody = await queries.everybody(session)
    numbers = {customer_id: number for number, (customer_id, _) in enumerate(everybody)}
    stages: dict[str, BitMap] = {}
    for number, (_, stage) in enumerate(everybody):
        stages.setdefault(stage or book.life.machines.customer.file.stages[-1].id, BitMap()).add(number)
    tags: dict[str, BitMap] = {}
    for customer_id, tag in await queries.tagged(session):
        tags.setdefault(tag, BitMap()).add(numbers[customer_id])
    return Audiences(book, BitMap(numbers.values()), tags, stages), list(numbers)


@dataclass(frozen=True)
class Audiences:
    """The sets of a day. `everybody`: all numbers; of a tag or stage that nobody has there need be no set."""

    book: ProfileBook
    everybody: BitMap
    tags: Mapping[str, BitMap]
    stages: Mapping[str, BitMap]

    def of(self, rule: Expression) -> BitMap:
        """The numbers of whoever fits. Raises AudienceUnknown."""
        if rule.not_ is not None:
            return self.everybody - self.of(rule.not_)
        if rule.all:
            return self._all_of(rule.all)
        if rule.any:
            return BitMap.union(*(self.of(one) for one in rule.any))
        one, *others = self._sets(rule)
        return BitMap.union(one, *others) if others else one

    def preview(self, rule: Expression, *, sample: int = 0, seed: int = 0) -> Preview:
        """How many fit, and `sample` of them, the same ones for the same seed. Raises AudienceUnknown."""
        found = self.of(rule)
        if len(found) < self.book.fewest:
            return Preview(None, ())
        places = Random(seed).sample(range(len(found)), min(sample, len(found)))  # noqa: S311  (nothing is kept secret)
        return Preview(len(found), [found[place] for place in sorted(places)])

    def why(self, rule: Expression, number: int) -> tuple[bool, list[Share]]:
        """Whether a customer fits, and each condition with whether she fits that. Raises AudienceUnknown."""
        return self._has(rule, number), [Share(one, self._has(one, number)) for one in leaves(rule)]

    def _all_of(self, rules: Sequence[Expression]) -> BitMap:
        """What has to be there first, and from that what must not be: never everybody without a few."""
        wanted = [self.of(one) for one in rules if one.not_ is None]
        found = BitMap.intersection(*wanted) if wanted else self.everybody
        for one in rules:
            if one.not_ is not None:
                found = found - self.of(one.not_)
        return found

    def _has(self, rule: Expression, number: int) -> bool:
        if rule.not_ is not None:
            return not self._has(rule.not_, number)
        if rule.all or rule.any:
            found = (self._has(one, number) for one in rule.all or rule.any)
            return all(found) if rule.all else any(found)
        return any(number in one for one in self._sets(rule))

    def _sets(self, rule: Expression) -> list[BitMap]:
        """The sets of which a condition is the union."""
        if rule.tag is not None and rule.tag in self.book.tags:
            return [self.tags.get(rule.tag, BitMap())]
        stages = self.book.life.machines.customer.stages
        if not (rule.stage or rule.group) or not {*rule.stage} <= {*stages} or not {*rule.group} <= {*self._groups}:
            raise AudienceUnknown
        return [
            *(self.stages.get(one, BitMap()) for one in rule.stage),
            *(self._groups[one] for one in rule.group),
        ]

    @cached_property
    def _groups(self) -> Mapping[str, BitMap]:
        found: dict[str, BitMap] = {}
        for name, stage in self.book.life.machines.customer.stages.items():
            found[stage.group] = found.get(stage.group, BitMap()) | self.stages.get(name, BitMap())
        return found
