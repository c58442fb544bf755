"""A customer who goes through a flow at the sandbox lender: real reads, rules and orders; no database of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

from qiao import app
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.language import entities
from qiao.requests import (
    POLICY,
    Answer,
    Asking,
    Caller,
    ConfirmCard,
    DialogueState,
    FlowBook,
    Heard,
    House,
    Output,
    Perform,
    Registry,
    Step,
    Value,
    advance,
    begun,
    said,
    told,
)
from qiao.requests.lender.answering import PackRules, answered
from qiao.requests.lender.people import flags_at_the_lender
from tests.backoffice.conftest import Teller
from tests.requests.talking import Kind, buttons_of

if TYPE_CHECKING:
    from qiao.foundation.database import Database

_NOBODY = UUID(int=0)


async def _no_complaints(asking: Asking) -> Value:
    """Only the house knows, and there is none here."""
    _ = asking
    return ()


async def _lenders_flags(asking: Asking) -> Value:
    """The house has set none."""
    return tuple(await flags_at_the_lender(asking))


_HERE_ALONE = {"customer.complaints": _no_complaints, "customer.flags": _lenders_flags}
AT_THE_LENDER = replace(app.REQUESTS, facts={**app.REQUESTS.facts, **_HERE_ALONE})


@dataclass
class Visit:
    """Says and presses; `outputs` are those of the last turn. An agreed effect is ordered and proved at once."""

    teller: Teller
    book: FlowBook
    rules: PackRules
    customer: str | None
    who: Caller = field(default_factory=lambda: Caller("A3"))
    registry: Registry = AT_THE_LENDER
    language: str = "zh"
    used: Mapping[str, int] = field(default_factory=dict[str, int])
    """What was counted for quotas, by rule."""
    facts: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Facts for rules that are told so, whatever the lender says."""
    outputs: tuple[Output, ...] = ()
    done: dict[str, Value | None] = field(default_factory=dict[str, Value | None])
    _state: DialogueState | None = None

    def __post_init__(self) -> None:
        transport = cast("Any", self.teller.client)._transport  # The lender in this process.
        self.lender = HttpBackOffice(Address("http://lender.test"), self.teller.clock, transport=transport)

    @property
    def now(self) -> datetime:
        return self.teller.lender.now

    @property
    def house(self) -> House:
        return House(self.book, self.rules)

    @property
    def asking(self) -> Asking:
        return Asking(self.lender, cast("Database", None), _NOBODY, self.customer, self.now, self.language)

    async def say(self, text: str, *intents: str) -> Self:
        heard = Heard(text, said(entities.find(text, now=self.now)), intents)
        return await self.take(advance(self.state, heard, self.house, self.who, self.now))

    async def press(self, label: str) -> Self:
        """The button of the last turn that begins so, or whose id does."""
        buttons = [button for output in self.outputs for button in buttons_of(output)]
        chosen = next(one for one in buttons if one.label.zh.startswith(label) or one.id.startswith(label))
        return await self.take(advance(self.state, Heard(button=chosen.id), self.house, self.who, self.now))

    async def agree(self) -> Self:
        """Press yes on the card, and let the lender do and prove it."""
        await self.press(f"yes:{self.one(ConfirmCard).digest}")
        await self.carry_out(self.one(Perform))
        return self

    async def carry_out(self, effect: Perform) -> None:
        """Raises BackOfficeRefused; an assertion fails where reading back does not prove it."""
        asking = replace(self.asking, arguments=effect.arguments)
        how = self.registry.ordered[effect.effect]
        orders = how.orders(asking)
        assert {one.operation.id for one in orders} <= {one.id for one in how.uses}
        answers = [
            await self.lender.order(one.operation, one.subject, one.body, key=f"{effect.card}-{number:04}")
            for number, one in enumerate(orders)
        ]
        self.done = dict(how.done(answers))
        await self.prove(effect, asking)

    async def prove(self, effect: Perform, asking: Asking) -> None:
        """What is promised of the effect's answer is there, and reading back shows what was expected."""
        assert self.done.keys() == self.registry.catalogue.effects[effect.effect].gives.keys()
        arguments = {
            name: self.done[value.removeprefix("{done.").removesuffix("}")]
            if isinstance(value, str) and value.startswith("{done.")
            else value
            for name, value in effect.verify.arguments.items()
        }
        (row,) = await self.registry.readers[effect.verify.read](replace(asking, arguments=arguments))
        for name, wanted in effect.verify.expect.items():
            assert row[name] in wanted, (name, row[name], wanted)

    async def take(self, step: Step) -> Self:
        outputs = list(step.outputs)
        while step.wants:
            answers = await answered(step.wants, self.registry, self.rules, self.asking, count=self._count)
            for answer in answers:
                self._check(answer.want.read, answer.rows)
            answers = [self._told(answer) for answer in answers]
            step = told(step.state, answers, self.house, self.who, self.now)
            outputs += step.outputs
        self._state, self.outputs = step.state, tuple(outputs)
        return self

    def _told(self, answer: Answer) -> Answer:
        if answer.want.alias != POLICY or answer.rows is None:
            return answer
        known = {name: value for name, value in self.facts.items() if name in answer.rows[0]}
        return Answer(answer.want, [{**answer.rows[0], **known}])

    def _check(self, read: str, rows: Any) -> None:
        """What is promised in the catalogue arrives."""
        spec = self.registry.catalogue.reads.get(read)
        for row in rows or () if spec else ():
            assert spec is not None
            assert spec.gives.keys() <= row.keys(), (read, spec.gives.keys() - row.keys())

    async def _count(self, counting: Any, asking: Asking) -> int:
        _ = asking
        return self.used.get(counting.rule, 0)

    @property
    def state(self) -> DialogueState:
        return self._state or begun(self.now)

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [one for one in self.outputs if isinstance(one, kind)]

    def one(self, kind: type[Kind]) -> Kind:
        found = self.all(kind)
        assert len(found) == 1, f"{len(found)} {kind.__name__} in {self.outputs}"
        return found[0]
