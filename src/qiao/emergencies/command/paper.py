"""The report of an incident as PDF on A4: what stands, where, how it came to this; all measures in points."""

from collections.abc import Callable, Sequence

from qiao.emergencies.command import names, showing, summing
from qiao.emergencies.command.reading import Place, Report, Sort
from qiao.emergencies.command.summing import duration, moment
from qiao.emergencies.command.tiles import COLUMNS, ROWS
from qiao.emergencies.command.timeline import What
from qiao.emergencies.incidents import Incidents, State
from qiao.emergencies.incidents.wording import overlay_of, title_of
from qiao.foundation.paper import PAGE_HEIGHT, PAGE_WIDTH, Pen, broken, inked
from qiao.outreach import GovernorRules
from qiao.policy import InBoth

_LEFT, _WIDTH = 54, PAGE_WIDTH - 108
_TOP, _BOTTOM, _FOOT = PAGE_HEIGHT - 62, 64, 36
_TITLE, _SUBTITLE, _HEADING, _TEXT, _SMALL, _TINY = 20, 13, 12, 10, 8, 6.5
_LINE = 16
_IN_A_ROW, _CELL = 4, 60
_TILE, _GAP = 24, 3
_INK, _MIDDLE, _RULE, _PALE = 0.1, 0.42, 0.75, 0.93
_DARK = 0.55
"""Tiles darker than this are written on in white."""
_MOST_PLACES = 14
_SUMMARY = InBoth(zh="概要", en="In short")
_TO_DO = InBoth(zh="需要处理", en="Wants a look")
_OPEN_STILL = InBoth(zh="尚未了结", en="Not settled yet")
_FIGURES = InBoth(zh="关键数字", en="Figures")
_STAGES = InBoth(zh="诉求状态", en="Where needs stand")
_MAP = InBoth(zh="诉求分布", en="Where needs come from")
_TIMELINE = InBoth(zh="时间线", en="How it went")
_TOOK = InBoth(zh="历时", en="How long it took")
_TOUCHES = InBoth(zh="对登记诉求的客户的主动触达", en="What was sent to customers in need")
_WORDS = InBoth(zh="对客口径", en="What customers were told")
_NO_TOUCHES = InBoth(zh="没有", en="Nothing")
_PLACE_HEADS = (
    InBoth(zh="地区", en="Province"),
    InBoth(zh="已知在当地", en="Known there"),
    InBoth(zh="诉求", en="Needs"),
    InBoth(zh="待决定", en="Undecided"),
)
_MAP_NOTE = InBoth(
    zh="方格按各省大致方位排列，不表示边界和距离；颜色越深诉求越多，加框为受影响地区。",
    en="Squares lie about where provinces do, without borders or distances; darker: more needs; framed: affected.",
)
_NO_PLACE = InBoth(zh="未说明地区", en="No place named")
_HOUSE = InBoth(zh="系统", en="the house")
_PRIVATE = InBoth(
    zh="本报告不含客户姓名、号码或所述内容；* 为少于{n}人或可由此推出的，不显示。",
    en="Names nobody. * fewer than {n} people, or what tells it: not shown.",
)
_REHEARSED = InBoth(
    zh="这是一次演练：流程真实走过，没有客户看到任何内容，也不登记诉求。",
    en="This was a rehearsal: everything was gone through, no customer saw anything, and no needs were registered.",
)
_SIGN = {"zh": ("：", "；", "。"), "en": (": ", "; ", ".")}


def drawn(incidents: Incidents, governor: GovernorRules, report: Report, language: str) -> bytes:
    """The bytes of the PDF; the same report gives the same bytes."""
    brand = incidents.pack.brand.in_language(language)
    title = title_of(incidents.playbook(report.row.playbook), report.row).in_language(language)
    heading = f"{names.SORTS[report.sort].in_language(language)} {report.row.number}"
    with inked(heading, author=brand, language=language) as (out, pen):
        press = _Press(pen, report, head=f"{brand}　{heading}" if language == "zh" else f"{brand}, {heading}")
        press.title(names.SORTS[report.sort].in_language(language), title)
        press.summary()
        press.figures()
        if not report.row.is_rehearsal:
            press.stages()
            press.places()
            press.touches(governor)
        press.timeline()
        if report.sort is not Sort.SITUATION:
            press.took()
            press.words(incidents)
        press.print()
    return out.getvalue()


