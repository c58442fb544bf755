"""How her loans stand, by their lifecycles: what the silence of marketing asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import Person, lifecycle
from qiao.customers.lifecycle import LifecycleBook
from qiao.outreach.ports import Situation
from qiao.outreach.shapes import SituationRule


@dataclass(frozen=True, slots=True)
class ByLifecycle:
    """Fulfils `Situations`: by the stages of all her loans under all records that are hers, and by her flags."""

    book: LifecycleBook
    rule: SituationRule

    async def of(self, session: AsyncSession, person: Person, *, now: datetime) -> Situation:
        """Of whom nothing was ever told nobody knows; a flag says so all the same."""
        states = [await lifecycle.stands(session, self.book, record, now=now) for record in person.records]
        stages = {loan.stage for state in states if state is not None for loan in state.loans.values()}
        flags = {one.key.name for one in await customers.flags_at(session, person.id, now)}
        is_flagged = not flags.isdisjoint(self.rule.hardship_flags)
        if all(state is None for state in states):
            return Situation(is_in_hardship=True if is_flagged else None)
        return Situation(
            is_overdue=not stages.isdisjoint(self.rule.overdue),
            is_in_hardship=is_flagged or not stages.isdisjoint(self.rule.hardship),
        )
