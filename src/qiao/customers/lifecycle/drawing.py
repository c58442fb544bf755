"""A picture of a machine as SVG of our own: its stages in columns by group, with the steps that events may lead."""

from collections.abc import Iterator, Mapping
from html import escape

from qiao.customers.lifecycle.definition import Condition, StageRule
from qiao.customers.lifecycle.machine import Machine

_WIDTH, _HEIGHT, _GAP, _COLUMN, _MARGIN = 210, 62, 34, 90, 40
_COLOURS = ("#e8f1ff", "#e6f7f1", "#fff6dd", "#fdeeee", "#f0e9ff", "#fff0e0", "#f0f0f0", "#eef7ee")
_FONT = 'font-family="system-ui, Noto Sans CJK SC, sans-serif" font-size="12"'
_ARROW = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#556"/></marker></defs>'
)
_Places = Mapping[str, tuple[int, int]]


def draw(machine: Machine, language: str = "zh") -> str:
    """The whole picture. Every text of the pack in it is escaped."""
    groups = list(dict.fromkeys(stage.group for stage in reversed(machine.file.stages)))
    where: dict[str, tuple[int, int]] = {}
    for column, group in enumerate(groups):
        stages = [stage for stage in reversed(machine.file.stages) if stage.group == group]
        for row, stage in enumerate(stages):
            where[stage.id] = (_MARGIN + column * (_WIDTH + _COLUMN), 80 + row * (_HEIGHT + _GAP))
    width = _MARGIN * 2 + len(groups) * (_WIDTH + _COLUMN) - _COLUMN
    height = max(y for _, y in where.values()) + _HEIGHT + _MARGIN
    title = machine.file.name.in_language(language)
    heads = (
        f'<text x="{_MARGIN + column * (_WIDTH + _COLUMN)}" y="64" fill="#556">{escape(group)}</text>'
        for column, group in enumerate(groups)
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT} role="img">',
            f"<title>{escape(title)}</title>",
            _ARROW,
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            f'<text x="{_MARGIN}" y="32" font-size="17" font-weight="600">{escape(title)}</text>',
            *heads,
            *_edges(machine, where),
            *(_box(stage, where[stage.id], groups, language) for stage in machine.file.stages),
            "</svg>\n",
        )
    )


def _edges(machine: Machine, where: _Places) -> Iterator[str]:
    for stage in machine.file.stages:
        for after in sorted(machine.follows(stage.id) - {stage.id}):
            days = stage.after_days.get(after)
            yield _edge(where[stage.id], where[after], f"{days} d" if days is not None else "")


def _edge(start: tuple[int, int], end: tuple[int, int], label: str) -> str:
    (x, y), (to_x, to_y) = start, end
    middle, there = y + _HEIGHT // 2, to_y + _HEIGHT // 2
    if to_x > x:
        path = f"M{x + _WIDTH} {middle}C{x + _WIDTH + 45} {middle} {to_x - 45} {there} {to_x} {there}"
        at = x + _WIDTH + 6
    elif to_x < x:
        path = f"M{x} {middle + 9}C{x - 45} {middle + 9} {to_x + _WIDTH + 45} {there + 9} {to_x + _WIDTH} {there + 9}"
        at = x - 34
    else:
        bend = 18 + abs(to_y - y) // 12
        side = x + _WIDTH if to_y > y else x
        over = side + bend if to_y > y else side - bend
        path = f"M{side} {middle}C{over} {middle} {over} {there} {side} {there}"
        at = over
    said = f'<text x="{at}" y="{middle - 5}" fill="#556" font-size="10">{escape(label)}</text>' if label else ""
    line = f'<path d="{path}" fill="none" stroke="#99a" stroke-width="1.1" marker-end="url(#to)"/>'
    return line + said


def _box(stage: StageRule, at: tuple[int, int], groups: list[str], language: str) -> str:
    x, y = at
    fill = _COLOURS[groups.index(stage.group) % len(_COLOURS)]
    head = f"{stage.code} {stage.id}" if stage.code is not None else stage.id
    lines = (head, stage.name.in_language(language), _conditions(stage))
    texts = "".join(
        f'<text x="{x + 10}" y="{y + 19 + index * 17}" {_weight(index)}>{escape(text)}</text>'
        for index, text in enumerate(lines)
        if text
    )
    return f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="7" fill="{fill}" stroke="#889"/>{texts}'


def _weight(index: int) -> str:
    return ('font-weight="600"', 'fill="#333"', 'fill="#667" font-size="10"')[index]


def _conditions(stage: StageRule) -> str:
    """What the days have to be; the words of marks say the same as the stage's own name."""
    days = [f"{name} {_days(one)}" for name, one in stage.when.items() if one.days is not None]
    return ", ".join((*days, *(f"a loan {group}" for group in stage.loans)))


def _days(condition: Condition) -> str:
    low, high = condition.days or (None, None)
    match low, high:
        case None, int(last):
            return f"≤ {last} d"
        case int(first), None:
            return f"≥ {first} d"
        case _:
            return f"{low}…{high} d"
