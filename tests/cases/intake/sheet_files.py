"""Sheets as others make them, written by hand: the tests need no library for them."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
    '<sheet name="转办" sheetId="7" r:id="rId9"/></sheets></workbook>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId9" Target="worksheets/sheet3.xml"/></Relationships>'
)


def workbook(rows: Sequence[Sequence[str | int]], *, sheet: str | None = None, more: Sequence[str] = ()) -> bytes:
    """An XLSX: texts are shared strings, numbers stand in their cells. `more`: raw rows after them."""
    texts = [*dict.fromkeys(one for row in rows for one in row if isinstance(one, str))]
    lines = [
        f'<row r="{line}">' + "".join(_cell(place, line, one, texts) for place, one in enumerate(row)) + "</row>"
        for line, row in enumerate(rows, start=1)
    ]
    strings = "".join(f"<si><t>{escape(one)}</t><rPh><t>读音</t></rPh></si>" for one in texts)
    data = sheet or f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join([*lines, *more])}</sheetData></worksheet>'
    return archive(
        {
            "xl/workbook.xml": _WORKBOOK,
            "xl/_rels/workbook.xml.rels": _RELS,
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
            "xl/worksheets/sheet3.xml": data,
        }
    )


def archive(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return data.getvalue()


def _cell(place: int, line: int, said: str | int, texts: list[str]) -> str:
    where = f"{chr(ord('A') + place)}{line}"
    if isinstance(said, int):
        return f'<c r="{where}"><v>{said}</v></c>'
    return f'<c r="{where}" t="s"><v>{texts.index(said)}</v></c>' if said else ""
