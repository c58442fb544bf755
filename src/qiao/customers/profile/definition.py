"""The shapes of what the pack says of profiles: traits that events leave behind, and tags as rules over them.

An expression is a tree of conditions that a customer fits or not on a day. The same tree is judged for one customer
(`judging`) and made a column of an engine (`columns`).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qiao.customers.lifecycle.definition import EventShape, Name, TypeName
from qiao.policy import InBoth

TraitKind = Literal["code", "whole", "date"]
Basis = Literal["contract", "legal_duty", "consent"]
"""Why a trait may be kept: PIPL Art. 13 (2), (3) or (1)."""
Bounds = tuple[int | None, int | None]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TraitRule(_Part):
    """One trait: what it is made of, of events of these types, and why the house may keep it.

    `last`: the fact of that name in the last event that tells it. `day`: when the first or last of them happened.
    `count`: how many there were. `field`: of the table of rights, by which staff may know of it. `consent`: of which
    the basis is; without it the trait is as if it were not known.
    """

    id: Name
    name: InBoth
    of: Annotated[tuple[TypeName, ...], Field(min_length=1)]
    last: Name | None = None
    day: Literal["first", "last"] | None = None
    count: bool = False
    field: Name
    basis: Basis
    consent: Name | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "TraitRule":
        if (self.last is not None) + (self.day is not None) + self.count != 1:
            raise ValueError("a trait is made by one of last, day and count")
        if (self.basis == "consent") != (self.consent is not None):
            raise ValueError("a basis of consent names the consent, another none")
        return self


class TraitsFile(_Part):
    """`profile/traits.yaml`. `events`: what happens in the house, beside what the lender tells."""

    events: tuple[EventShape, ...] = ()
    traits: tuple[TraitRule, ...] = Field(min_length=1)


class Expression(_Part):
    """One condition, or several joined: exactly one of the first eight is given.

    `trait` with `is`, `between` (both ends within) or `days` (so many days ago; those to come are negative). `mark`
    of the customer's machine, with `is` or `days`. `stage`, `group`: hers; `loans`: one of hers is in such a group.
    `events`: of these types there were as many as `between` says in the last `within` days, today among them. `tag`
    stands in audiences only. `or_unknown`: also where the trait or mark is not known.
    """

    all: tuple["Expression", ...] = ()
    any: tuple["Expression", ...] = ()
    not_: Annotated["Expression | None", Field(alias="not")] = None
    trait: Name | None = None
    mark: Name | None = None
    stage: tuple[Name, ...] = ()
    group: tuple[Name, ...] = ()
    loans: tuple[Name, ...] = ()
    events: tuple[TypeName, ...] = ()
    tag: Name | None = None
    is_: Annotated[tuple[str, ...], Field(alias="is")] = ()
    between: Bounds | None = None
    days: Bounds | None = None
    within: Annotated[int, Field(ge=1, le=3660)] | None = None
    or_unknown: bool = False

    @model_validator(mode="after")
    def _is_one_condition(self) -> "Expression":
        given = (self.all, self.any, self.not_, self.trait, self.mark, self.stage, self.group, self.loans, self.events)
        if sum(bool(one) for one in (*given, self.tag)) != 1:
            raise ValueError("a condition asks about exactly one thing")
        if bool(self.events) != (self.within is not None) or (self.events and self.between is None):
            raise ValueError("events are counted within days and compared by between")
        for low, high in (one for one in (self.between, self.days) if one is not None):
            if low is not None and high is not None and low > high:
                raise ValueError("nothing lies between these numbers: put the smaller first")
        return self


class TagRule(_Part):
    """A tag. `version` rises with its rule. `service`: of use to whoever serves her, who sees no other tags.

    `consent`: it is not made of who has not given this consent.
    """

    id: Name
    version: Annotated[int, Field(ge=1, le=999)]
    name: InBoth
    group: Literal["value", "risk", "need", "lifecycle"]
    service: bool = False
    consent: Name | None = None
    when: Expression


class TagsFile(_Part):
    """`profile/tags.yaml`. `fewest`: of fewer customers than so many no number is told."""

    fewest: Annotated[int, Field(ge=1, le=1000)]
    tags: tuple[TagRule, ...] = Field(min_length=1)
