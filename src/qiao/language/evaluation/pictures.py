"""Small pictures as inline SVG: no scripts, no fonts, nothing from elsewhere, in the colours of the page."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from .confidence import Bin, Coverage
from .learning import Lesson

_SIDE = 240
_MARGIN = 44
_MOST_POINTS = 200
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

Point = tuple[float, float]


def reliability_picture(bins: Sequence[Bin]) -> str:
    """A dot a bin, as large as its share of the texts; on the diagonal, confidence is what it says."""
    most = max((one.count for one in bins), default=1)
    dots = "".join(_dot((one.confidence, one.accuracy), 3 + 3 * one.count / most) for one in bins)
    line = _line([(one.confidence, one.accuracy) for one in bins])
    diagonal = _line([(0, 0), (1, 1)], kind="guide")
    return _picture("Reliability: confidence and accuracy", "confidence", "accuracy", diagonal + line + dots)


def risk_coverage_picture(curve: Sequence[Coverage]) -> str:
    step = max(1, len(curve) // _MOST_POINTS)
    points = [(one.coverage, one.risk) for one in (*curve[:-1:step], *curve[-1:])]
    return _picture("Risk and coverage", "share answered", "share of answers wrong", _line(points))


def learning_picture(lessons: Sequence[Lesson]) -> str:
    most = max((lesson.examples for lesson in lessons), default=1)
    points = [(lesson.examples / most, lesson.accuracy) for lesson in lessons]
    drawn = _line(points) + "".join(_dot(point, 4) for point in points)
    return _picture("Learning curve", f"examples (all = {most})", "accuracy", drawn)


def bar(value: float, *, title: str) -> str:
    """A share as a bar, for a cell of a table."""
    width = round(100 * min(1.0, max(0.0, value)))
    return (
        f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{escape(title)}">'
        f'<rect class="rest" width="100" height="8"/><rect class="share" width="{width}" height="8"/></svg>'
    )


def _picture(title: str, across: str, up: str, drawn: str) -> str:
    size = _SIDE + _MARGIN + 16
    grid = "".join(
        _line([(0, tick), (1, tick)], kind="grid")
        + _text(_MARGIN - 6, _y(tick) + 4, f"{tick:g}", anchor="end")
        + _text(_x(tick), size - _MARGIN + 16, f"{tick:g}", anchor="middle")
        for tick in _TICKS
    )
    upright = f'text-anchor="middle" transform="rotate(-90 12 {_y(0.5):.0f})"'
    names = _text(_x(0.5), size - 8, across, anchor="middle")
    names += f'<text x="12" y="{_y(0.5):.0f}" {upright}>{escape(up)}</text>'
    label = escape(title)
    return (
        f'<figure><svg class="picture" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
        f"{grid}{drawn}{names}</svg><figcaption>{label}</figcaption></figure>"
    )


def _line(points: Sequence[Point], *, kind: str = "line") -> str:
    return "".join(
        f'<line class="{kind}" x1="{_x(a[0]):.1f}" y1="{_y(a[1]):.1f}" x2="{_x(b[0]):.1f}" y2="{_y(b[1]):.1f}"/>'
        for a, b in pairwise(points)
    )


def _dot(point: Point, radius: float) -> str:
    return f'<circle cx="{_x(point[0]):.1f}" cy="{_y(point[1]):.1f}" r="{radius:.1f}"/>'


def _text(x: float, y: float, words: str, *, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def _x(share: float) -> float:
    return _MARGIN + share * _SIDE


def _y(share: float) -> float:
    return 16 + (1 - share) * _SIDE
