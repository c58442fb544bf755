"""What customers agreed to and were told, what the house keeps and what the lender did: whether they agree. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.kills.crowd import Wrongs
from tests.kills.talking import Yes

SETTLED_WITHIN_S = 60.0
ENDED = frozenset({"completed", "refused"})


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt in the conversation: the number of the request, and `pending` or `completed`."""

    number: str
    state: str


@dataclass(slots=True)
class Run:
    """One customer's way to one effect. `shown` and `listed` are what she finds after she has come back."""

    customer: str
    flow: str
    conversation: str = ""
    yeses: list[Yes] = field(default_factory=list[Yes])
    receipt_at: float | None = None
    shown: list[Told] = field(default_factory=list[Told])
    listed: dict[str, str] = field(default_factory=dict[str, str])
    """The state of each of her requests by its number, as her list says it."""
    elsewhere: bool = False
    """Another channel of the lender did the same first, so that it has to be refused here."""

    @property
    def agreed_at(self) -> float | None:
        """When the first yes was acknowledged."""
        return min((one.acknowledged_at for one in self.yeses if one.acknowledged_at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as the house keeps it; `effects` are the states of its effects by their keys at the lender.

    One that was refused before its card was agreed to is not `submitted`.
    """

    number: str
    conversation: str
    flow: str
    state: str
    trouble: str | None
    submitted: bool
    effects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """Something the lender did: `key` is what it was asked for under, None where no outcome names it."""

    id: str
    flow: str
    customer: str
    key: str | None


@dataclass(slots=True)
class Verdict(Wrongs):
    """What is wrong with requests."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    unasked: list[str] = field(default_factory=list[str])
    stuck: list[str] = field(default_factory=list[str])
    late: list[str] = field(default_factory=list[str])
    untold: list[str] = field(default_factory=list[str])
    told_wrongly: list[str] = field(default_factory=list[str])


def check(runs: Iterable[Run], kept: Iterable[Kept], done: Iterable[Done], *, settled_s: float) -> Verdict:
    """Compare. `settled_s`: how long after both were back the last request that was agreed to had ended."""
    verdict = Verdict()
    done, runs = list(done), list(runs)
    by_conversation: dict[str, list[Kept]] = {}
    for one in kept:
        by_conversation.setdefault(one.conversation, []).append(one)
    for run in runs:
        requests = by_conversation.get(run.conversation, [])
        _check_run(
            run, requests, [one for one in done if (one.customer, one.flow) == (run.customer, run.flow)], verdict
        )
    known = {(run.customer, run.flow) for run in runs}
    verdict.unasked += [f"{one.id}: nobody asked for it" for one in done if (one.customer, one.flow) not in known]
    if settled_s > SETTLED_WITHIN_S:
        verdict.late.append(f"the last request ended {settled_s:.0f} s after both were back")
    return verdict


def _check_run(run: Run, requests: Sequence[Kept], done: Sequence[Done], verdict: Verdict) -> None:
    name = f"{run.flow} of {run.customer}"
    if done and not run.yeses:
        verdict.unasked += [f"{name}: {one.id} was done without a yes" for one in done]
    if len(done) > 1:
        verdict.doubled.append(f"{name}: done {len(done)} times, as {[one.id for one in done]}")
    agreed = [one for one in requests if one.submitted or one.effects]
    if run.agreed_at is not None and not agreed:
        verdict.lost.append(f"{name}: the yes was acknowledged, and {[(one.number, one.state) for one in requests]}")
    keys = {one.key for one in done}
    for one in agreed:
        _check_request(f"{name}, {one.number}", run, one, keys, verdict)
    asked_for = {key for one in requests for key in one.effects}
    verdict.unasked += [
        f"{name}: {one.id} was asked for by no request" for one in done if run.yeses and one.key not in asked_for
    ]
    _check_told(name, run, requests, verdict)


def _check_request(name: str, run: Run, request: Kept, keys: set[str | None], verdict: Verdict) -> None:
    done = keys & request.effects.keys()
    if request.state not in ENDED:
        verdict.stuck.append(f"{name}: {request.state}, {request.trouble}, effects {dict(request.effects)}")
    elif request.state == "completed":
        if len(done) != len(request.effects) or not done:
            verdict.lost.append(f"{name}: completed, and the lender did {sorted(map(str, done))}")
        if Told(request.number, "completed") not in run.shown:
            verdict.untold.append(f"{name}: completed, and no receipt was shown")
    elif done:
        verdict.told_wrongly.append(f"{name}: refused, and the lender did it")
    elif not run.elsewhere:
        verdict.lost.append(f"{name}: refused, and nothing stood in the way")
    if request.state in ENDED and run.listed.get(request.number) != request.state:
        verdict.untold.append(f"{name}: {request.state}, and her list says {run.listed.get(request.number)}")


def _check_told(name: str, run: Run, requests: Sequence[Kept], verdict: Verdict) -> None:
    states = {one.number: one.state for one in requests}
    # Whoever agrees once more is told once more.
    pressed = len({one.client_id for one in run.yeses})
    for told, times in Counter(run.shown).items():
        if told.state == "completed" and states.get(told.number) != "completed":
            verdict.told_wrongly.append(f"{name}: a receipt for {told.number}, which is {states.get(told.number)}")
        if times > max(pressed, 1):
            verdict.told_wrongly.append(f"{name}: {told} was told {times} times")
