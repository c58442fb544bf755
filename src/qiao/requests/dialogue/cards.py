"""Cards out of a flow's templates, and the digest that ties a yes to what it was said to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qiao.requests.dialogue.outputs import CardLine, Verification
from qiao.requests.dialogue.scene import Scene, digest_of
from qiao.requests.dialogue.state import Frame
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.definition import Card, Flow, Line, Scalar
from qiao.requests.flows.words import Words, filled, plain
from qiao.requests.values import Value

_DONE = "{done."


@dataclass(frozen=True, slots=True)
class Planned:
    """What a confirm card says and what its yes would do. `digest` covers both, and the flow's definition."""

    title: Words
    lines: tuple[CardLine, ...]
    consent: Words
    arguments: Mapping[str, Value | None]
    target: tuple[str, ...]
    verify: Verification
    digest: str


def planned(book: FlowBook, flow: Flow, frame: Frame, now: datetime) -> Planned:
    """The effect as it stands now."""
    scene = Scene(book, flow, frame, now)
    confirm, effect, verify = flow.confirm, flow.effect, flow.verify
    assert confirm is not None
    assert effect is not None
    assert verify is not None
    title, lines, consent = scene.filled(confirm.title), lines_of(scene, confirm.lines), scene.filled(confirm.consent)
    arguments = scene.arguments(effect.with_)
    content = {
        "flow": flow.digest,
        "effect": effect.name,
        "arguments": arguments,
        "said": [title.zh, consent.zh, *((line.label.zh, line.value.zh) for line in lines)],
    }
    expect = {
        name: tuple(_in_proof(scene, one) for one in (wanted if isinstance(wanted, tuple) else (wanted,)))
        for name, wanted in verify.expect.items()
    }
    return Planned(
        title,
        lines,
        consent,
        arguments,
        tuple(str(scene.value(path)) for path in effect.target),
        Verification(verify.read, {name: _in_proof(scene, one) for name, one in verify.with_.items()}, expect),
        digest_of(content),
    )


def _in_proof(scene: Scene, value: Scalar) -> Value | None:
    """As an argument; what only the effect's own answer knows (`{done.id}`) stays as it is until there is one."""
    return value if _of_done(value) else scene.argument(value)


def with_done(value: Value | None, done: Mapping[str, Value | None]) -> Value | None:
    """A value of a proof, `{done.field}` out of the effect's own answer."""
    return done.get(value[len(_DONE) : -1]) if isinstance(value, str) and _of_done(value) else value


def _of_done(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_DONE) and value.endswith("}")


def lines_of(scene: Scene, lines: tuple[Line, ...]) -> tuple[CardLine, ...]:
    """The lines whose condition holds."""
    return tuple(
        CardLine(plain(line.label), scene.filled(line.value))
        for line in lines
        if line.when is None or scene.value(line.when) not in (None, False, 0, "")
    )


def card_lines(scene: Scene, card: Card) -> tuple[CardLine, ...]:
    """The lines of a card of facts, one for each row of its read at the end."""
    if card.rows is None:
        return lines_of(scene, card.lines)
    of, rows = card.rows.of, scene.rows(card.rows.of)[: card.rows.most]
    return (
        *lines_of(scene, card.lines),
        *(
            CardLine(
                filled(card.rows.label, lambda field, row=row: scene.field_written(of, field, row.get(field))),
                filled(card.rows.value, lambda field, row=row: scene.field_written(of, field, row.get(field))),
            )
            for row in rows
        ),
    )
