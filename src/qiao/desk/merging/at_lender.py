"""What the lender has to say before two records become one: whose loans run, and whether somebody is who she says."""

from dataclasses import dataclass
from uuid import UUID

from qiao import customers
from qiao.backoffice import BackOffice
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract import loans as ln
from qiao.customers import Person
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing


@dataclass(frozen=True, slots=True)
class AtLender:
    """Asks the lender, never inside a transaction."""

    lender: BackOffice
    ring: KeyRing
    database: Database

    async def with_loans(self, *persons: Person) -> frozenset[UUID]:
        """Of these persons, those with a loan that is not paid back; where only one is the lender's nobody is asked.

        Raises BackOfficeAway.
        """
        known = {one.id: await self._references(one) for one in persons}
        if len(known) < len(persons) or not all(known.values()):
            return frozenset()
        return frozenset(
            [person for person, references in known.items() if any([await self._runs(one) for one in references])]
        )

    async def is_hers(self, person: Person, id_tail: str) -> bool:
        """Whether the person's identity number ends so. Raises BackOfficeAway, or BackOfficeRefused when locked."""
        for reference in await self._references(person):
            found = await self.lender.read(c.MATCH, reference, cu.MatchOrder(what="id_tail", value=id_tail.upper()))
            if found.matches:
                return True
        return False

    async def _references(self, person: Person) -> list[str]:
        async with self.database.reading() as session:
            found = [await customers.open_reference(session, self.ring, one) for one in person.records]
        return [one for one in found if one is not None]

    async def _runs(self, reference: str) -> bool:
        loans = (await self.lender.read(c.LOANS, reference)).items
        return any(one.state in ln.DISBURSED - ln.FINISHED for one in loans)
