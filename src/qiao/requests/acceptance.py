"""Accepting requests: the interpreter with everything it needs, moved by what happens and kept in one transaction.

A move reads (the dialogue, the lender) and decides, outside every transaction; `keep` writes what came of it, and
fails where the dialogue has moved meanwhile. Whoever speaks to the customer stands above: outputs are values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, customers
from qiao.backoffice import BackOffice, EffectId, EffectState
from qiao.backoffice.contract.catalogue import OPERATIONS
from qiao.foundation import jobs
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.policy import InBoth
from qiao.policy.rules import Counting
from qiao.requests import actions, queries
from qiao.requests.dialogue.cards import with_done
from qiao.requests.dialogue.interpreter import next_silence, performed, told
from qiao.requests.dialogue.outputs import Output, Perform, Receipt, Want
from qiao.requests.dialogue.state import DialogueState
from qiao.requests.dialogue.turn import Outcome, Step
from qiao.requests.dialogue.walking import House
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.words import Words, plain
from qiao.requests.lender.answering import PackRules, answered
from qiao.requests.lender.registry import Asking, Place, ReadOnce, Registry
from qiao.requests.model import RequestRow, RequestState
from qiao.requests.noting import note_requests
from qiao.requests.ports import At, Caller, RuleApplied
from qiao.requests.tracking import Track, Tracks
from qiao.requests.values import Value, value_of

SILENCE_JOB = "requests.silence"
PROCEED_JOB = "requests.proceed"
_MOST_READS = 12
_PROVE_FOR = timedelta(days=1)
_UNDER_WAY = RuleApplied(
    "same_request_under_way",
    InBoth(
        zh="同样的业务已经提交过，正在等结果，不用重复办理；有结果会告诉您。",
        en="The same request has been submitted already and its result is on the way; there is no need to ask again.",
    ),
)

_STANDING = frozenset({RequestState.PENDING, RequestState.STUCK, RequestState.HELD})
"""A request about the same thing that has come so far is not begun a second time on one day."""

_SOON = Words("有结果马上告诉您。", "We tell you as soon as there is a result.")
_REFUSED = InBoth(
    zh="系统没有通过这次办理，没有产生任何变化。", en="The system did not accept this; nothing has changed."
)
_ENDS = {
    "completed": RequestState.COMPLETED,
    "held": RequestState.HELD,
    "refused": RequestState.REFUSED,
    "handed_over": RequestState.STUCK,
}

Move = Callable[[DialogueState, House, Caller, datetime], Step]


class NotProven(Conflict):
    """The lender cannot be read now, so nobody knows yet whether the effect is there; asked again later."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of the effects of a request. `trouble` tells staff why a person has to look."""

    request: RequestRow
    outcome: Outcome
    trouble: str | None = None


class DialogueChanged(Conflict):
    """Somebody else moved this dialogue meanwhile; read it and decide again."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A dialogue after a move: what is to be kept, said and done."""

    at: At
    kept: queries.Kept
    state: DialogueState
    outputs: tuple[Output, ...]
    taken: bool
    tracks: tuple[Track, ...]
    asking: Asking


@dataclass
class _Making:
    """A move in the making."""

    tracks: Tracks
    state: DialogueState
    outputs: list[Output] = field(default_factory=list[Output])
    unread: bool = False

    def take(self, step: Step) -> None:
        self.tracks.follow(self.state, step)
        self.state = step.state
        self.outputs += step.outputs
        self.unread = bool(step.wants)


