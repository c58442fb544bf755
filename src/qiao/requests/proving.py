"""Proving who is there: a one-time code, the last four signs of the identity number, or a face, by the lender; and
that a new phone number is hers, by a code that goes there.

The lender sends codes, counts tries and locks; the house never sees a code again after it has been passed on, and keeps
only that a proof was asked for and how it ended. A proof of who is there raises the session that gave it, for a while;
a number counts for the request that asked for it alone. Either lets its dialogue go on.
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
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.definition import ProveStep
from qiao.requests.known_here import PROVEN_FOR, digest_of_number, is_hopeless
from qiao.requests.model import ProofRow

_PURPOSE, _NEW_NUMBER = "service", "new_number"
_LEVELS: dict[str, Level] = {"code": Level.A2, "id_tail": Level.A2, "face": Level.A3}
"""What a session reaches by a proof; by a number nothing."""
_TO_A_NUMBER = ((timedelta(days=1), 5),)
_BY_A_CUSTOMER = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
"""As many codes go to new numbers within a time: whoever answers there has not asked us for any."""
Method = Literal["code", "id_tail", "face", "number"]


class SignInFirst(Conflict):
    """Only whoever has signed in can prove more: the lender has to know whose proof it is."""


class ProofLocked(Conflict):
    """Too many tries; `locked_until` says until when. A person can help meanwhile."""


class ProofNotFound(NotFound):
    """No such proof in this session."""


class NoNumberToProve(Conflict):
    """No request of this conversation waits for proof of a phone number, or she has to prove first who she is."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A phone number out of a dialogue, and the request it was given for."""

    plain: str
    digest: str
    frame: int


@dataclass(frozen=True, slots=True)
class Proving:
    """Asks the lender for proofs. No call is made inside a transaction."""

    book: FlowBook
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
        return _sent(proof_id, sent)

    async def send_to_number(self, live: ChannelSession) -> dict[str, Any]:
        """Have a code sent to the phone number that the dialogue waits for; the browser never says which.

        The same is answered whoever the number belongs to: a lender who knows it from elsewhere refuses it once it has
        been proven, and only then. Raises SignInFirst, NoNumberToProve, ProofLocked or BackOfficeAway.
        """
        reference = await self._reference(live)
        number = await self._number_asked(live)
        proof_id = await self._begin(live, "number", number)
        order = cu.CodeOrder(purpose=_NEW_NUMBER, to="new_phone", new_phone=number.plain)
        sent = await self._ask(c.SEND_CODE, reference, order, f"code-{proof_id}")
        await self._note(proof_id, live, challenge=sent.id)
        return _sent(proof_id, sent)

    async def try_code(self, live: ChannelSession, proof_id: UUID, code: str) -> dict[str, Any]:
        """Of either kind. Raises ProofNotFound, ProofLocked or BackOfficeAway."""
        challenge = await self._challenge(live, proof_id, "code", "number")
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

    async def _number_asked(self, live: ChannelSession) -> _Number:
        """Out of the sealed slot of the request on top, where that waits for it."""
        now = self.clock.now()
        async with self.database.reading() as session:
            kept = await queries.dialogue(session, self.ring, live.conversation_id, now=now)
        frame = kept.state.top
        flow = self.book.flows.get(frame.flow) if frame else None
        if frame is None or flow is None or frame.submitted is not None or live.level_at(now) < Level(flow.level):
            raise NoNumberToProve
        slots = [step.slot for step in flow.steps if isinstance(step, ProveStep) and step.slot in frame.slots]
        plain = frame.slots[slots[0]].value if slots and slots[0] else None
        if not isinstance(plain, str):
            raise NoNumberToProve
        return _Number(plain, digest_of_number(self.ring, plain), frame.id)

    async def _begin(self, live: ChannelSession, method: Method, number: _Number | None = None) -> UUID:
        proof_id = new_id()
        async with self.database.transaction() as session:
            if number is not None:
                await self._require_patience(session, live, number)
            session.add(
                ProofRow(
                    id=proof_id,
                    session_id=live.id,
                    customer_id=live.customer_id,
                    method=method,
                    number=number.digest if number else None,
                    conversation_id=live.conversation_id if number else None,
                    frame=number.frame if number else None,
                    state="waiting",
                    tries=0,
                    asked_at=self.clock.now(),
                )
            )
        return proof_id

    async def _require_patience(self, session: AsyncSession, live: ChannelSession, number: _Number) -> None:
        """Raises ProofLocked, the same for a customer who asks for many and for a number that gets many."""
        now = self.clock.now()
        until: list[datetime] = []
        for within, most in _TO_A_NUMBER:
            asked = await queries.codes_to_number(session, number.digest, since=now - within)
            until += [asked[-most] + within] if len(asked) >= most else []
        for within, most in _BY_A_CUSTOMER:
            asked = await queries.codes_to_numbers_of(session, live.customer_id, since=now - within)
            until += [asked[-most] + within] if len(asked) >= most else []
        if until:
            raise ProofLocked(reason="CodesLocked", locked_until=max(until).isoformat())

    async def _note(self, proof_id: UUID, live: ChannelSession, *, challenge: str) -> None:
        await self._change(proof_id, live, lambda row, _: setattr(row, "challenge", challenge))

    async def _challenge(self, live: ChannelSession, proof_id: UUID, *methods: Method) -> str:
        async with self.database.reading() as session:
            row = await queries.proof(session, live.id, proof_id)
        if row is None or row.method not in methods or row.challenge is None:
            raise ProofNotFound
        return row.challenge

    async def _ended(self, proof_id: UUID, live: ChannelSession, state: str) -> Level:
        """Note how it stands; who has passed is known better from now on, and her dialogue goes on.

        It goes on, too, where a face fails so often that a person has to look.
        """
        now = self.clock.now()

        def note(row: ProofRow, now: datetime) -> None:
            row.tries += state != "waiting"
            row.state = state
            row.ended_at = row.ended_at if state == "waiting" else now

        async with self.database.transaction() as session:
            row = await _row(session, live, proof_id)
            was, method = row.state, row.method
            note(row, now)
            level = live.level_at(now)
            if state == was:
                return level
            await session.flush()
            passed = state == "passed"
            if passed and method in _LEVELS:
                level = max(_LEVELS[method], level)
                await conversations.prove(session, live.id, level, until=now + PROVEN_FOR)
            failed_again = method == "face" and state == "failed"
            if passed or (failed_again and await is_hopeless(session, live.customer_id, now=now)):
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


def _sent(proof_id: UUID, sent: cu.CodeChallenge) -> dict[str, Any]:
    return {
        "id": str(proof_id),
        "sent_to": sent.sent_to_masked,
        "expires_at": sent.expires_at.isoformat(),
        "tries_left": sent.tries_left,
    }


def _locked(refused: BackOfficeRefused) -> ProofLocked:
    return ProofLocked(reason=refused.reason, locked_until=refused.facts.get("until"))
