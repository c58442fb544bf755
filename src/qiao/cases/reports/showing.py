"""A report as it is sent: every figure with its formula, and small numbers left out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from qiao.access import Post
from qiao.access.pages import COMPLAINT_READERS
from qiao.cases.complaints import Handling
from qiao.cases.complaints.classes import Dimension
from qiao.cases.orders.rules import SERVICE
from qiao.cases.reports import figures, names
from qiao.cases.reports.figures import DIMENSIONS, Measured, Unit
from qiao.cases.reports.hiding import told, told_parts
from qiao.cases.reports.reading import EXPORTERS, Report
from qiao.policy import InBoth


def wire(handling: Handling, report: Report, post: Post) -> dict[str, Any]:
    """The protocol's `ComplaintReport`."""
    return {
        "since": report.asked.since.isoformat(),
        "until": report.asked.until.isoformat(),
        "at": report.window.at.isoformat(),
        "fewest": report.fewest,
        "exports": post in EXPORTERS,
        "opens": post in COMPLAINT_READERS & SERVICE,
        "checks": post in COMPLAINT_READERS,
        "borrowers": {"number": report.borrowers, "source": report.borrowers_source},
        "figures": [figure_wire(one, report.fewest) for one in measured(report)],
        "weeks": _weeks(report),
        "ageing": _ageing(report),
        "parts": [_part(handling, report, dimension) for dimension in DIMENSIONS],
        "redress": _redress(handling, report),
        "choices": _choices(handling),
    }


def measured(report: Report) -> list[Measured]:
    return figures.measured(report.records, report.window, borrowers=report.borrowers)


def figure_wire(one: Measured, fewest: int) -> dict[str, Any]:
    """Without its numbers where too few complaints stand behind it."""
    name, formula = names.FIGURES[one.id]
    is_told = told(one.of, fewest=fewest) is not None
    return {
        "id": one.id,
        "name": name.model_dump(),
        "formula": formula.model_dump(),
        "unit": one.unit.value,
        "value": one.value if is_told else None,
        "numerator": one.numerator if is_told else None,
        "of": one.of if is_told else None,
        "is_few": not is_told,
    }


def _weeks(report: Report) -> dict[str, Any]:
    counts = figures.weeks(report.records, report.window)
    shown = told_parts(counts, fewest=report.fewest)
    band = figures.usual(report.records, report.window, of_weeks=report.band_weeks)
    formula = InBoth(zh=names.WEEKS.zh.format(n=report.band_weeks), en=names.WEEKS.en.format(n=report.band_weeks))
    items = [
        {
            "week": monday.isoformat(),
            "until": (monday + timedelta(days=6)).isoformat(),
            "count": count,
            "is_whole": figures.is_whole(monday, report.window),
        }
        for monday, count in shown.items()
    ]
    usual = {"low": band[0], "high": band[1]} if band and band[1] >= report.fewest else None
    return {"items": items, "usual": usual, "formula": formula.model_dump()}


def _ageing(report: Report) -> dict[str, Any]:
    shown = told_parts(figures.ageing(report.records, report.terms, report.window), fewest=report.fewest)
    items = [{"from": first, "to": last, "count": count} for (first, last), count in shown.items()]
    late_after = {"house": report.terms.house_days, "law": report.terms.days}
    return {"items": items, "late_after": late_after, "formula": names.AGEING.model_dump()}


def _part(handling: Handling, report: Report, dimension: str) -> dict[str, Any]:
    shown = told_parts(figures.parts(report.received, dimension), fewest=report.fewest)
    in_time = figures.on_time_by(report.records, report.window, dimension)
    known = told_parts({code: one.of for code, one in in_time.items()}, fewest=report.fewest)
    on_time = {code: in_time[code].value if of is not None else None for code, of in known.items()}
    return {
        "dimension": dimension,
        "name": names.DIMENSIONS[dimension].model_dump(),
        "items": [
            _coded(handling, dimension, code) | {"count": count, "on_time": on_time.get(code)}
            for code, count in shown.items()
        ],
        "formula": names.PARTS.model_dump(),
    }


def _redress(handling: Handling, report: Report) -> dict[str, Any]:
    sums = figures.redress_by_cause(report.records, report.window)
    shown = told_parts({code: count for code, (_, count) in sums.items()}, fewest=report.fewest)
    items = [
        _coded(handling, "cause", code) | {"count": count, "fen": sums[code][0] if count is not None else None}
        for code, count in shown.items()
    ]
    return {"items": items, "formula": names.REDRESS.model_dump()}


def _coded(handling: Handling, dimension: str, code: str | None) -> dict[str, Any]:
    return {"id": code, "name": names.code_name(handling.classes, dimension, code).model_dump()}


def _choices(handling: Handling) -> dict[str, list[Mapping[str, Any]]]:
    """By what can be filtered; regions are no list of ours."""
    codes: dict[str, list[str]] = {
        "subject": [*names.SUBJECTS],
        "source": [*names.SOURCES],
        **{one: [*handling.classes[Dimension(one)].codes] for one in ("cause", "product", "channel")},
    }
    return {dimension: [_coded(handling, dimension, code) for code in ids] for dimension, ids in codes.items()}


def said(one: Measured, fewest: int) -> str:
    """A figure as it is printed; a dash where there is nothing to divide by."""
    if told(one.of, fewest=fewest) is None:
        return f"<{fewest}"
    if one.value is None:
        return "–"
    match one.unit:
        case Unit.SHARE:
            return f"{one.value:.1%}"
        case Unit.HOURS:
            return f"{one.value:.1f}"
        case Unit.FEN:
            return f"{one.value / 100:,.2f}"
        case Unit.PER_10000:
            return f"{one.value:.2f}"
        case Unit.COUNT:
            return f"{one.value:,.0f}"