class Acceptance:
    """Everything a request is accepted with. One for a process."""

    def __init__(
        self,
        book: FlowBook,
        rules: PackRules,
        registry: Registry,
        *,
        lender: BackOffice,
        ring: KeyRing,
        database: Database,
        clock: Clock,
    ) -> None:
        self.book = book
        self.rules = rules
        self.registry = registry
        self.house = House(book, rules)
        self.ring = ring
        self._lender = lender
        self._database = database
        self._clock = clock

    async def asking(self, session: AsyncSession, at: At) -> Asking:
        """For reads and effects in this dialogue."""
        reference = await customers.open_reference(session, self.ring, at.customer_id)
        return Asking(
            ReadOnce(self._lender),
            self._database,
            at.customer_id,
            reference,
            self._clock.now().astimezone(SHANGHAI),
            at.language,
            conversation_id=at.conversation_id,
            ring=self.ring,
        )

    async def move(self, at: At, kept: queries.Kept, asking: Asking, move: Move) -> Moved:
        """Move the dialogue and make the reads it wants, each with a deadline; in no transaction."""
        now = self._clock.now()
        making = _Making(Tracks(self.book, at.who.level, {}), kept.state)
        step = move(kept.state, self.house, at.who, now)
        making.take(step)
        for _ in range(_MOST_READS):
            if not step.wants:
                break
            answers = await answered(
                step.wants, self.registry, self.rules, asking, count=self._count, refusal=self._reason
            )
            step = told(step.state, answers, self.house, at.who, now)
            making.take(step)
        tracks = tuple(making.tracks.found.values())
        taken = bool(making.outputs) or making.state != kept.state
        return Moved(at, kept, making.state, tuple(making.outputs), taken, tracks, asking)

    async def keep(self, session: AsyncSession, moved: Moved, *, contact_id: UUID, now: datetime) -> list[Output]:
        """Write what came of a move and have its effects done; what is left to say, in order.

        Raises DialogueChanged when the dialogue moved since it was read.
        """
        at = moved.at
        key_id = await customers.data_key(session, self.ring, at.customer_id, now=now)
        await note_requests(session, moved.tracks, at=at, contact_id=contact_id, now=now)
        making = _Making(Tracks(self.book, at.who.level, {}), moved.state)
        said: list[Output] = []
        for output in moved.outputs:
            if not isinstance(output, Perform):
                said.append(output)
                continue
            row = await queries.row_of_frame(session, at.conversation_id, output.frame)
            place = Place(row.id, row.number, at.customer_id, at.conversation_id, contact_id, self.ring, key_id)
            ended = await self._submit(session, row, output, moved.asking, place, now=now)
            if ended is not None:
                making.take(performed(making.state, ended, self.house, at.who, now))
        said += making.outputs
        if making.tracks.found:
            tracks = tuple(making.tracks.found.values())
            await note_requests(session, tracks, at=at, contact_id=contact_id, now=now)
        await self._store(session, moved, making.state, now=now)
        if making.unread:
            await wake(session, at.conversation_id)
        return said

    async def ending(self, request_id: UUID, language: str) -> Ending | None:
        """How the effects of a request stand, read from their log and proved at the lender; None when it has ended.

        What cannot be read for a day is for a person. Raises NotProven until then.
        """
        async with self._database.reading() as session:
            row = await queries.row(session, request_id)
            if row.ended_at is not None:
                return None
            details = await queries.details(session, self.ring, row)
            effects = [await backoffice.effect(session, EffectId(UUID(one))) for one in row.effects]
            answers = [await backoffice.answer_of(session, self.ring, one.id) for one in effects]
            at = At(row.conversation_id, row.customer_id, Caller(), language)
            asking = await self.asking(session, at)
        states = {one.state for one in effects}
        if EffectState.STUCK in states or (EffectState.REFUSED in states and len(states) > 1):
            trouble = next((one.trouble for one in effects if one.trouble), "PartlyDone")
            return Ending(row, Outcome(row.frame, "handed_over", row.number), trouble)
        if states == {EffectState.REFUSED}:
            reasons = tuple(self.refusal(one.refusal) for one in effects if one.refusal is not None)
            return Ending(row, Outcome(row.frame, "refused", row.number, reasons=reasons))
        if states != {EffectState.VERIFIED}:
            return Ending(row, Outcome(row.frame, "pending", row.number))
        made = [
            OPERATIONS[one.operation].gives.model_validate(answer) for one, answer in zip(effects, answers, strict=True)
        ]
        done = dict(self.registry.ordered[details["effect"]].done(made))
        try:
            is_proved = await self._is_proved(details["verify"], done, asking)
        except NotProven:
            if self._clock.now() - max(one.ended_at or row.entered_at for one in effects) < _PROVE_FOR:
                raise
            return Ending(row, Outcome(row.frame, "handed_over", row.number, done), NotProven.__name__)
        if not is_proved:
            return Ending(row, Outcome(row.frame, "handed_over", row.number, done), "NotAsExpected")
        flow = self.book.flows.get(row.flow)
        kind = flow.receipt.form_for(done).state if flow is not None and flow.receipt is not None else "completed"
        return Ending(row, Outcome(row.frame, kind, row.number, done))

    async def _is_proved(self, verify: Mapping[str, Any], done: Mapping[str, Value | None], asking: Asking) -> bool:
        """Whether the flow's own proof holds: what is read back has the values that were promised."""
        arguments = {name: with_done(value_of(value), done) for name, value in verify["arguments"].items()}
        want = Want(0, "proof", verify["read"], arguments)
        (answer,) = await answered([want], self.registry, self.rules, asking, count=self._count)
        if answer.rows is None:
            raise NotProven
        shown = answer.rows[0] if answer.rows else {}
        return all(
            shown.get(name) in [with_done(value_of(one), done) for one in wanted]
            for name, wanted in verify["expect"].items()
        )

    async def finish(
        self, session: AsyncSession, moved: Moved, ending: Ending, *, contact_id: UUID, now: datetime
    ) -> list[Output]:
        """Write the end of a request beside its dialogue; what is left to say. Raises DialogueChanged."""
        row = await queries.row(session, ending.request.id, lock=True)
        if row.ended_at is not None:
            raise DialogueChanged
        if ending.outcome.done:
            await actions.note_done(session, self.ring, row, ending.outcome.done)
        rules = tuple(one.id for one in ending.outcome.reasons)
        state = _ENDS[ending.outcome.kind]
        await actions.end(session, row, state, now=now, rules=rules, trouble=ending.trouble)
        said = await self.keep(session, moved, contact_id=contact_id, now=now)
        if any(isinstance(one, Receipt) for one in said):
            return said
        # The dialogue gave it up meanwhile: a person had to look, or the customer was erased from it.
        match state:
            case RequestState.COMPLETED:
                return [self._late_receipt(row), *said]
            case RequestState.HELD:
                return [self.pending(ending), *said]
            case _:
                return said

    def pending(self, ending: Ending) -> Receipt:
        """What is told where an outcome stays unknown for a while."""
        flow = self.book.flows.get(ending.request.flow)
        name = plain(flow.name) if flow else self.book.text("a_request")
        number = Words(ending.request.number, ending.request.number)
        text = self.book.text("pending", flow=name, number=number)
        return Receipt(ending.request.flow, ending.request.number, text, _SOON, pending=True)

    def _late_receipt(self, row: RequestRow) -> Receipt:
        flow = self.book.flows.get(row.flow)
        name = plain(flow.name) if flow else self.book.text("a_request")
        text = self.book.text("done_after_all", flow=name, number=Words(row.number, row.number))
        return Receipt(row.flow, row.number, text, _SOON)

    def _reason(self, code: str) -> RuleApplied | None:
        return self.refusal(code) if code in self.book.refusals else None

    def refusal(self, code: str) -> RuleApplied:
        """What the customer is told where the lender refuses with this code."""
        named = self.book.refusals.get(code)
        return RuleApplied(code, named.text, named.alternative) if named else RuleApplied(code, _REFUSED)

    async def _submit(
        self, session: AsyncSession, row: RequestRow, wanted: Perform, asking: Asking, place: Place, *, now: datetime
    ) -> Outcome | None:
        """Have the effect done, once. An effect of the house ends here; one in the lender's systems is told later."""
        mine = replace(asking, arguments=wanted.arguments)
        target = actions.target_of(self.ring, place.customer_id, wanted, frame=row.frame, now=now)
        earlier = await queries.about(session, target, but=row.id)
        going = [one for one in earlier if one.state in _STANDING]
        await actions.note_agreement(session, self.ring, row, wanted, target, key_id=place.data_key, now=now)
        # One of the house is on record even while something beside it waits for a person; it may be asked for again.
        if going and wanted.effect not in self.registry.doers:
            await actions.end(session, row, RequestState.REFUSED, now=now, rules=(_UNDER_WAY.id,))
            return Outcome(row.frame, "refused", row.number, reasons=(_UNDER_WAY,))
        if wanted.effect in self.registry.doers:
            done = dict(await self.registry.doers[wanted.effect](session, mine, place))
            await actions.note_done(session, self.ring, row, done)
            await actions.end(session, row, RequestState.COMPLETED, now=now)
            return Outcome(row.frame, "completed", row.number, done)
        # The same thing on the same day is the same effect, unless it was refused or has been done before.
        again = sum(one.state in {RequestState.REFUSED, RequestState.COMPLETED} for one in earlier)
        ids = [
            await backoffice.perform(
                session,
                self.ring,
                backoffice.Intended(
                    key=f"{target}-{again}-{number}",
                    operation=order.operation,
                    subject=order.subject,
                    body=order.body,
                    customer_id=place.customer_id,
                    data_key=place.data_key,
                    cause=f"request:{row.id}",
                ),
                now=now,
            )
            for number, order in enumerate(self.registry.ordered[wanted.effect].orders(mine))
        ]
        row.effects = [str(one) for one in ids]
        await actions.submitted(session, row, now=now)
        return None

    async def _store(self, session: AsyncSession, moved: Moved, state: DialogueState, *, now: datetime) -> None:
        """Keep the dialogue, and have its silence noticed."""
        at, due_at = moved.at, next_silence(state, self.house)
        silence_at = moved.kept.silence_at
        if due_at is not None and silence_at is None:
            silence_at = due_at
            await jobs.schedule(
                session,
                kind=SILENCE_JOB,
                key=f"{at.conversation_id.hex}:{due_at.isoformat()}",
                # Of its own: a job that waits for its time would keep the robot's turns waiting.
                lane=f"{SILENCE_JOB}:{at.conversation_id.hex}",
                due_at=due_at,
                payload={"conversation": at.conversation_id.hex},
            )
        kept = await actions.store_dialogue(
            session,
            self.ring,
            state,
            conversation_id=at.conversation_id,
            customer_id=at.customer_id,
            version=moved.kept.version,
            silence_at=silence_at,
            now=now,
        )
        if not kept:
            raise DialogueChanged

    async def _count(self, counting: Counting, asking: Asking) -> int:
        """How often it was done, by the house's own records."""
        flows = {
            flow.id
            for flow in self.book.flows.values()
            for intent in flow.intents
            if counting.rule in self.rules.quotas_of(intent)
        }
        loan = asking.text_or_none("loan")
        async with self._database.reading() as session:
            rows = await queries.times_done(session, flows, asking.customer_id, counting.since)
            if counting.per == "customer" or loan is None:
                return len(rows)
            about = [(await queries.details(session, self.ring, one)).get("arguments", {}) for one in rows]
        return sum(one.get("loan") == loan for one in about)


def lane_of(conversation_id: UUID) -> str:
    """The lane of the robot's turns: whatever moves the dialogue waits for them, and they for it."""
    return f"bot:{conversation_id.hex}"


async def wake(session: AsyncSession, conversation_id: UUID) -> None:
    """Let the dialogue go on from where it stands: somebody proved who she is, or gives it back."""
    await jobs.schedule(
        session,
        kind=PROCEED_JOB,
        key=new_id().hex,
        lane=lane_of(conversation_id),
        due_at=jobs.AT_ONCE,
        payload={"conversation": conversation_id.hex},
    )
