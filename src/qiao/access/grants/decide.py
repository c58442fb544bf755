"""The one decision: may this be shown, to this post, for this purpose, now?

Pure: what the table does not hold (what is in hand, the shift, the quota) is given.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from qiao.access.grants.table import GrantTable
from qiao.access.grants.terms import Because, Form, Grant, Right, Scope


@dataclass(frozen=True, slots=True)
class Holding:
    """What is in hand of this customer: OWN an open contact, CASE a case, TEAM either of them in the team's hands.

    What is about staff and not about customers (the scores of quality) is one's own by OWN, the team's by TEAM.
    """

    scope: Scope
    from_at: datetime
    to_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.from_at <= now and (self.to_at is None or now < self.to_at)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the table. `purposes_of_subject`: those that the matter of what is in hand allows.

    `quota_left` bounds what is seen beyond masks; `stepped_up`: proved again who she is, a short while ago.
    """

    post: str
    field: str
    purpose: str
    holding: Holding | None
    purposes_of_subject: frozenset[str]
    on_shift: bool
    quota_left: int
    stepped_up: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """It may be seen, by this rule. `also` are lesser rights, and acts such as a match or a dial, given besides.

    `after_step_up` is a larger right that only a step-up is missing for.
    """

    right: Right
    rule: str
    form: Form | None
    also: tuple[Grant, ...] = ()
    after_step_up: Grant | None = None

    def may(self, act: Form) -> bool:
        return self.form is act or any(grant.form is act for grant in self.also)


@dataclass(frozen=True, slots=True)
class Hidden:
    """It stays hidden. `rule` is the row that forbids, or that would have given it had its conditions been met.

    `purposes` are others for which the table gives this post something of the field.
    """

    because: Because
    rule: str = ""
    purposes: tuple[str, ...] = ()


def decide(table: GrantTable, asked: Asked) -> Shown | Hidden:
    """Default deny, forbid first; every condition of a row must be met."""
    offers = table.offers(asked.post, asked.field, asked.purpose)
    if not offers:
        return _closed(table, asked)
    if not asked.on_shift:
        return Hidden(Because.OFF_SHIFT, offers[0].rule)
    if len(offers) == 1:
        grant = offers[0]
        missing = _missing(grant, asked)
        return Shown(grant.right, grant.rule, grant.form) if missing is None else Hidden(missing, grant.rule)
    return _of_several(offers, asked)


def _of_several(offers: tuple[Grant, ...], asked: Asked) -> Shown | Hidden:
    met: list[Grant] = []
    after_step_up: Grant | None = None
    nearest = (-1, Because.NO_HOLDING, "")
    for grant in offers:
        missing = _missing(grant, asked)
        if missing is None:
            met.append(grant)
            continue
        if missing is _STEP_UP and not met and after_step_up is None:
            after_step_up = grant
        nearest = max(nearest, (_CONDITIONS.index(missing), missing, grant.rule), key=itemgetter(0))
    if met:
        return Shown(met[0].right, met[0].rule, met[0].form, tuple(met[1:]), after_step_up)
    return Hidden(nearest[1], nearest[2])


# A row that fails at a later condition is nearer to being met: that is what its reader is told.
_CONDITIONS = (Because.NO_HOLDING, Because.HOLDING_OVER, Because.SUBJECT, Because.QUOTA, Because.STEP_UP)
# Looking up a member of an enumeration costs as much as the rest of a comparison.
_ANY, _MASKED, _STEP_UP = Scope.ANY, Right.MASKED, Because.STEP_UP


def _missing(grant: Grant, asked: Asked) -> Because | None:
    """The first condition of `grant` that is not met."""
    if grant.scope is not _ANY:
        holding = asked.holding
        if holding is None or not grant.scope.reached_from(holding.scope):
            return Because.NO_HOLDING
        if not holding.is_open(asked.now):
            return Because.HOLDING_OVER
        if asked.purpose not in asked.purposes_of_subject:
            return Because.SUBJECT
    if asked.quota_left <= 0 and grant.right is not _MASKED:
        return Because.QUOTA
    if grant.step_up and not asked.stepped_up:
        return _STEP_UP
    return None


def _closed(table: GrantTable, asked: Asked) -> Hidden:
    rule = table.decide(asked.post, asked.field, asked.purpose).rule
    if rule and table.is_nobodys(asked.field):
        return Hidden(Because.NEVER, rule)
    if purposes := table.purposes(asked.post, asked.field):
        return Hidden(Because.OTHER_PURPOSE, rule, purposes)
    return Hidden(Because.FORBIDDEN if rule else Because.NO_GRANT, rule)
