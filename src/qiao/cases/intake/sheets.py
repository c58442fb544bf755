"""Reading a sheet that somebody uploads: CSV in UTF-8 or GB 18030, or the first worksheet of an XLSX.

What is read is text and numbers as they stand. Nothing is evaluated: of a cell with a formula the value that its maker
saved is taken. A workbook is a ZIP of XML from a stranger, so its parts are measured while they are unpacked, and a
document that declares entities is refused.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import ClassVar, Final
from xml.etree.ElementTree import Element, ParseError, iterparse

from qiao.foundation.errors import Invalid

MOST_BYTES: Final = 4_000_000
_MOST_UNPACKED: Final = 40_000_000
_MOST_ROWS: Final = 5_000
_MOST_COLUMNS: Final = 100
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINKS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_CELL = re.compile(r"([A-Z]{1,3})\d+")

Row = tuple[int, list[str]]
"""A line of the sheet, counted from 1, and its cells."""


class SheetUnreadable(Invalid):
    """The file is no sheet that can be read here, or too large; `because` says which."""

    status: ClassVar[int] = 415


def rows_of(data: bytes) -> list[Row]:
    """The lines that are not empty. Raises SheetUnreadable."""
    if data.startswith(_OLD_WORKBOOK):
        raise SheetUnreadable(because="old_workbook")
    lines = _of_workbook(data) if data.startswith(_ZIP) else _of_text(data)
    found: list[Row] = []
    for place, cells in lines:
        if any(cells):
            found.append((place, cells))
        if len(found) > _MOST_ROWS or len(cells) > _MOST_COLUMNS:
            raise SheetUnreadable(because="too_large", rows=_MOST_ROWS)
    if not found:
        raise SheetUnreadable(because="empty")
    return found


def _of_text(data: bytes) -> Iterator[Row]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        delimiter = max(",\t;", key=text[:4_000].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error:
            raise SheetUnreadable(because="not_a_sheet") from None
        return
    raise SheetUnreadable(because="not_a_sheet")


def _of_workbook(data: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = _Parts(book)
            shared = _shared_strings(parts)
            sheet = _first_sheet(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ParseError, KeyError, ValueError):
        # What a damaged, locked or foreign archive brings forth.
        raise SheetUnreadable(because="not_a_sheet") from None
    try:
        for place, row in enumerate(_elements(sheet, "row"), start=1):
            cells = dict(_cells(row, shared))
            last = max(cells, default=-1)
            if last >= _MOST_COLUMNS:
                raise SheetUnreadable(because="too_large", rows=_MOST_ROWS)
            yield int(row.get("r") or place), [cells.get(one, "") for one in range(last + 1)]
            row.clear()
    except (ParseError, ValueError, IndexError):
        raise SheetUnreadable(because="not_a_sheet") from None


class _Parts:
    """The parts of a workbook, which unpacked are no more than so large together."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book, self._left = book, _MOST_UNPACKED
        self.names = frozenset(book.namelist())

    def read(self, name: str) -> bytes:
        """Raises SheetUnreadable, or KeyError where there is none."""
        with self._book.open(name) as part:
            # What the archive says of its sizes is not believed.
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise SheetUnreadable(because="too_large", rows=_MOST_ROWS)
        # In UTF-8 a declaration is seen; in another encoding it could hide.
        if b"<!DOCTYPE" in data or not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise SheetUnreadable(because="not_a_sheet")
        return data


def _first_sheet(parts: _Parts) -> bytes:
    """By the order in which the workbook names them, not by the names of files."""
    first = next(_elements(parts.read("xl/workbook.xml"), "sheet"))
    link = next(value for name in _LINKS if (value := first.get(name)))
    targets = {one.get("Id"): one.get("Target", "") for one in _every(parts.read("xl/_rels/workbook.xml.rels"))}
    target = targets[link]
    return parts.read(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")


def _shared_strings(parts: _Parts) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.names:
        return []
    return [_text(one) for one in _elements(parts.read("xl/sharedStrings.xml"), "si")]


def _cells(row: Element, shared: list[str]) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(one for one in row if _is(one, "c")):
        known = _CELL.fullmatch(cell.get("r", ""))
        column = _column(known[1]) if known else place
        kind = cell.get("t")
        if kind == "inlineStr":
            yield column, _text(cell).strip()
            continue
        value = next((one.text or "" for one in cell if _is(one, "v")), "")
        yield column, shared[int(value)].strip() if kind == "s" and value else value.strip()


def _text(of: Element) -> str:
    """Without how it is pronounced, which Excel keeps beside it."""
    aside = {text for one in of.iter() if _is(one, "rPh") for text in one.iter()}
    return "".join(one.text or "" for one in of.iter() if _is(one, "t") and one not in aside)


def _elements(data: bytes, name: str) -> Iterator[Element]:
    return (one for one in _every(data) if _is(one, name))


def _every(data: bytes) -> Iterator[Element]:
    return (one for _, one in iterparse(io.BytesIO(data)))  # noqa: S314  (without declarations, see `_Parts.read`)


def _is(one: Element, name: str) -> bool:
    return one.tag in {f"{_MAIN}{name}", f"{_STRICT}{name}"}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
