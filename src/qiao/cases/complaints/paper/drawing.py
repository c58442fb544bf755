"""Drawing a sheet as PDF on A4; all measures in points."""

from collections.abc import Iterator
from dataclasses import dataclass

from qiao.cases.complaints.paper.sheet import Block, Kind, Sheet, day_name
from qiao.foundation.paper import PAGE_HEIGHT, PAGE_WIDTH, Pen, Placed, broken, inked, pages

_LEFT, _WIDTH, _FOOT = 79, 437, 48
_HEAD_LINE, _TOP, _BOTTOM = 770, 732, 78
_SIZE, _LEADING, _APART = 12, 22, 4
_HEADING_SIZE, _SMALL, _BRAND_SIZE = 20, 10, 14
_SEAL_RADIUS, _SIGNED_WIDTH = 52, 170
_MARKS = {"zh": "草稿", "en": "DRAFT"}


@dataclass(frozen=True, slots=True)
class _Laid:
    """A paragraph in lines; fulfils `flowing.Part`."""

    block: Block | None
    lines: tuple[str, ...]
    size: int = _SIZE
    line_height: float = _LEADING
    space_before: float = _APART
    stays_whole: bool = False
    stays_with_last: bool = False
    indent: float = 0
    hangs: float = 0

    @property
    def count(self) -> int:
        return len(self.lines)


def drawn(what: Sheet, *, is_draft: bool = False) -> bytes:
    """The bytes; a draft carries its mark across every page."""
    title = f"{what.heading} {what.head.number}".strip()
    with inked(title, author=what.head.brand, language=what.head.language) as (out, pen):
        _Press(pen, what, is_draft=is_draft).print()
    return out.getvalue()


class _Press:
    """Draws the pages of one sheet."""

    def __init__(self, pen: Pen, what: Sheet, *, is_draft: bool) -> None:
        self._pen, self._canvas, self._what, self._is_draft = pen, pen.canvas, what, is_draft
        self._language = what.head.language
        self._parts = list(self._laid())

    def print(self) -> None:
        found = pages(self._parts, height=_TOP - _BOTTOM)
        for number, placed in enumerate(found, 1):
            if self._is_draft:
                self._mark()
            self._head()
            for one in placed:
                self._line(one)
            if len(found) > 1:
                of = f"第{number}页，共{len(found)}页" if self._language == "zh" else f"Page {number} of {len(found)}"
                self._centred(of, _FOOT, 9)
            self._canvas.showPage()

    def _laid(self) -> Iterator[_Laid]:
        if self._what.heading:
            lines = self._lines(self._what.heading, _HEADING_SIZE)
            yield _Laid(Block(Kind.HEADING, ""), lines, _HEADING_SIZE, _HEADING_SIZE * 1.5, stays_whole=True)
        em, chinese = _SIZE, self._language == "zh"
        for place, block in enumerate(self._what.blocks):
            match block.kind:
                case Kind.WAY if not chinese:
                    yield _Laid(block, self._lines(block.text, _SIZE, hangs=1.5 * em), hangs=1.5 * em)
                case Kind.GREETING | Kind.HEADING:
                    yield _Laid(block, self._lines(block.text, _SIZE), space_before=14)
                case _:
                    indent = 2 * em if chinese else 0
                    before = 14 if place == 0 else _APART if chinese else 9
                    lines = self._lines(block.text, _SIZE, indent=indent)
                    yield _Laid(block, lines, space_before=before, indent=indent)
        signed = (self._what.head.brand, day_name(self._what.head.day, self._language))
        yield _Laid(None, signed, space_before=_SEAL_RADIUS, stays_whole=True, stays_with_last=True)
        # What the seal needs below the date; an empty line that stays with it.
        yield _Laid(None, ("",), space_before=0, stays_with_last=True)

    def _lines(self, text: str, size: int, *, indent: float = 0, hangs: float = 0) -> tuple[str, ...]:
        width = _WIDTH - hangs
        return tuple(broken(text, lambda sign: self._pen.sign_width(sign, size), width=width, indent=indent)) or ("",)

    def _line(self, one: Placed) -> None:
        part = self._parts[one.part]
        text, y = part.lines[one.line], _TOP - one.top - part.size
        if part.block is None:
            self._signed(text, y, is_first=one.line == 0)
        elif part.block.kind is Kind.HEADING:
            self._centred(text, y, part.size)
        else:
            first, last = one.line == 0, one.line == part.count - 1
            shift = part.indent if first else part.hangs
            room = _WIDTH - shift
            stretches = self._language == "zh" and not last
            self._pen.write(text, _LEFT + shift, y, part.size, fills=room if stretches else None)

    def _signed(self, text: str, y: float, *, is_first: bool) -> None:
        centre = _LEFT + _WIDTH - _SIGNED_WIDTH / 2
        if is_first and text == self._what.head.brand:
            self._seal(centre, y - _LEADING / 2 + 4)
        self._pen.write(text, centre - self._pen.width(text, _SIZE) / 2, y, _SIZE)

    def _seal(self, x: float, y: float) -> None:
        """Where the seal goes, with what it says."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeGray(0.75)
        canvas.setDash(2, 3)
        canvas.setLineWidth(0.6)
        canvas.circle(x, y, _SEAL_RADIUS)
        canvas.setFillGray(0.55)
        seal = self._what.head.seal
        self._pen.write(seal, x - self._pen.width(seal, 8) / 2, y + 31, 8)
        canvas.restoreState()

    def _head(self) -> None:
        head, canvas = self._what.head, self._canvas
        self._pen.write(head.brand, _LEFT, _HEAD_LINE + 8, _BRAND_SIZE)
        day = day_name(head.day, self._language)
        told = f"编号：{head.number}　{day}" if self._language == "zh" else f"No. {head.number}, {day}"
        self._pen.write(told, _LEFT + _WIDTH - self._pen.width(told, _SMALL), _HEAD_LINE + 8, _SMALL)
        canvas.setLineWidth(0.8)
        canvas.line(_LEFT, _HEAD_LINE, _LEFT + _WIDTH, _HEAD_LINE)

    def _mark(self) -> None:
        canvas, mark, size = self._canvas, _MARKS[self._language], 120
        canvas.saveState()
        canvas.setFillGray(0.88)
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(40)
        self._pen.write(mark, -self._pen.width(mark, size) / 2, -size / 3, size)
        canvas.restoreState()

    def _centred(self, text: str, y: float, size: int) -> None:
        self._pen.write(text, (PAGE_WIDTH - self._pen.width(text, size)) / 2, y, size)
