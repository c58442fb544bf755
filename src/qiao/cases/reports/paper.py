"""The page of a report as PDF: one sheet of A4 for whoever reads it without a screen; all measures in points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from qiao.cases.complaints import Handling
from qiao.cases.reports import figures, names, showing
from qiao.cases.reports.figures import Unit
from qiao.cases.reports.hiding import told_parts
from qiao.cases.reports.reading import Report
from qiao.foundation.paper import PAGE_HEIGHT, PAGE_WIDTH, Pen, broken, inked
from qiao.policy import InBoth

_LEFT, _WIDTH, _FOOT = 48, PAGE_WIDTH - 96, 36
_TITLE, _BIG, _TEXT, _SMALL = 18, 15, 9, 7.5
_IN_A_ROW, _ROW = 4, 58
_CHART, _BAR = 170, 16
_MOST_BARS = 9
_INK, _MIDDLE, _PALE = 0.1, 0.45, 0.88
_HEADING: Final = InBoth(zh="投诉报表", en="Complaint report")
_WEEKS, _AGEING = (
    InBoth(zh="每周收到（件）", en="Received each week"),
    InBoth(zh="在办投诉已过天数", en="Days of those open"),
)
_CAUSES = InBoth(zh="收到的投诉按原因", en="Received by cause")
_USUAL = InBoth(zh="浅色带：通常 {low:.0f} 至 {high:.0f} 件", en="Band: usually {low:.0f} to {high:.0f}")
_FEW = InBoth(
    zh="* 少于 {n} 件，或能由此推出少于 {n} 件的，不显示。", en="* Fewer than {n}, or what tells it: not shown. "
)
_TO = InBoth(zh="至", en="to")
_BORROWERS = InBoth(zh="借款人 {number:,}（{source}）。", en="Borrowers {number:,} ({source}).")
_UNITS = {Unit.HOURS: InBoth(zh="小时", en="h"), Unit.FEN: InBoth(zh="元", en="yuan")}


def drawn(handling: Handling, report: Report, language: str, *, now: datetime) -> bytes:
    """The bytes of the PDF; the same report gives the same bytes."""
    asked, brand = report.asked, handling.pack.brand.in_language(language)
    heading = f"{_HEADING.in_language(language)} {asked.since} {_TO.in_language(language)} {asked.until}"
    with inked(heading, author=brand, language=language) as (out, pen):
        sheet = _Sheet(pen, handling, report)
        sheet.head(heading, f"{brand}  {now:%Y-%m-%d}")
        sheet.figures()
        sheet.weeks()
        sheet.bars()
        sheet.foot()
        pen.canvas.showPage()
    return out.getvalue()


class _Sheet:
    """Draws from the head of the page downwards; `_y` is where the next part begins."""

    def __init__(self, pen: Pen, handling: Handling, report: Report) -> None:
        self._pen, self._canvas, self._handling, self._report = pen, pen.canvas, handling, report
        self._y = PAGE_HEIGHT - 56

    def head(self, heading: str, aside: str) -> None:
        self._pen.write(heading, _LEFT, self._y, _TITLE)
        self._pen.write(aside, _LEFT + _WIDTH - self._pen.width(aside, _TEXT), self._y, _TEXT)
        chosen = [
            f"{names.DIMENSIONS[one].in_language(self._pen.language)}: {self._named(one, code)}"
            for one in names.DIMENSIONS
            if (code := getattr(self._report.asked, one)) is not None
        ]
        self._y -= 16
        self._pen.write("  ".join(chosen), _LEFT, self._y, _TEXT)
        self._canvas.line(_LEFT, self._y - 6, _LEFT + _WIDTH, self._y - 6)
        self._y -= 22

    def figures(self) -> None:
        """A grid of them, each with its formula in small print."""
        width = _WIDTH / _IN_A_ROW
        for place, one in enumerate(showing.measured(self._report)):
            row, column = divmod(place, _IN_A_ROW)
            x, y = _LEFT + column * width, self._y - row * _ROW
            name, formula = names.FIGURES[one.id]
            value = showing.said(one, self._report.fewest)
            unit = _UNITS.get(one.unit)
            self._grey(_MIDDLE)
            self._pen.write(name.in_language(self._pen.language), x, y, _TEXT)
            self._grey(_INK)
            self._pen.write(value, x, y - 17, _BIG)
            if unit is not None and one.value is not None:
                after = x + self._pen.width(value, _BIG) + 3
                self._pen.write(unit.in_language(self._pen.language), after, y - 17, _SMALL)
            self._grey(_MIDDLE)
            for line, text in enumerate(self._broken(formula, width - 10, 5.5)[:2]):
                self._pen.write(text, x, y - 26 - line * 7, 5.5)
        self._grey(_INK)
        self._y -= (len(names.FIGURES) + _IN_A_ROW - 1) // _IN_A_ROW * _ROW

    def weeks(self) -> None:
        report = self._report
        counts = figures.weeks(report.records, report.window)
        shown = told_parts(counts, fewest=report.fewest)
        band = figures.usual(report.records, report.window, of_weeks=report.band_weeks)
        self._part(_WEEKS)
        if band is not None and band[1] < report.fewest:
            band = None
        top = max(1.0, *(count or 0 for count in shown.values()), band[1] if band else 0)
        foot, high = self._y - _CHART + 14, _CHART - 30
        if band is not None:
            self._canvas.setFillGray(_PALE)
            low, size = foot + band[0] / top * high, max(1.0, (band[1] - band[0]) / top * high)
            self._canvas.rect(_LEFT, low, _WIDTH, size, stroke=0, fill=1)
            self._grey(_MIDDLE)
            said = _USUAL.in_language(self._pen.language).format(low=band[0], high=band[1])
            self._pen.write(said, _LEFT + _WIDTH - self._pen.width(said, _SMALL), self._y, _SMALL)
        self._grey(_INK)
        self._canvas.line(_LEFT, foot, _LEFT + _WIDTH, foot)
        step = _WIDTH / len(shown)
        every = max(1, round(36 / step))
        for place, (monday, count) in enumerate(shown.items()):
            x = _LEFT + place * step
            size = (count or 0) / top * high
            self._canvas.rect(x + step * 0.2, foot, step * 0.6, size, stroke=0, fill=1)
            if place % every == 0:
                self._pen.write(f"{monday:%m/%d}", x, foot - 10, _SMALL)
                self._pen.write(self._told(count), x + step * 0.2, foot + size + 3, _SMALL)
        self._y -= _CHART + 22

    def bars(self) -> None:
        """Ageing on the left, causes on the right."""
        report, half = self._report, _WIDTH / 2 - 12
        ages = told_parts(figures.ageing(report.records, report.terms, report.window), fewest=report.fewest)
        causes = told_parts(figures.parts(report.received, "cause"), fewest=report.fewest)
        begins = self._y
        self._column(_AGEING, [(_band(*band), count) for band, count in ages.items()], _LEFT, half)
        self._y = begins
        told = [(self._named("cause", code), count) for code, count in causes.items()]
        self._column(_CAUSES, told[:_MOST_BARS], _LEFT + half + 24, half)

    def foot(self) -> None:
        report, language = self._report, self._pen.language
        said = _FEW.in_language(language).format(n=report.fewest) + _BORROWERS.in_language(language).format(
            number=report.borrowers, source=report.borrowers_source
        )
        self._grey(_MIDDLE)
        self._pen.write(said, _LEFT, _FOOT, _SMALL)

    def _column(self, heading: InBoth, bars: Sequence[tuple[str, int | None]], x: float, width: float) -> None:
        self._part(heading, x)
        most = max(1, *(count or 0 for _, count in bars), 1)
        named = width * 0.42
        for place, (name, count) in enumerate(bars):
            y = self._y - 8 - place * (_BAR + 5)
            self._pen.write(self._broken(InBoth(zh=name, en=name), named - 6, _TEXT)[0], x, y, _TEXT)
            size = (count or 0) / most * (width - named - 34)
            self._canvas.rect(x + named, y - 2, size, _BAR - 3, stroke=0, fill=1)
            self._pen.write(self._told(count), x + named + size + 4, y, _TEXT)

    def _part(self, heading: InBoth, x: float = _LEFT) -> None:
        self._grey(_INK)
        self._pen.write(heading.in_language(self._pen.language), x, self._y, 11)
        self._y -= 12

    def _named(self, dimension: str, code: str | None) -> str:
        return names.code_name(self._handling.classes, dimension, code).in_language(self._pen.language)

    def _told(self, count: int | None) -> str:
        return "*" if count is None else str(count)

    def _broken(self, text: InBoth, width: float, size: float) -> list[str]:
        return broken(text.in_language(self._pen.language), lambda sign: self._pen.sign_width(sign, size), width=width)

    def _grey(self, shade: float) -> None:
        self._canvas.setFillGray(shade)


def _band(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else f"{first}-{last}"
