"""Figures and how they are shown."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Figures = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed; NaN of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1_000_000) * len(ordered) // 1_000_000) - 1)]


def latencies_ms(values_s: Sequence[float]) -> Figures:
    """The usual percentiles of durations in seconds, in milliseconds."""
    shown = {f"p{share * 100:g}": percentile(values_s, share) for share in (0.5, 0.9, 0.99, 1.0)}
    return {name.replace("p100", "max"): round(value * 1000, 2) for name, value in shown.items()}


def ratio(figure: float, baseline: float) -> float:
    """`figure` as a multiple of `baseline`."""
    return round(figure / baseline, 3) if baseline else float("nan")


def meets(figure: float, bar: float, *, at_most: bool) -> str:
    """A bar and whether it is met, for the text report."""
    return f"{'≤' if at_most else '≥'} {bar:g}: {'met' if (figure <= bar) == at_most or figure == bar else 'MISSED'}"


def report(figures: Figures, *, as_json: bool, say: Callable[[str], None] = print) -> None:
    """Figures as one JSON object, or as indented lines."""
    if as_json:
        say(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        for line in _lines(figures, ""):
            say(line)


def _lines(figures: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, f"{indent}  ")]
        else:
            lines.append(f"{indent}{name:<{36 - len(indent)}}{value}")
    return lines
