"""The grant table as Cedar policies, for auditors and for a second opinion: https://docs.cedarpolicy.com.

Written from the rows as they are reviewed, not from the compiled table, so that the two can be compared. A post is a
principal, a field a resource, a right an action; what is in hand, the subject, the shift, the quota and the step-up are
the context.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from qiao.access.grants.book import GrantBook
from qiao.access.grants.rows import Row
from qiao.access.grants.terms import ACTS, Grant, Right, Scope

BEYOND_MASKS = ("partial", "full", "write", "match", "dial")
ACTIONS = ("masked", *BEYOND_MASKS)

SCHEMA = """\
namespace Qiao {
  entity Post;
  entity Field;
  type Holding = {
    scope: String,
    from_at: Long,
    to_at?: Long,
  };
  type Circumstances = {
    purpose: String,
    holding?: Holding,
    purposes_of_subject: Set<String>,
    on_shift: Bool,
    quota_left: Long,
    stepped_up: Bool,
    now: Long,
  };
  action masked, partial, full, write, match, dial appliesTo {
    principal: Post,
    resource: Field,
    context: Circumstances,
  };
}
"""
"""Moments are seconds since 1970 in UTC."""

_REACHED = {
    Scope.OWN: '["own"]',
    Scope.CASE: '["own", "case"]',
    Scope.TEAM: '["own", "case", "team"]',
}
_OPEN = (
    "context.holding.from_at <= context.now && "
    "(if context.holding has to_at then context.now < context.holding.to_at else true) && "
    "context.purposes_of_subject.contains(context.purpose)"
)
_GENERAL = f"""\
@id("off-shift")
forbid (principal, action, resource)
unless {{ context.on_shift }};

@id("quota")
forbid (principal, action in [{", ".join(f'Qiao::Action::"{action}"' for action in BEYOND_MASKS)}], resource)
unless {{ context.quota_left > 0 }};
"""


def action_of(grant: Grant) -> str:
    """The action a grant permits: its right, or the act that is all of it."""
    return grant.form.value if grant.form in ACTS and grant.form is not None else grant.right.value


def policies(book: GrantBook) -> str:
    """One policy a row, under the row's id, and two that hold for all."""
    return "\n".join([_GENERAL, *_policies(book.rows)])


def export(book: GrantBook, folder: Path) -> tuple[Path, Path]:
    """Write `qiao.cedarschema` and `grants.cedar` into `folder`, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    schema, written = folder / "qiao.cedarschema", folder / "grants.cedar"
    schema.write_text(SCHEMA, encoding="utf-8")
    written.write_text(policies(book), encoding="utf-8")
    return schema, written


def _policies(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        forbids = row.grant.right is Right.NONE
        action = "action" if forbids else f'action == Qiao::Action::"{action_of(row.grant)}"'
        yield "\n".join(
            [
                f"@id({_quoted(row.grant.rule)})",
                *([f"@form({_quoted(row.grant.form)})"] if row.grant.form else []),
                *([f"@note({_quoted(row.note)})"] if row.note else []),
                f"{'forbid' if forbids else 'permit'} (",
                f"  principal == Qiao::Post::{_quoted(row.post)},",
                f"  {action},",
                f"  resource == Qiao::Field::{_quoted(row.field)}",
                f") when {{ {' && '.join(_conditions(row))} }};\n",
            ]
        )


def _conditions(row: Row) -> Iterator[str]:
    yield f"[{', '.join(_quoted(purpose) for purpose in sorted(row.purposes))}].contains(context.purpose)"
    if row.grant.scope is not Scope.ANY:
        yield f"context has holding && {_REACHED[row.grant.scope]}.contains(context.holding.scope) && {_OPEN}"
    if row.grant.step_up:
        yield "context.stepped_up"


def _quoted(text: str) -> str:
    printable = "".join(char if char.isprintable() else " " for char in text)
    return '"' + printable.replace("\\", "\\\\").replace('"', '\\"') + '"'
