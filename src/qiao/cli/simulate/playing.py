"""One task played: a customer at her telephone, the robot, the lender's books before and after."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from qiao.cli.simulate.casting import Part, props_of
from qiao.cli.simulate.customer import Act, Customer, Leave, Press, Prove, Say, Wait
from qiao.cli.simulate.device import Device, House
from qiao.cli.simulate.handing import Handing, Handover, Seam
from qiao.cli.simulate.judging import Told, Violation, failures, violations
from qiao.cli.simulate.lender import Lender, Roll, Written
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.proving import prove
from qiao.cli.simulate.seen import Message
from qiao.cli.simulate.tasks import Task
from qiao.foundation.errors import QiaoError

_READS_S = 0.05
_SPLIT_PAUSE_S = 0.15


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: until an answer has to come, until the page counts as still, and for what may still follow."""

    answer_s: float = 20.0
    still_s: float = 0.35
    more_s: float = 4.0
    settle_s: float = 1.0


@dataclass(slots=True)
class Run:
    """One task played once. `lines` is the transcript."""

    task: Task
    trial: int
    customer_id: str
    end: str = "broken"
    failures: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    turns: int = 0
    repeated: int = 0
    took_s: float = 0.0
    writes: tuple[Written, ...] = ()
    seam: Seam | None = None
    lines: list[str] = field(default_factory=list[str])

    @property
    def passed(self) -> bool:
        return not self.failures and not self.violations


async def play(
    task: Task,
    part: Part,
    roll: Roll,
    house: House,
    lender: Lender,
    *,
    seed: str,
    trial: int,
    patience: Patience,
    handing: Handing | None = None,
) -> Run:
    """Play a task once, with `handing` through a person. What goes wrong is a failure of the run, no exception."""
    run = Run(task, trial, part.person.id)
    chance = random.Random(f"{seed} {task.id} {trial}")  # noqa: S311  (a play, not a secret)
    began_s = time.monotonic()
    try:
        await _Scene(
            run,
            part,
            props_of(part, roll, chance),
            chance,
            house=house,
            lender=lender,
            patience=patience,
            handing=handing,
        ).play()
    except (QiaoError, KeyError, ValueError, OSError, TimeoutError) as trouble:
        run.failures = (*run.failures, f"broken: {type(trouble).__name__} {trouble}")
    run.took_s = time.monotonic() - began_s
    return run


class _Scene:
    def __init__(
        self,
        run: Run,
        part: Part,
        props: Props,
        chance: random.Random,
        *,
        house: House,
        lender: Lender,
        patience: Patience,
        handing: Handing | None,
    ) -> None:
        self._run, self._part, self._lender, self._house = run, part, lender, house
        self._props, self._chance, self._handing = props, chance, handing
        self._customer = Customer(run.task, props, chance)
        self._patience = patience
        self._level = "A0"
        self._read_to = 0
        self._is_answered = True
        """Whether the robot owes her a word: not when a proof of identity came to nothing."""

    async def play(self) -> None:
        task, before = self._run.task, len(await self._lender.writes(self._part.person.id))
        async with Device(self._house, language=task.language) as device:
            if task.signed_in:
                await device.sign_in(self._part.person.id, self._part.person.name)
                self._level = "A1"
                self._note("*", "signs in")
            await asyncio.sleep(_READS_S)
            for fault in task.faults:
                await self._lender.switch_on(fault.operation, fault.kind, times=fault.times, delay_ms=fault.delay_ms)
            try:
                self._run.end = await self._converse(device)
            finally:
                if task.faults:
                    await self._lender.switch_all_off()
            messages = tuple(device.page.messages)
        await asyncio.sleep(self._patience.settle_s)
        self._run.writes = (await self._lender.writes(self._part.person.id))[before:]
        told = Told(self._run.end, messages, self._run.writes, self._customer.agreements, self._level)
        self._run.repeated = self._customer.repeated
        self._run.failures = (*self._run.failures, *failures(task, self._props, told))
        self._run.violations = violations(task, self._props, self._part.person, self._part.stranger, told)
        for one in self._run.writes:
            self._note("=", f"{one.operation} {one.answer}")

    async def _converse(self, device: Device) -> str:
        self._read_to = len(device.page.messages)
        act: Act = self._customer.open()
        handover = self._handover(device)
        while True:
            if handover is not None and handover.is_due():
                self._run.turns += 1
                end = await handover.go()
                act = Leave(end) if end is not None else await self._next(device)
            if isinstance(act, Leave):
                if handover is not None:
                    handover.count_repeated()
                    self._run.seam = handover.seam
                self._note("*", f"leaves: {act.end}")
                return act.end
            if self._run.turns >= self._run.task.most_turns:
                self._note("*", "gives up: too many turns")
                return "too_many_turns"
            await self._do(device, act)
            act = await self._next(device)

    def _handover(self, device: Device) -> Handover | None:
        if self._handing is None:
            return None

        async def proves(act: Prove) -> None:
            await self._do(device, act)

        return Handover(
            self._handing, self._run.task, self._props, self._customer, device, self._chance, self._note, proves
        )

    async def _next(self, device: Device) -> Act:
        """What she does about what comes; where it asks nothing of her, she waits a little for more."""
        patience = self._patience
        within_s = patience.answer_s if self._is_answered else patience.more_s
        news = await device.quiet(after=self._read_to, within_s=within_s, still_s=patience.still_s)
        act = self._react(device, news, waited=not news)
        if isinstance(act, Wait):
            shown = self._read_to + len(news)
            more = await device.quiet(after=shown, within_s=patience.more_s, still_s=patience.still_s)
            news = (*news, *more)
            act = self._react(device, news, waited=True)
        for message in news:
            self._note(message.by, _shown(message))
        if device.page.errors:
            self._note("!", ", ".join(device.page.errors))
            device.page.errors.clear()
        self._read_to += len(news)
        return act

    def _react(self, device: Device, news: Sequence[Message], *, waited: bool) -> Act:
        return self._customer.react(news, handed_over=device.page.handed_over, waited=waited)

    async def _do(self, device: Device, act: Act) -> None:
        match act:
            case Say(texts):
                self._run.turns += 1
                for index, text in enumerate(texts):
                    await asyncio.sleep(_SPLIT_PAUSE_S if index else 0)
                    self._note("she", text)
                    await device.say(text)
            case Press(button, times=times):
                self._run.turns += 1
                self._note("she", f"[{button.label}]{' twice' if times > 1 else ''}")
                for _ in range(times):
                    await device.press(button)
            case Prove(level=level, methods=methods):
                reached = await prove(
                    device,
                    self._lender,
                    self._part,
                    level=level,
                    methods=methods,
                    manner=self._run.task.proves,
                    new_phones=tuple(self._props.values[name] for name in ("new.phone", "new.phone_2")),
                )
                self._note("*", f"proves herself for {level} by {', '.join(methods) or 'what there is'}: {reached}")
                self._level = max(self._level, reached or "A0")
                self._is_answered = reached is not None
                return
            case _:
                pass
        self._is_answered = True

    def _note(self, who: str, what: str) -> None:
        self._run.lines.append(f"{who}: {what}")


def _shown(message: Message) -> str:
    buttons = " ".join(f"[{one.label}]" for one in message.buttons)
    return f"({message.shape}) {message.text}{f' {buttons}' if buttons else ''}"
