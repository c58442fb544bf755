"""What the pack says of flags, holds, consents and preferences: which there are, and who may set or end each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from qiao.access import Post
from qiao.customers.standing.model import Act, Kind
from qiao.foundation.errors import Forbidden, Invalid
from qiao.policy import InBoth, Intent, PackFolder, Section, YamlFile

FILE = "standing.yaml"
_FACTS, _FLAGS_FACT = "rules/facts.yaml", "customer.flags"
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Setter = Post | Literal["lender", "customer"]
"""Who changes something: a post (`bot` is the robot), the lender, or the customer herself."""
_OF = {Kind.FLAG: "flags", Kind.HOLD: "holds", Kind.CONSENT: "consents", Kind.PREFERENCE: "preferences"}


class StandingUnknown(Invalid):
    """The pack knows no such flag, hold, consent or preference, or not for this scope, value or reason."""


class NotTheirsToChange(Forbidden):
    """The pack gives this change to others."""


class HoldsTooLong(Invalid):
    """It may not hold for so long: `most_days` at most."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StandingRule(_Part):
    """One flag, hold, purpose or preference.

    `most_days`: how long at most; without, until it is ended. `scopes`: the channels of a consent. `values`: of a
    preference. `second_person`: acts of staff to which another has to agree.
    """

    id: _Id
    name: InBoth
    set: tuple[Setter, ...]
    end: tuple[Setter, ...]
    most_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    scopes: tuple[_Id, ...] = ()
    values: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_:\-]{1,40}$")], ...] = ()
    second_person: tuple[Act, ...] = ()

    def changed_by(self, act: Act) -> tuple[Setter, ...]:
        return self.set if act is Act.SET else self.end


class StandingReason(_Part):
    """Why staff may say that something is set or ended."""

    id: _Id
    name: InBoth


class _File(_Part):
    flags: tuple[StandingRule, ...]
    holds: tuple[StandingRule, ...]
    consents: tuple[StandingRule, ...]
    preferences: tuple[StandingRule, ...]
    reasons: tuple[StandingReason, ...]


@dataclass(frozen=True, slots=True)
class StandingBook:
    """The section `standing` of a pack."""

    rules: Mapping[Kind, Mapping[str, StandingRule]]
    reasons: Mapping[str, StandingReason]

    def rule(self, kind: Kind, name: str) -> StandingRule:
        """Raises StandingUnknown."""
        found = self.rules[kind].get(name)
        if found is None:
            raise StandingUnknown(kind=kind, name=name)
        return found

    def permit(self, act: Act, rule: StandingRule, by: Setter, *, until: datetime | None = None, now: datetime) -> bool:
        """Whether a second person has to agree to what `by` wants to do.

        Raises NotTheirsToChange, or HoldsTooLong: what has a longest time needs an end within it.
        """
        if by not in rule.changed_by(act):
            raise NotTheirsToChange(name=rule.id)
        longest = timedelta(days=rule.most_days) if rule.most_days is not None and act is Act.SET else None
        if longest is not None and (until is None or until - now > longest):
            raise HoldsTooLong(most_days=longest.days)
        return isinstance(by, Post) and by is not Post.BOT and act in rule.second_person


def read_book(folder: PackFolder, intents: Mapping[str, Intent]) -> StandingBook | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, _File)
    if found is None:
        return None
    file, parsed = found
    by_kind = {kind: cast("Sequence[StandingRule]", getattr(parsed, name)) for kind, name in _OF.items()}
    for place, what, remedy in (*_wrong(by_kind), *_wrong_reasons(parsed.reasons)):
        folder.problem(file.path, file.line(place), what, remedy)
    _rules_know_the_flags(folder, file, {one.id for one in parsed.flags})
    return StandingBook(
        {kind: {one.id: one for one in rules} for kind, rules in by_kind.items()},
        {one.id: one for one in parsed.reasons},
    )


_Wrong = tuple[tuple[str | int, ...], str, str]


def _wrong(by_kind: Mapping[Kind, Sequence[StandingRule]]) -> Iterator[_Wrong]:
    for kind, rules in by_kind.items():
        seen: set[str] = set()
        for index, rule in enumerate(rules):
            at = (_OF[kind], index)
            if rule.id in seen:
                yield (*at, "id"), f"{rule.id} stands twice", "take one out"
            seen.add(rule.id)
            for what, remedy in _wrong_in(kind, rule):
                yield at, f"{rule.id}: {what}", remedy


def _wrong_in(kind: Kind, rule: StandingRule) -> Iterator[tuple[str, str]]:
    if not rule.set or not rule.end:
        yield "nobody may set it, or nobody may end it", "name who may"
    if Post.BOT in rule.end and kind in {Kind.FLAG, Kind.HOLD}:
        yield "the robot would take a protection away by itself", "let a person end it"
    if kind in {Kind.CONSENT, Kind.PREFERENCE} and not ("customer" in rule.set and "customer" in rule.end):
        yield "the customer herself may not change it", "add customer to set and end"
    if (kind is Kind.CONSENT) != bool(rule.scopes):
        yield "channels are named for consents, and for nothing else", "correct scopes"
    if (kind is Kind.PREFERENCE) != bool(rule.values):
        yield "values are named for preferences, and for nothing else", "correct values"
    for act in rule.second_person:
        if not any(isinstance(one, Post) and one is not Post.BOT for one in rule.changed_by(act)):
            yield f"no member of staff may {act} it, so nobody needs a second person", "take it out"


def _wrong_reasons(reasons: Sequence[StandingReason]) -> Iterator[_Wrong]:
    seen: set[str] = set()
    for index, reason in enumerate(reasons):
        if reason.id in seen:
            yield ("reasons", index, "id"), f"{reason.id} stands twice", "take one out"
        seen.add(reason.id)
    if not reasons:
        yield ("reasons",), "there is no reason", "name at least one"


def _rules_know_the_flags(folder: PackFolder, file: YamlFile, flags: set[str]) -> None:
    """What rules of requests ask about has to be a flag that can be set."""
    facts = folder.yaml(folder.path / _FACTS)
    if facts is None or not isinstance(facts.data, dict):
        return
    fact = cast("dict[str, Any]", facts.data).get(_FLAGS_FACT)
    options = cast("dict[str, Any]", fact).get("options") if isinstance(fact, dict) else None
    for flag in cast("list[Any]", options) if isinstance(options, list) else ():
        if flag not in flags:
            folder.problem(
                file.path, file.line(("flags",)), f"{flag} of {_FACTS} is missing here", "add it, or take it out there"
            )


STANDING = Section("standing", read_book)
"""The section of the pack in which flags, holds, consents and preferences stand: `pack.section(STANDING)`."""
