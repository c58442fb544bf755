"""A picture of a flow as SVG of our own: its steps from top to bottom, every exit to the right, with what is said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from qiao.policy import InBoth
from qiao.requests.flows.catalogue import FactType
from qiao.requests.flows.definition import (
    AskStep,
    BranchStep,
    ConfirmStep,
    End,
    Flow,
    PerformStep,
    ProveStep,
    ReadStep,
    RulesStep,
    Step,
)
from qiao.requests.flows.words import Words, written

_WIDTH, _GAP, _MARGIN = 380, 34, 70
_LINE, _PAD, _COLUMN = 19, 12, 150
_WIDE = 44  # Half-width signs that fit on a line of a box.
_MOST_LINES = 14
_HANGING = "，。；：？！、,.;:?!”）)"
_DONE = "(receipt)"
_FONT = 'font-family="system-ui, Noto Sans CJK SC, sans-serif" font-size="13"'
_ARROW = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#556"/></marker></defs>'
)
_COLOURS = {
    "ask": "#e8f1ff",
    "read": "#eef7ee",
    "prove": "#e6f7f1",
    "branch": "#fff6dd",
    "rules": "#fdeeee",
    "confirm": "#fff0e0",
    "perform": "#f0e9ff",
    "shown": "#eef7ee",
    "refused": "#fdeeee",
    "handed_over": "#f0f0f0",
    "receipt": "#e6f7f1",
}
_KINDS = {
    "ask": Words("询问", "ask"),
    "read": Words("查询", "read"),
    "prove": Words("核验号码", "prove a number"),
    "branch": Words("判断", "branch"),
    "rules": Words("规则判定", "rules"),
    "confirm": Words("确认卡", "confirm card"),
    "perform": Words("办理并核验", "perform and verify"),
    "shown": Words("展示结果", "facts shown"),
    "refused": Words("不能办理", "refused"),
    "handed_over": Words("转人工", "to a person"),
    "receipt": Words("回执", "receipt"),
}


@dataclass(frozen=True, slots=True)
class _Box:
    id: str
    kind: str
    title: str
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return _PAD * 2 + _LINE * (1 + len(self.lines))


def draw(flow: Flow, language: str = "zh") -> str:
    """The whole picture. Every text of the pack in it is escaped."""
    steps = [_step_box(flow, step, language) for step in flow.steps]
    ends = [_end_box(name, end, language) for name, end in flow.ends.items()]
    if flow.receipt is not None:
        ends.append(_box(_DONE, "receipt", "", (flow.receipt.text, flow.receipt.within), language))
    where = _placed(steps, _MARGIN) | _placed(ends, _MARGIN + _WIDTH + _COLUMN)
    height = max(y + box.height for box in (*steps, *ends) for _, y in (where[box.id],)) + _GAP
    width = _MARGIN * 2 + _WIDTH * 2 + _COLUMN
    title = f"{_in(flow.name, language)} · {flow.id} · {flow.level} · {flow.kind}"
    edges = _Layout(where, steps).edges(flow, language)
    boxes = (_drawn(box, where[box.id]) for box in (*steps, *ends))
    heading = f'<text x="{_MARGIN}" y="28" font-size="17" font-weight="600">{escape(title)}</text>'
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT} role="img">',
            f"<title>{escape(title)}</title>",
            _ARROW,
            paper,
            heading,
            *edges,
            *boxes,
            "</svg>\n",
        )
    )


def _placed(boxes: Iterable[_Box], x: int) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    y = 50
    for box in boxes:
        places[box.id] = (x, y)
        y += box.height + _GAP
    return places


def _step_box(flow: Flow, step: Step, language: str) -> _Box:
    said: tuple[InBoth | str, ...] = ()
    match step:
        case AskStep():
            slot = flow.slots[step.slot]
            said = (slot.question, f"{step.slot}: {slot.type}{'' if slot.required else '?'}")
        case ReadStep():
            said = (flow.reads[step.read].name,)
        case ProveStep():
            said = (*((flow.slots[step.slot].name,) if step.slot else ()), f"✓ {flow.reads[step.read].name}")
        case BranchStep():
            said = (f"{step.of} = {_either(step, language)}",)
        case ConfirmStep() if flow.confirm is not None:
            said = (flow.confirm.title, *(line.label for line in flow.confirm.lines))
        case PerformStep() if flow.effect is not None and flow.verify is not None:
            said = (flow.effect.name, f"✓ {flow.verify.read}")
        case RulesStep() | ConfirmStep() | PerformStep():
            pass
    return _box(step.id, step.do, step.id, said, language)


def _either(step: BranchStep, language: str) -> str:
    kinds = ((one, FactType.FLAG if isinstance(one, bool) else FactType.TEXT) for one in step.is_)
    return " | ".join(written(one, kind).in_language(language) for one, kind in kinds)


def _end_box(name: str, end: End, language: str) -> _Box:
    said = [one for one in (end.card.title if end.card else None, end.text) if one is not None]
    instead = [f"→ {intent}" for intent in (*((end.alternative,) if end.alternative else ()), *end.offers)]
    return _box(name, end.state, name, (*said, *instead), language)


def _box(id_: str, kind: str, title: str, said: Iterable[InBoth | str], language: str) -> _Box:
    texts = [one if isinstance(one, str) else _in(one, language) for one in said]
    lines = [line for text in texts for line in _wrapped(text)]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], "…"]
    head = _KINDS[kind].in_language(language)
    return _Box(id_, kind, f"{head} · {title}" if title else head, tuple(lines))


def _wrapped(text: str) -> Iterator[str]:
    """Lines that fit; a Chinese character takes the room of two."""
    line, room = "", _WIDE
    for sign in " ".join(text.split()):
        wide = 2 if east_asian_width(sign) in "WF" else 1
        if wide > room and sign not in _HANGING:
            yield line
            line, room = "", _WIDE
        line, room = line + sign, room - wide
    if line:
        yield line


def _in(text: InBoth, language: str) -> str:
    return text.in_language(language)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where every box stands, and the steps in their order."""

    where: dict[str, tuple[int, int]]
    steps: list[_Box]

    def edges(self, flow: Flow, language: str) -> Iterator[str]:
        for step in flow.steps:
            after = flow.order[step.id]
            if isinstance(step, PerformStep):
                after = _DONE if flow.receipt is not None else None
            if after is not None:
                yield self._edge(step.id, after)
            aside, label = _aside(step, language)
            if aside is not None:
                yield self._edge(step.id, aside, label)

    def _edge(self, start: str, end: str, label: str = "") -> str:
        order = [box.id for box in self.steps]
        box = self.steps[order.index(start)]
        (x, y), (to_x, to_y) = self.where[start], self.where[end]
        middle = y + box.height // 2
        if end in order and order.index(end) == order.index(start) + 1 and not label:
            path = f"M{x + _WIDTH // 2} {y + box.height}V{to_y}"
        elif end in order:
            path = f"M{x} {middle}H{x - 24}V{to_y + _PAD}H{to_x}"
        else:
            bend, there = x + _WIDTH + _COLUMN // 2, to_y + 20
            path = f"M{x + _WIDTH} {middle}C{bend} {middle} {bend} {there} {to_x} {there}"
        at, anchor = (x - 4, "end") if end in order else (x + _WIDTH + 6, "start")
        said = (
            f'<text x="{at}" y="{middle - 5}" fill="#556" font-size="11" text-anchor="{anchor}">{escape(label)}</text>'
        )
        line = f'<path d="{path}" fill="none" stroke="#556" stroke-width="1.4" marker-end="url(#to)"/>'
        return line + (said if label else "")


def _aside(step: Step, language: str) -> tuple[str | None, str]:
    if isinstance(step, BranchStep):
        return step.then, _either(step, language)
    if isinstance(step, (AskStep, ReadStep)):
        return step.none, "none" if language.startswith("en") else "没有"
    return None, ""


def _drawn(box: _Box, at: tuple[int, int]) -> str:
    x, y = at
    lines = "".join(
        f'<text x="{x + _PAD}" y="{y + _PAD + 14 + _LINE * (index + 1)}" fill="#333">{escape(line)}</text>'
        for index, line in enumerate(box.lines)
    )
    fill = _COLOURS[box.kind]
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{box.height}" rx="8" fill="{fill}" stroke="#889"/>'
        f'<text x="{x + _PAD}" y="{y + _PAD + 14}" font-weight="600">{escape(box.title)}</text>{lines}'
    )