class _Press:
    """Lays out from the head of the first page downwards; `_y` is where the next part begins.

    Ink flows last, when it is known how many pages there are.
    """

    def __init__(self, pen: Pen, report: Report, *, head: str) -> None:
        self._pen, self._canvas, self._report, self._head_line = pen, pen.canvas, report, head
        self._language = pen.language
        self._pages: list[list[Callable[[], None]]] = [[]]
        self._y: float = _TOP

    def print(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self._grey(_MIDDLE)
            if number > 1:
                self._pen.write(self._head_line, _LEFT, PAGE_HEIGHT - 40, _SMALL)
            of = len(self._pages)
            told = f"第{number}页，共{of}页" if self._language == "zh" else f"Page {number} of {of}"
            self._pen.write(told, _LEFT + _WIDTH - self._pen.width(told, _SMALL), _FOOT, _SMALL)
            self._pen.write(self._said(_PRIVATE).format(n=showing.FEWEST_SHOWN), _LEFT, _FOOT, _SMALL)
            for ink in page:
                ink()
            self._canvas.showPage()

    def title(self, sort: str, title: str) -> None:
        row, report = self._report.row, self._report
        self._write(sort, _LEFT, self._y, _TITLE)
        asof = moment(report.now, self._language, year=True)
        aside = f"截至{asof}" if self._language == "zh" else f"as of {asof}"
        self._write(aside, _LEFT + _WIDTH - self._pen.width(aside, _TEXT), self._y, _TEXT, shade=_MIDDLE)
        self._y -= 24
        for line in self._broken(title, _WIDTH, _SUBTITLE):
            self._write(line, _LEFT, self._y, _SUBTITLE)
            self._y -= 18
        until = "至" if self._language == "zh" else " – "
        period = f"{moment(row.starts_at, self._language)}{until}{moment(row.ends_at, self._language)}"
        # The Chinese font has no raised dot as narrow as Latin's.
        apart = "　" if self._language == "zh" else " · "
        level, state = self._said(names.LEVELS[row.level]), self._said(names.STATES[State(row.state)])
        self._write(apart.join((row.number, level, state, period)), _LEFT, self._y, _TEXT, shade=_MIDDLE)
        self._rule(self._y - 8)
        self._y -= 26

    def summary(self) -> None:
        if self._report.row.is_rehearsal:
            self._paragraph(self._said(_REHEARSED))
            self._y -= 6
        self._heading(_SUMMARY)
        for text in summing.sentences(self._report, self._language):
            self._paragraph(text)
        open_ = summing.open_points(self._report, self._language)
        if open_:
            self._heading(_OPEN_STILL if self._report.sort is Sort.AFTERWARDS else _TO_DO)
            for number, text in enumerate(open_, 1):
                self._paragraph(f"{number}. {text}")

    def figures(self) -> None:
        """A grid of them, each with what it means in small print."""
        shown = showing.figures(self._report)
        if not shown:
            return
        self._heading(_FIGURES, keep=_CELL)
        width = _WIDTH / _IN_A_ROW
        for begin in range(0, len(shown), _IN_A_ROW):
            self._need(_CELL)
            for column, one in enumerate(shown[begin : begin + _IN_A_ROW]):
                x = _LEFT + column * width
                self._write(self._said(one.name), x, self._y, _SMALL + 1, shade=_MIDDLE)
                self._write(summing.value(one, self._language), x, self._y - 17, 14)
                meant = self._broken(self._said(one.meaning(self._report)), width - 12, _TINY)
                for line, text in enumerate(meant[:3]):
                    self._write(text, x, self._y - 27 - line * 8, _TINY, shade=_MIDDLE)
            self._y -= _CELL

    def stages(self) -> None:
        self._heading(_STAGES, keep=len(names.STAGES) * _LINE)
        most = max(1, *self._report.stages.values())
        named, room = 100.0, _WIDTH - 150
        for stage, (name, _) in names.STAGES.items():
            count = self._report.stages[stage]
            self._write(self._said(name), _LEFT, self._y, _TEXT)
            size = count / most * room
            if size:
                self._box(_LEFT + named, self._y - 2, size, 10, fill=0.45)
            self._write(f"{count:,}", _LEFT + named + size + 5, self._y, _TEXT)
            self._y -= _LINE
        self._y -= 4

    def places(self) -> None:
        """The map on the left, the provinces that matter on the right."""
        size = ROWS * (_TILE + _GAP)
        self._heading(_MAP, keep=size + 36)
        top = self._y
        most = max((one.needs.needs for one in self._report.places), default=0)
        for one in self._report.places:
            self._tile(one, top, most)
        beside = _LEFT + COLUMNS * (_TILE + _GAP) + 18
        matter = [one for one in self._report.places if one.is_in or one.needs.needs]
        matter.sort(key=lambda one: (-one.needs.needs, not one.is_in, one.tile.code))
        lines = [
            (
                one.tile.name,
                "*" if one.affected is None and one.is_in else "" if one.affected is None else f"{one.affected:,}",
                f"{one.needs.needs:,}",
                f"{one.needs.undecided:,}",
            )
            for one in matter[:_MOST_PLACES]
        ]
        without = self._report.without_place
        if without.needs:
            lines.append((self._said(_NO_PLACE), "", f"{without.needs:,}", f"{without.undecided:,}"))
        self._y = top + 8
        widths = (_LEFT + _WIDTH - beside - 150, 60, 40, 50)
        self._table([self._said(one) for one in _PLACE_HEADS], lines, beside, widths, is_number=(1, 2, 3))
        self._y = min(self._y, top - size - 12)
        for text in self._broken(self._said(_MAP_NOTE), _WIDTH, _SMALL):
            self._write(text, _LEFT, self._y, _SMALL, shade=_MIDDLE)
            self._y -= 11
        self._y -= 8

    def touches(self, governor: GovernorRules) -> None:
        self._heading(_TOUCHES, keep=2 * _LINE)
        colon, between, _ = _SIGN[self._language]
        by_channel = dict[str, list[str]]()
        for (channel, state), count in sorted(self._report.touches.items()):
            told = f"{self._said(names.TOUCHES[state])} {count:,}"
            by_channel.setdefault(self._said(showing.channel_name(governor, channel)), []).append(told)
        if not by_channel:
            self._paragraph(self._said(_NO_TOUCHES))
        for channel, told in by_channel.items():
            self._paragraph(f"{channel}{colon}{between.join(told)}")

    def timeline(self) -> None:
        self._heading(_TIMELINE, keep=3 * _LINE)
        for one in self._report.moments:
            self._need(_LINE)
            self._write(moment(one.at, self._language, seconds=True), _LEFT, self._y, _TEXT, shade=_MIDDLE)
            self._write(self._said(names.MOMENTS[one.what]), _LEFT + 116, self._y, _TEXT)
            by = self._report.names.get(one.by, "") if one.by is not None else ""
            if one.by is None and one.what is What.WOUND_DOWN:
                by = self._said(_HOUSE)
            self._write(by, _LEFT + _WIDTH - self._pen.width(by, _TEXT), self._y, _TEXT, shade=_MIDDLE)
            self._y -= _LINE
        self._y -= 4

    def took(self) -> None:
        spans = summing.spans(self._report)
        if not spans:
            return
        self._heading(_TOOK, keep=2 * _LINE)
        for name, seconds in spans:
            self._need(_LINE)
            told = duration(seconds, self._language)
            self._write(self._said(name), _LEFT, self._y, _TEXT)
            self._write(told, _LEFT + _WIDTH - self._pen.width(told, _TEXT), self._y, _TEXT)
            self._y -= _LINE
        self._y -= 4

    def words(self, incidents: Incidents) -> None:
        row = self._report.row
        overlay = overlay_of(incidents.pack, incidents.playbook(row.playbook), row)
        self._heading(_WORDS, keep=3 * _LINE)
        for text in (overlay.banner, overlay.first_line):
            self._paragraph(self._said(text))

    def _tile(self, one: Place, top: float, most: int) -> None:
        x = _LEFT + one.tile.column * (_TILE + _GAP)
        y = top - (one.tile.row + 1) * (_TILE + _GAP) + _GAP
        shade = _PALE - one.needs.needs / most * 0.75 if most else _PALE
        self._box(x, y, _TILE, _TILE, fill=shade, framed=one.is_in)
        ink = 1.0 if shade < _DARK else _INK
        self._write(one.tile.mark, x + 3, y + _TILE - 10, 8, shade=ink)
        if one.needs.needs:
            count = f"{one.needs.needs:,}"
            self._write(count, x + _TILE - 3 - self._pen.width(count, _SMALL), y + 4, _SMALL, shade=ink)

    def _table(
        self,
        heads: Sequence[str],
        lines: Sequence[Sequence[str]],
        x: float,
        widths: Sequence[float],
        *,
        is_number: Sequence[int],
    ) -> None:
        for place, line in enumerate((heads, *lines)):
            left = x
            for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
                size = _SMALL if place == 0 else _TEXT - 1
                right = left + width - self._pen.width(cell, size) if column in is_number else left
                shade = _MIDDLE if place == 0 else _INK
                self._write(
                    self._broken(cell, max(width, 20), size)[0] if cell else "", right, self._y, size, shade=shade
                )
                left += width
            self._y -= _LINE - 2

    def _heading(self, heading: InBoth, *, keep: float = _LINE) -> None:
        """A heading, on one page with at least `keep` of what follows."""
        self._need(keep + 26)
        self._y -= 8
        self._write(self._said(heading), _LEFT, self._y, _HEADING)
        self._y -= 18

    def _paragraph(self, text: str) -> None:
        lines = self._broken(text, _WIDTH, _TEXT)
        for place, line in enumerate(lines):
            self._need(_LINE)
            stretches = self._language == "zh" and place < len(lines) - 1
            self._write(line, _LEFT, self._y, _TEXT, fills=_WIDTH if stretches else None)
            self._y -= _LINE
        self._y -= 2

    def _need(self, height: float) -> None:
        if self._y - height < _BOTTOM and self._pages[-1]:
            self._pages.append([])
            self._y = _TOP

    def _write(
        self, text: str, x: float, y: float, size: float, *, shade: float = _INK, fills: float | None = None
    ) -> None:
        def ink() -> None:
            self._grey(shade)
            self._pen.write(text, x, y, size, fills=fills)

        self._pages[-1].append(ink)

    def _box(self, x: float, y: float, width: float, height: float, *, fill: float, framed: bool = False) -> None:
        def ink() -> None:
            self._grey(fill)
            self._canvas.setStrokeGray(_INK)
            self._canvas.setLineWidth(1.4)
            self._canvas.rect(x, y, width, height, stroke=int(framed), fill=1)

        self._pages[-1].append(ink)

    def _rule(self, y: float) -> None:
        def ink() -> None:
            self._canvas.setStrokeGray(_RULE)
            self._canvas.setLineWidth(0.8)
            self._canvas.line(_LEFT, y, _LEFT + _WIDTH, y)

        self._pages[-1].append(ink)

    def _broken(self, text: str, width: float, size: float) -> list[str]:
        return broken(text, lambda sign: self._pen.sign_width(sign, size), width=width)

    def _said(self, text: InBoth) -> str:
        return text.in_language(self._language)

    def _grey(self, shade: float) -> None:
        self._canvas.setFillGray(shade)
