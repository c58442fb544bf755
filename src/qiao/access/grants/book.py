"""Everything a pack says about rights, and the questions people ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.access.grants.decide import Hidden
from qiao.access.grants.rows import Row
from qiao.access.grants.schema import DataField, PostEntry, Purpose, Reason, SignOff, Words
from qiao.access.grants.table import GrantTable
from qiao.access.grants.terms import Grant
from qiao.access.model import Post
from qiao.language.identifiers import Kind
from qiao.policy import InBoth, Intent

EVERY_SUBJECT = "*"


@dataclass(frozen=True, slots=True)
class Sight:
    """One right of one post on one field, and the purposes it is for."""

    post: Post
    field: str
    grant: Grant
    purposes: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class GrantBook:
    """The section `access` of a pack: words, rows as they are reviewed, and the table as it decides."""

    posts: Mapping[Post, PostEntry]
    groups: Mapping[str, InBoth]
    fields: Mapping[str, DataField]
    purposes: Mapping[str, Purpose]
    words: Words
    rows: tuple[Row, ...]
    table: GrantTable
    sign_off: SignOff
    field_of_identifier: Mapping[Kind, str]
    """Which field a span of free text is."""

    def purposes_for(self, subject: Intent | None) -> frozenset[str]:
        """The purposes that a contact or case about this matter allows; None while the matter is not known."""
        return frozenset(one.id for one in self.purposes.values() if not one.standing and _fits(one, subject))

    def who_can_see(self, field: str) -> list[Sight]:
        """Every right on the field, by post; empty where nobody has one."""
        return [sight for post in self.posts for sight in self._sights(post, field)]

    def what_can_see(self, post: Post) -> list[Sight]:
        """Every right of the post, by field."""
        return [sight for field in self.fields for sight in self._sights(post, field)]

    def reason(self, hidden: Hidden) -> Reason:
        """The words for it, and how to ask."""
        return self.words.reasons[hidden.because]

    def _sights(self, post: Post, field: str) -> list[Sight]:
        by_rule: dict[str, list[str]] = {}
        grants: dict[str, Grant] = {}
        for purpose in self.table.purposes(post, field):
            for grant in self.table.offers(post, field, purpose):
                by_rule.setdefault(grant.rule, []).append(purpose)
                grants[grant.rule] = grant
        notes = {row.grant.rule: row.note for row in self.rows if row.post == post and row.field == field}
        return [Sight(post, field, grants[rule], tuple(by_rule[rule]), notes[rule]) for rule in by_rule]


def _fits(purpose: Purpose, subject: Intent | None) -> bool:
    if EVERY_SUBJECT in purpose.subjects:
        return True
    if subject is None:
        return False
    return not {subject.id, subject.node, *(kind.value for kind in subject.types)}.isdisjoint(purpose.subjects)
