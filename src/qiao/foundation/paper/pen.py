"""Writing on A4 in two scripts; all measures in points.

Chinese is set in STSong-Light, one of the Asian fonts every PDF reader brings or replaces, Latin letters and figures in
Times, so that a page is a few kilobytes and nothing has to be shipped.
"""

import io
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
_CHINESE, _LATIN = "STSong-Light", "Times-Roman"
_MOST_STRETCH = 24


class Pen:
    """Writes lines on a canvas."""

    def __init__(self, canvas: "Canvas", width_of: Callable[[str, str, float], float], language: str) -> None:
        self.canvas, self.language, self._width_of = canvas, language, width_of

    def write(self, text: str, x: float, y: float, size: float, *, fills: float | None = None) -> None:
        """One line; with `fills`, its signs stand apart so that it is as wide, where little is wanting."""
        wanting = fills - self.width(text, size) if fills is not None else 0
        line = self.canvas.beginText(x, y)
        if 0 < wanting <= _MOST_STRETCH and len(text) > 1:
            line.setCharSpace(wanting / (len(text) - 1))
        for font, signs in groupby(text, self._font_of):
            line.setFont(font, size)
            line.textOut("".join(signs))
        line.setCharSpace(0)
        self.canvas.drawText(line)

    def width(self, text: str, size: float) -> float:
        return sum(self.sign_width(sign, size) for sign in text)

    def sign_width(self, sign: str, size: float) -> float:
        return self._width_of(sign, self._font_of(sign), size)

    def _font_of(self, sign: str) -> str:
        """Quotation marks and dashes are of the page's own language."""
        if sign.isascii():
            return _LATIN
        try:
            sign.encode("cp1252")
        except UnicodeEncodeError:
            return _CHINESE
        return _LATIN if self.language != "zh" else _CHINESE


@contextmanager
def inked(title: str, *, author: str, language: str) -> Generator[tuple[io.BytesIO, Pen]]:
    """A pen, and where the bytes stand once it is laid down."""
    # Loaded here, because setting type is the one thing that needs it.
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    if _CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    yield out, Pen(canvas, pdfmetrics.stringWidth, language)
    canvas.save()
