"""The shapes of the files in `rules/` of a pack."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

from qiao.policy.rules.values import Kind
from qiao.policy.schema import Filled, Identifier, InBoth

FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=60)]
Level = Literal["A0", "A1", "A2", "A3"]
Party = Literal["self", "proxy", "heir", "third_party"]
FIGURE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""Where a table's value stands in a text."""
Otherwise = Literal["refuse", "person"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Fact(_Part):
    """Something a rule may ask about. `options`: what a choice or a set is made of."""

    kind: Kind
    about: InBoth
    options: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _options_where_needed(self) -> "Fact":
        if (self.kind in {Kind.CHOICE, Kind.SET}) != bool(self.options):
            raise ValueError("a choice and a set name their options, and nothing else does")
        return self


class Facts(RootModel[dict[FactName, Fact]]):
    """`facts.yaml`."""


class Figure(_Part):
    """A value that holds from a day on, with where it comes from."""

    since: date = Field(alias="from")
    value: int | str
    source: Filled
    checked: bool = True
    """False until compliance has compared it with its source."""


class Table(_Part):
    """One amount, number of days, count or time of day, by the date from which it holds."""

    kind: Literal[Kind.FEN, Kind.DAYS, Kind.COUNT, Kind.TIME]
    about: InBoth
    values: tuple[Figure, ...] = Field(min_length=1)


class Tables(RootModel[dict[Identifier, Table]]):
    """`tables.yaml`."""


class Permit(_Part):
    """Who may have a request carried out. A request without a permit is refused to everybody."""

    level: Level
    parties: tuple[Party, ...] = ("self",)
    by: Identifier
    """A group of posts."""
    never_refused: bool = False


class Permits(_Part):
    """`permits.yaml`: groups of posts by name, and a permit for each intent."""

    groups: dict[Identifier, tuple[Identifier, ...]]
    requests: dict[Identifier, Permit]


class Quota(_Part):
    """How many of the same request there may be: at most `most` in `within_days`, both names of tables."""

    of: Literal["registered", "completed"]
    per: Literal["customer", "loan", "period", "application"]
    within_days: Identifier
    most: Identifier


class Rule(_Part):
    """Something that must hold, where `when` does, for these requests; else a refusal, or a person."""

    id: Identifier
    requests: tuple[Identifier, ...] | Literal["*"]
    besides: tuple[Identifier, ...] = Field(default=(), alias="except")
    when: Filled | None = None
    need: Filled | None = None
    quota: Quota | None = None
    otherwise: Otherwise = Field(alias="else")
    text: InBoth
    instead: Identifier | None = None
    """The intent that helps where this one is refused."""
    source: Filled
    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _one_demand(self) -> "Rule":
        if (self.need is None) == (self.quota is None):
            raise ValueError("a rule has either need or quota")
        if self.besides and self.requests != "*":
            raise ValueError('except goes with requests: "*"')
        return self


class RuleFile(_Part):
    """Any other file."""

    rules: tuple[Rule, ...] = Field(min_length=1)
