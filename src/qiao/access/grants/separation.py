"""What must never stand in one hand, whatever a lender writes into its table.

Each rule gives the lines of `grants.csv` that break it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qiao.access.grants.rows import Row
from qiao.access.grants.schema import DataField, PostEntry
from qiao.access.grants.terms import NOBODYS, Duty, Right, Scope
from qiao.access.model import Post
from qiao.language.identifiers import Sensitivity

IDENTIFYING = frozenset("abcdg")
"""Groups whose fields tell who somebody is, or lead to her."""

_CLEAR = {Right.FULL, Right.WRITE}


@dataclass(frozen=True, slots=True)
class Breach:
    """A line that gives too much. `line` is 0 where the fault is not in one line."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Written:
    """The table as it is written, with what its rows refer to."""

    rows: Sequence[Row]
    posts: Mapping[Post, PostEntry]
    fields: Mapping[str, DataField]

    @property
    def permits(self) -> list[Row]:
        return [row for row in self.rows if row.grant.right is not Right.NONE]


def breaches(written: Written) -> Iterator[Breach]:
    yield from _secrets_are_nobodys(written)
    yield from _sysadmin_sees_no_data(written)
    yield from _the_robot_sees_its_own_customer_alone(written)
    yield from _who_somebody_is_needs_a_step_up(written)
    yield from _nobody_browses(written)
    yield from _campaigns_and_consents_stay_apart(written)
    yield from _duties_stay_apart(written)


def _secrets_are_nobodys(written: Written) -> Iterator[Breach]:
    for row in written.permits:
        if written.fields[row.field].sensitivity is Sensitivity.C3:
            yield Breach(row.line, f"{row.field} is class C3 and is shown to {row.post}", "C3 is nobody's: take it out")


def _sysadmin_sees_no_data(written: Written) -> Iterator[Breach]:
    for row in written.permits:
        if row.post is Post.SYSADMIN:
            yield Breach(row.line, "the system administrator sees no customer data", "take it out")


def _the_robot_sees_its_own_customer_alone(written: Written) -> Iterator[Breach]:
    for row in written.permits:
        if row.post is not Post.BOT:
            continue
        if row.grant.scope is not Scope.OWN:
            yield Breach(row.line, f"the robot reaches {row.grant.scope}", "the robot's scope is own")
        if row.grant.right in _CLEAR and written.fields[row.field].group in IDENTIFYING:
            yield Breach(row.line, f"the robot sees {row.field} in clear", "give it the mask")


def _who_somebody_is_needs_a_step_up(written: Written) -> Iterator[Breach]:
    for row in written.permits:
        identifying = written.fields[row.field].group in IDENTIFYING
        if identifying and row.grant.right in _CLEAR and not row.grant.step_up:
            yield Breach(row.line, f"{row.field} is shown in clear without a step-up", "write step_up yes")


def _nobody_browses(written: Written) -> Iterator[Breach]:
    """Without a contact or a case in hand there are masks, parts and counts; what tells of somebody is never clear."""
    for row in written.permits:
        tells = written.fields[row.field].sensitivity is not Sensitivity.C1
        if tells and row.grant.scope is Scope.ANY and row.grant.right in _CLEAR:
            yield Breach(row.line, f"{row.post} sees {row.field} of anybody in clear", "give scope own, case or team")
        if row.grant.form in NOBODYS and row.grant.scope is not Scope.ANY:
            yield Breach(row.line, f"{row.grant.form} is about nobody in particular", "write scope any")


def _campaigns_and_consents_stay_apart(written: Written) -> Iterator[Breach]:
    for row in written.permits:
        post = written.posts.get(row.post)
        plans = post is not None and Duty.CAMPAIGN_WRITE in post.duties
        if plans and row.field == "consents" and row.grant.right is Right.WRITE:
            yield Breach(row.line, f"{row.post} writes campaigns and consents", "leave one of the two to another post")


APART = (
    (Duty.RIGHTS_PROPOSE, Duty.RIGHTS_APPROVE),
    (Duty.KEYS, Duty.AUDIT_READ),
    (Duty.STAFF_ACCOUNTS, Duty.RIGHTS_APPROVE),
)


def _duties_stay_apart(written: Written) -> Iterator[Breach]:
    for post in written.posts.values():
        for one, other in APART:
            if {one, other} <= set(post.duties):
                yield Breach(0, f"{post.id} has {one} and {other}", "leave one of the two to another post")
