"""Proving who is there: a one-time code, the last four signs of the identity number, or a face, by the lender.

The lender sends codes, counts tries and locks; the house never sees a code again after it has been passed on, and keeps
only that a proof was asked for and how it ended. A proof raises the session that gave it, for a while, and lets its
dialogue go on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers
from qiao.backoffice import BackOffice, BackOfficeRefused
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.conversations import ChannelSession, Level
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.requests import queries
from qiao.requests.acceptance import wake
from qiao.requests.model import ProofRow

PROVEN_FOR = timedelta(minutes=15)
_PURPOSE = "service"
_LEVELS: dict[str, Level] = {"code": Level.A2, "id_tail": Level.A2, "face": Level.A3}
Method = Literal["code", "id_tail", "face"]


class SignInFirst(Conflict):
    """Only whoever has signed in can prove more: the lender has to know whose proof it is."""


class ProofLocked(Conflict):
    """Too many tries; `locked_until` says until when. A person can help meanwhile."""


class ProofNotFound(NotFound):
    """No such proof in this session."""


@dataclass(frozen=True, slots=True)
class Proving:
    """Asks the lender for proofs. No call is made inside a transaction."""

    lender: BackOffice
    ring: KeyRing
    database: Database
    clock: Clock

    async def send_code(self, live: ChannelSession) -> dict[str, Any]:
        """Have a code sent to the registered phone. Raises SignInFirst, ProofLocked or BackOfficeAway."""
        reference = await self._reference(live)
        proof_id = await self._begin(live, "code")
        order = cu.CodeOrder(purpose=_PURPOSE)
        sent = await self._ask(c.SEND_CODE, reference, order, f"code-{proof_id}")
        await self._note(proof_id, live, challenge=sent.id)
        return {
            "id": str(proof_id),
            "sent_to": sent.sent_to_masked,
            "expires_at": sent.expires_at.isoformat(),
            "tries_left": sent.tries_left,
        }

    async def try_code(self, live: ChannelSession, proof_id: UUID, code: str) -> dict[str, Any]:
        """Raises ProofNotFound, ProofLocked or BackOfficeAway."""
        challenge = await self._challenge(live, proof_id, "code")
        tried = await self._ask(c.TRY_CODE, challenge, cu.CodeTry(code=code), f"try-{new_id()}")
        state = "waiting" if tried.state == "waiting" else tried.state
        level = await self._ended(proof_id, live, state)
        return {
            "state": state,
            "tries_left": tried.tries_left,
            "level": level,
            "locked_until": tried.locked_until.isoformat() if tried.locked_until else None,
        }

    async def match_id_tail(self, live: ChannelSession, tail: str) -> dict[str, Any]:
        """Compare the last four signs of the identity number. Raises SignInFirst, ProofLocked or BackOfficeAway."""
        reference = await self._reference(live)
        proof_id = await self._begin(live, "id_tail")
        order = cu.MatchOrder(what="id_tail", value=tail.upper())
        try:
            found = await self.lender.read(c.MATCH, reference, order)
        except BackOfficeRefused as refused:
            await self._ended(proof_id, live, "locked")
            raise _locked(refused) from None
        level = await self._ended(proof_id, live, "passed" if found.matches else "failed")
        return {"matches": found.matches, "level": level, "tries_left": None, "locked_until": None}

    async def ask_face(self, live: ChannelSession) -> dict[str, Any]:
        """Ask for a face check on the customer's own device. Raises SignInFirst or BackOfficeAway."""
        reference = await self._reference(live)
        proof_id = await self._begin(live, "face")
        asked = await self._ask(c.ASK_FACE, reference, cu.FaceOrder(purpose=_PURPOSE), f"face-{proof_id}")
        await self._note(proof_id, live, challenge=asked.id)
        level = await self._ended(proof_id, live, asked.state)
        return {"id": str(proof_id), "url": asked.url, "state": asked.state, "level": level}

    async def face(self, live: ChannelSession, proof_id: UUID) -> dict[str, Any]:
        """How the face check stands. Raises ProofNotFound or BackOfficeAway."""
        challenge = await self._challenge(live, proof_id, "face")
        found = await self.lender.read(c.FACE, challenge)
        level = await self._ended(proof_id, live, found.state)
        return {"state": found.state, "level": level}

    async def _ask(self, operation: Any, subject: str, body: Any, key: str) -> Any:  # noqa: ANN401  (one of the contract's)
        try:
            return await self.lender.order(operation, subject, body, key=key)
        except BackOfficeRefused as refused:
            raise _locked(refused) from None

    async def _reference(self, live: ChannelSession) -> str:
        async with self.database.reading() as session:
            reference = await customers.open_reference(session, self.ring, live.customer_id)
        if reference is None or live.level < Level.A1:
            raise SignInFirst
        return reference

    async def _begin(self, live: ChannelSession, method: Method) -> UUID:
        proof_id = new_id()
        async with self.database.transaction() as session:
            session.add(
                ProofRow(
                    id=proof_id,
                    session_id=live.id,
                    customer_id=live.customer_id,
                    method=method,
                    state="waiting",
                    tries=0,
                    asked_at=self.clock.now(),
                )
            )
        return proof_id

    async def _note(self, proof_id: UUID, live: ChannelSession, *, challenge: str) -> None:
        await self._change(proof_id, live, lambda row, _: setattr(row, "challenge", challenge))

    async def _challenge(self, live: ChannelSession, proof_id: UUID, method: Method) -> str:
        async with self.database.reading() as session:
            row = await queries.proof(session, live.id, proof_id)
        if row is None or row.method != method or row.challenge is None:
            raise ProofNotFound
        return row.challenge

    async def _ended(self, proof_id: UUID, live: ChannelSession, state: str) -> Level:
        """Note how it stands; who has passed is known better from now on, and her dialogue goes on."""
        now = self.clock.now()

        def note(row: ProofRow, now: datetime) -> None:
            row.tries += state != "waiting"
            row.state = state
            row.ended_at = row.ended_at if state == "waiting" else now

        async with self.database.transaction() as session:
            row = await _row(session, live, proof_id)
            was, method = row.state, row.method
            note(row, now)
            if state != "passed" or was == "passed":
                return live.level_at(now)
            level = max(_LEVELS[method], live.level_at(now))
            await conversations.prove(session, live.id, level, until=now + PROVEN_FOR)
            await wake(session, live.conversation_id)
            return level

    async def _change(self, proof_id: UUID, live: ChannelSession, change: Callable[[ProofRow, datetime], None]) -> None:
        async with self.database.transaction() as session:
            change(await _row(session, live, proof_id), self.clock.now())


async def _row(session: AsyncSession, live: ChannelSession, proof_id: UUID) -> ProofRow:
    row = await queries.proof(session, live.id, proof_id)
    if row is None:
        raise ProofNotFound
    return row


def _locked(refused: BackOfficeRefused) -> ProofLocked:
    return ProofLocked(reason=refused.reason, locked_until=refused.facts.get("until"))
