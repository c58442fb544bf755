"""Cedar as the independent judge of the grant table.

The shipped table is exported, Cedar reads the export, and both answer the same random requests. The usual tests ask
20,000; `python -m tests.access.grants.cedar_judge --requests 100000` asks as many as it is told to.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cedarpy

from qiao import access, app
from qiao.access import Asked, Grant, GrantBook, GrantTable, Holding, Post, Right, Scope, Shown
from qiao.access.grants import cedar

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


Question = tuple[Asked, str]
"""What is asked, and the action in question."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A request on which the two disagree: what each says of the action, with the rules that allow it."""

    action: str
    asked: Asked
    ours: frozenset[str]
    cedars: frozenset[str]


def shipped() -> GrantBook:
    return app.read_pack(app.shipped_pack()).section(access.GRANTS)


class Judge:
    """The policies of a book, parsed once.

    `sliced` asks for each post only the policies that name it, which Cedar's manual calls slicing: the same
    answers, sooner.
    """

    def __init__(self, book: GrantBook, *, sliced: bool) -> None:
        text = cedar.policies(book)
        validated = cedarpy.validate_policies(text, cedar.SCHEMA)
        assert validated.validation_passed, validated.errors[:3]
        whole = cedarpy.PolicySet.from_str(text)
        self._policies = {post.value: _slice(book, post) if sliced else whole for post in book.posts}
        self._entities = cedarpy.Entities.from_json_str("[]")

    def rules_for(self, asked: Asked, action: str) -> frozenset[str]:
        """The ids of the policies that decide: those that allow it, or, with a mark before, the row that forbids."""
        request: dict[str, Any] = {
            "principal": f'Qiao::Post::"{asked.post}"',
            "action": f'Qiao::Action::"{action}"',
            "resource": f'Qiao::Field::"{asked.field}"',
            "context": _context(asked),
        }
        answer = cedarpy.is_authorized(request, self._policies[asked.post], self._entities)
        assert not answer.diagnostics.errors, answer.diagnostics.errors
        ids = answer.diagnostics.id_annotations_by_reason.values()
        if answer.decision is cedarpy.Decision.Allow:
            return frozenset(ids)
        return frozenset(f"!{rule}" for rule in ids if rule not in {"off-shift", "quota"})


def _slice(book: GrantBook, post: Post) -> cedarpy.PolicySet:
    own = replace(book, rows=tuple(row for row in book.rows if row.post is post))
    return cedarpy.PolicySet.from_str(cedar.policies(own))


def _context(asked: Asked) -> dict[str, Any]:
    context: dict[str, Any] = {
        "purpose": asked.purpose,
        "purposes_of_subject": sorted(asked.purposes_of_subject),
        "on_shift": asked.on_shift,
        "quota_left": asked.quota_left,
        "stepped_up": asked.stepped_up,
        "now": round(asked.now.timestamp()),
    }
    if asked.holding is not None:
        holding = {"scope": asked.holding.scope.value, "from_at": round(asked.holding.from_at.timestamp())}
        if asked.holding.to_at is not None:
            holding["to_at"] = round(asked.holding.to_at.timestamp())
        context["holding"] = holding
    return context


def our_rules_for(table: GrantTable, asked: Asked, action: str) -> frozenset[str]:
    closed = table.decide(asked.post, asked.field, asked.purpose)
    if closed.right is Right.NONE and closed.rule:
        return frozenset({f"!{closed.rule}"})
    answer = access.decide(table, asked)
    if not isinstance(answer, Shown):
        return frozenset()
    best = Grant(answer.right, answer.rule, step_up=False, scope=Scope.OWN, form=answer.form)
    return frozenset(grant.rule for grant in (best, *answer.also) if cedar.action_of(grant) == action)


def is_allowed(rules: frozenset[str]) -> bool:
    return any(not rule.startswith("!") for rule in rules)


def requests(book: GrantBook, count: int, *, seed: int) -> Iterator[Question]:
    """Random questions: every second one about any post, field and purpose, the others about what the table gives."""
    chance = random.Random(seed)  # noqa: S311  (questions, not secrets)
    given = list(book.table.cells)
    for number in range(count):
        if number % 2:
            post, field, purpose = chance.choice(given)
            yield random_question(book, chance, post=post, field=field, purpose=purpose)
        else:
            post, field = chance.choice(list(book.posts)), chance.choice(list(book.fields))
            yield random_question(book, chance, post=post, field=field, purpose=chance.choice(list(book.purposes)))


def random_question(book: GrantBook, chance: random.Random, *, post: str, field: str, purpose: str) -> Question:
    subject = frozenset(one for one in book.purposes if chance.random() < 0.3)
    asked = Asked(
        post=post,
        field=field,
        purpose=purpose,
        holding=_holding(chance),
        purposes_of_subject=subject | {purpose} if chance.random() < 0.9 else subject,
        on_shift=chance.random() < 0.95,
        quota_left=chance.choice([-1, 0, 1, 1, 5, 30, 30, 100]),
        stepped_up=chance.random() < 0.7,
        now=NOW,
    )
    offered = [cedar.action_of(grant) for grant in book.table.offers(post, field, purpose)]
    return asked, chance.choice(offered if offered and chance.random() < 0.8 else cedar.ACTIONS)


def _holding(chance: random.Random) -> Holding | None:
    if chance.random() < 0.05:
        return None
    begun = timedelta(seconds=chance.choice([-1, 0, 1, 600, 3600, 7200, 86_400, 86_400 * 30]))
    ends = chance.choice([None, None, None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)])
    return Holding(chance.choice([Scope.OWN, Scope.OWN, Scope.CASE, Scope.TEAM]), NOW - begun, ends)


def differences(judge: Judge, table: GrantTable, asked: Iterable[Question]) -> Iterator[Difference]:
    for question, action in asked:
        ours, cedars = our_rules_for(table, question, action), judge.rules_for(question, action)
        if ours != cedars:
            yield Difference(action, question, ours, cedars)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    book, began = shipped(), time.process_time()
    judge = Judge(book, sliced=False)
    asked = list(requests(book, chosen.requests, seed=chosen.seed))
    allowed = sum(is_allowed(our_rules_for(book.table, question, action)) for question, action in asked)
    found = list(differences(judge, book.table, asked))
    for one in found[:20]:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(
        f"{len(asked):,} requests, {allowed:,} allowed, {len(found)} differences, "
        f"{time.process_time() - began:.0f} s of processor time\n"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
