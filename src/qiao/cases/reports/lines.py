"""Lines as a supervisor asks for them: each complaint with its classes, dates and results, without names or words."""

import csv
import io
from collections.abc import Iterator

from qiao.cases.complaints import Handling
from qiao.cases.complaints.classes import Dimension
from qiao.cases.reports import names
from qiao.cases.reports.reading import Report
from qiao.cases.reports.records import Record
from qiao.cases.reports.showing import measured
from qiao.cases.reports.workbook import Cell, Sheet, workbook
from qiao.foundation.business_calendar import business_date
from qiao.foundation.money import FEN_PER_YUAN
from qiao.policy import InBoth

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that spreadsheets would carry out."""
_LINES, _TOTALS = InBoth(zh="逐件", en="Complaints"), InBoth(zh="汇总", en="Totals")
_HEADS = {
    "number": InBoth(zh="投诉编号", en="Number"),
    "source": InBoth(zh="来源", en="Source"),
    "subject": InBoth(zh="投诉事项", en="Subject"),
    "opened": InBoth(zh="收到日期", en="Received on"),
    "contact": InBoth(zh="首次联系小时数", en="Hours to first contact"),
    "closed": InBoth(zh="办结日期", en="Closed on"),
    "days": InBoth(zh="办理天数", en="Days"),
    "result": InBoth(zh="结果", en="Result"),
    "in_time": InBoth(zh="法定期限内", en="Within the law's time"),
    "in_time_house": InBoth(zh="内部期限内", en="Within the house's time"),
    "extensions": InBoth(zh="延期次数", en="Extensions"),
    "repeated": InBoth(zh="重复投诉", en="Repeated"),
    "verified": InBoth(zh="核查次数", en="Verifications"),
    "redress": InBoth(zh="退赔金额（元）", en="Redress (yuan)"),
    "rating": InBoth(zh="处理评分", en="Rating"),
}
_CODE, _STANDARD = InBoth(zh="代码", en="code"), "JR/T 0169"
_YES, _NO = InBoth(zh="是", en="yes"), InBoth(zh="否", en="no")
_OPEN, _WITHDRAWN = InBoth(zh="在办", en="open"), InBoth(zh="撤回", en="withdrawn")
_TOTAL_HEADS = (
    InBoth(zh="数字", en="Figure"),
    InBoth(zh="值", en="Value"),
    InBoth(zh="分子", en="Numerator"),
    InBoth(zh="分母", en="Of"),
    InBoth(zh="单位", en="Unit"),
    InBoth(zh="公式", en="Formula"),
)


def as_workbook(handling: Handling, report: Report, language: str) -> bytes:
    """XLSX: the lines, and the totals that are reckoned from the same complaints."""
    lines: Sheet = (_LINES.in_language(language), [*_lines(handling, report, language)])
    totals: Sheet = (_TOTALS.in_language(language), [*_totals(report, language)])
    return workbook(lines, totals)


def as_csv(handling: Handling, report: Report, language: str) -> bytes:
    """The lines, with the mark by which spreadsheets know the encoding."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_plain(cell) for cell in line] for line in _lines(handling, report, language))
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    """Text that a spreadsheet would carry out begins with an apostrophe, which it takes for text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def _lines(handling: Handling, report: Report, language: str) -> Iterator[list[Cell]]:
    yield [
        *(head.in_language(language) for head in _HEADS.values()),
        *(head for one in Dimension for head in _class_heads(handling, one, language)),
        names.DIMENSIONS["region"].in_language(language),
    ]
    for one in report.told:
        classes = [cell for dimension in Dimension for cell in _class(handling, one, dimension, language)]
        yield [*_line(handling, one, language), *classes, one.code("region")]


def _line(handling: Handling, one: Record, language: str) -> Iterator[Cell]:
    first = one.first
    ended, met = first.ended_at, first.contacted_at
    opened_on = one.opened_on
    yield one.kept.number
    yield names.SOURCES[one.kept.source].in_language(language)
    yield names.SUBJECTS[one.kept.subject].in_language(language)
    yield opened_on.isoformat()
    yield round((met - first.begun_at).total_seconds() / 3_600, 1) if met else None
    yield business_date(ended).isoformat() if ended else None
    yield (business_date(ended) - opened_on).days if ended else None
    yield _result(handling, one).in_language(language)
    yield (_YES if ended < first.late_at else _NO).in_language(language) if ended else None
    yield (_YES if ended < first.house_late_at else _NO).in_language(language) if ended else None
    yield first.extensions
    yield (_YES if one.kept.is_repeat else _NO).in_language(language)
    yield sum(turn.is_verification for turn in one.rounds)
    yield one.last.redress_fen / FEN_PER_YUAN
    yield one.rating


def _result(handling: Handling, one: Record) -> InBoth:
    """Of the last round, as the pack calls it."""
    if one.is_open:
        return _OPEN
    outcome = one.last.outcome
    if outcome is None:
        return _WITHDRAWN
    return handling.rules.outcomes.get(outcome, InBoth(zh=outcome, en=outcome))


def _class_heads(handling: Handling, dimension: Dimension, language: str) -> Iterator[str]:
    name = handling.classes[dimension].name.in_language(language)
    yield from (f"{name} {_CODE.in_language(language)}", name, f"{name} {_STANDARD}")


def _class(handling: Handling, one: Record, dimension: Dimension, language: str) -> Iterator[Cell]:
    code = one.code(dimension)
    known = handling.classes[dimension].codes.get(code) if code else None
    yield code
    yield known.name.in_language(language) if known else None
    yield known.jrt0169 if known else None


def _totals(report: Report, language: str) -> Iterator[list[Cell]]:
    yield [head.in_language(language) for head in _TOTAL_HEADS]
    for one in measured(report):
        name, formula = names.FIGURES[one.id]
        said = name.in_language(language), formula.in_language(language)
        yield [said[0], one.value, one.numerator, one.of, one.unit.value, said[1]]
