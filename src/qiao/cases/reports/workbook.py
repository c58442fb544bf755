"""Writing a workbook: cells of text and numbers, nothing else, so nothing that somebody wrote can become a formula.

The parts of an XLSX that every program needs (ECMA-376), without styles but a bold first line. The same sheets give the
same bytes.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | None
Sheet = tuple[str, Sequence[Sequence[Cell]]]
"""A name, and lines of which the first is the head."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OF = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ON: Final = (1980, 1, 1, 0, 0, 0)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


def workbook(*sheets: Sheet) -> bytes:
    """The bytes of an XLSX with these sheets in this order."""
    places = range(1, len(sheets) + 1)
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
        for at, (name, _) in zip(places, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in places
    )
    styles = len(sheets) + 1
    links += f'<Relationship Id="rId{styles}" Type="{_LINKS}/styles" Target="styles.xml"/>'
    whole = f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_OF}.worksheet+xml"/>' for at in places
    )
    relation = f"{_PACKAGE}/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_OF}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_OF}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{relation}">{whole}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relation}">{links}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{at}.xml": _sheet(lines) for at, (_, lines) in zip(places, sheets, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _ON)
            part.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(part, _HEAD + content)
    return out.getvalue()


def _sheet(lines: Sequence[Sequence[Cell]]) -> str:
    rows = "".join(f'<row r="{at}">{_cells(at, line)}</row>' for at, line in enumerate(lines, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{_MAIN}">{view}<sheetData>{rows}</sheetData></worksheet>'


def _cells(row: int, line: Sequence[Cell]) -> str:
    style = ' s="1"' if row == 1 else ""
    return "".join(
        _cell(f"{_letters(column)}{row}", cell, style) for column, cell in enumerate(line) if cell is not None
    )


def _cell(place: str, cell: str | float, style: str) -> str:
    if isinstance(cell, str):
        text = escape(_UNWRITABLE.sub("", cell))
        return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"{style}><v>{cell}</v></c>'


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, sign = divmod(column - 1, 26)
        found = chr(ord("A") + sign) + found
    return found
