"""What people confirmed and were told, and which complaints the house keeps: whether they agree. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.kills.crowd import Wrongs
from tests.kills.talking import Yes

IN_TIME_S = 2.0


@dataclass(slots=True)
class Person:
    """One customer's way to one complaint. `shown`: the numbers on the receipts that she finds when she comes back."""

    conversation: str = ""
    yeses: list[Yes] = field(default_factory=list[Yes])
    told_at: float | None = None
    shown: list[str] = field(default_factory=list[str])

    @property
    def was_heard(self) -> bool:
        """A yes of hers was acknowledged."""
        return any(one.acknowledged_at is not None for one in self.yeses)

    @property
    def waited(self) -> tuple[float, float] | None:
        """From her first yes to her receipt."""
        return (self.yeses[0].sent_at, self.told_at) if self.yeses and self.told_at is not None else None


@dataclass(slots=True)
class Brought:
    """What an officer registered, perhaps sent several times: the key she made for it, and each number she was told."""

    key: str
    numbers: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to register a complaint, as the house keeps it."""

    id: str
    conversation: str
    state: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A complaint as the house keeps it; `opened` counts the acts by which its history begins."""

    number: str
    opened: int
    conversation: str | None
    request: str | None
    key: str | None


@dataclass(slots=True)
class Verdict(Wrongs):
    """Everything that is wrong, by kind, one sentence each."""

    lost: list[str] = field(default_factory=list[str])
    """Somebody confirmed, and there is no complaint of hers."""
    doubled: list[str] = field(default_factory=list[str])
    """One request, key or number made more than one, or its history begins more than once."""
    unasked: list[str] = field(default_factory=list[str])
    """A complaint that nobody confirmed."""
    stuck: list[str] = field(default_factory=list[str])
    """A request that was confirmed and has not ended."""
    untold: list[str] = field(default_factory=list[str])
    """A complaint is kept, and she finds no receipt."""
    told_wrongly: list[str] = field(default_factory=list[str])
    """A receipt with a number that is not her complaint's, or more receipts than she said yes."""


def check(
    people: Sequence[Person], brought: Sequence[Brought], asked: Iterable[Asked], kept: Iterable[Kept]
) -> Verdict:
    """Judge what came of it, once everything is quiet."""
    verdict, every = Verdict(), list(kept)
    requests = {one.id: one for one in asked}
    _check_each(verdict, every, requests, people, brought)
    by_conversation = _by(every, lambda one: one.conversation)
    open_in = {one.conversation for one in requests.values() if one.confirmed and one.state != "completed"}
    for person in people:
        _check_person(
            verdict, person, by_conversation.get(person.conversation, []), is_open=person.conversation in open_in
        )
    by_key = _by(every, lambda one: one.key)
    for one in brought:
        found = {kept.number for kept in by_key.get(one.key, [])}
        if one.numbers and not found:
            verdict.lost.append(f"{one.numbers[0]}, which an officer registered as {one.key}, is gone")
        if wrong := set(one.numbers) - found:
            verdict.told_wrongly.append(f"an officer was told {sorted(wrong)} for {one.key}, kept is {sorted(found)}")
    return verdict


def _check_each(
    verdict: Verdict,
    every: Sequence[Kept],
    requests: Mapping[str, Asked],
    people: Sequence[Person],
    brought: Sequence[Brought],
) -> None:
    confirmed_by = {one.conversation for one in people if one.yeses}
    keys = {one.key for one in brought}
    for what, counted in (
        ("number", Counter(one.number for one in every)),
        ("request", Counter(one.request for one in every if one.request)),
        ("key", Counter(one.key for one in every if one.key)),
    ):
        verdict.doubled += [f"{what} {which} has {times} complaints" for which, times in counted.items() if times > 1]
    for one in every:
        if one.opened != 1:
            verdict.doubled.append(f"{one.number} was opened {one.opened} times")
        if one.key is not None:
            if one.key not in keys:
                verdict.unasked.append(f"{one.number}: no officer registered {one.key}")
            continue
        request = requests.get(one.request or "")
        if request is None or not request.confirmed or request.conversation != one.conversation:
            verdict.unasked.append(f"{one.number}: no confirmed request of its conversation")
        elif one.conversation not in confirmed_by:
            verdict.unasked.append(f"{one.number}: nobody said yes in {one.conversation}")


def _check_person(verdict: Verdict, person: Person, own: Sequence[Kept], *, is_open: bool) -> None:
    numbers = {one.number for one in own}
    if is_open:
        verdict.stuck.append(f"{person.conversation} confirmed, and it has not ended")
    elif person.was_heard and not own:
        verdict.lost.append(f"{person.conversation} confirmed and has no complaint")
    if len(own) > 1:
        verdict.doubled.append(f"{person.conversation} confirmed one and has {sorted(numbers)}")
    if own and not person.shown:
        verdict.untold.append(f"{person.conversation} has no receipt of {sorted(numbers)}")
    if wrong := set(person.shown) - numbers:
        verdict.told_wrongly.append(f"{person.conversation} was told {sorted(wrong)}, kept is {sorted(numbers)}")
    if len(person.shown) > len(person.yeses):
        verdict.told_wrongly.append(
            f"{person.conversation} has {len(person.shown)} receipts for {len(person.yeses)} yeses"
        )


def waits(people: Iterable[Person], outages: Sequence[tuple[float, float]]) -> list[float]:
    """Seconds from yes to receipt, of those whom no outage (down, up again) met meanwhile."""
    found: list[float] = []
    for person in people:
        if (waited := person.waited) is not None:
            said, told = waited
            if not any(down < told and up > said for down, up in outages):
                found.append(told - said)
    return sorted(found)


def _by(every: Iterable[Kept], of: Callable[[Kept], str | None]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    for one in every:
        if (value := of(one)) is not None:
            found.setdefault(value, []).append(one)
    return found
